"""The tables of the room: versions and texts, register snapshots, proof results."""
