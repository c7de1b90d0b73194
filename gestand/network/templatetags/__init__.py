"""Tags of the room network."""
