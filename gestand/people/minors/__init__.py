"""Visitors under sixteen: nothing they fill in is kept before a parent says yes, and it goes at a parent's word."""
