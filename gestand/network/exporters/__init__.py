"""Taking lists of the documentation out as files."""
