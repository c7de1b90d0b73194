"""Gestand: the office of a small IT-support firm that keeps its word."""

__version__ = "0.1.0"
