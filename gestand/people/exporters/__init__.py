"""Taking things out as files."""
