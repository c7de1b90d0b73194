"""How long: terms, holds, what goes next and what should have gone. Reads the declarations; names no room."""
