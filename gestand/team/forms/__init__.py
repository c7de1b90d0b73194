"""Forms of the room team."""
