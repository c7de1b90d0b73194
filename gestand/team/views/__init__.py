"""Pages of the room team."""
