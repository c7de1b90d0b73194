"""Importing contacts: a file is staged, looked at, confirmed by a person, and can be undone."""
