"""The network book: everything that is documented of a client, for a person to read and for a program to take in."""
