"""The pack for an inspector: one ZIP that needs no Gestand to read."""
