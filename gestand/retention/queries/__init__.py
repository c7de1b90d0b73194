"""What can be asked about terms, holds and what goes."""
