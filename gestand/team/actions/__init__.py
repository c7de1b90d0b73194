"""What can be done in the room team: accounts, grants, sessions, one-time links, the firm's profile."""
