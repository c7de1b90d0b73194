"""Public lists that are shipped with the program, each with its date and source."""
