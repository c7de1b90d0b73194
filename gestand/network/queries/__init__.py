"""What can be asked of the documentation."""
