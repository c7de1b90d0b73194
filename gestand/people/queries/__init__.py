"""What can be asked of this room: querysets and read models, without N+1."""
