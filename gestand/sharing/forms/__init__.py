"""Forms of this room: they read what was typed; actions decide."""
