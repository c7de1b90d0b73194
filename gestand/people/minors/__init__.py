"""Visitors under sixteen: nothing that they fill in is kept before a parent says yes, and it goes at the parent's word."""
