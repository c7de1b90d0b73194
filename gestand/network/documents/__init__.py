"""What of a client's network goes on paper."""
