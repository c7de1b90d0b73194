"""Pages of this room: for the owner, and for visitors."""
