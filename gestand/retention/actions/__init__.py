"""What can be done about terms, holds and what goes."""
