"""Versions of the statement: draft, planned, published; and how they are read."""
