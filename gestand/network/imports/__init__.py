"""Imports of network files: read into a difference, decided by a person, written in pieces, taken back as a whole."""
