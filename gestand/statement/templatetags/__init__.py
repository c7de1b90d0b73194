"""Tags of the room statement."""
