"""Forms of the room network."""
