"""What guards the firm and its data; first of all backup, restore and the drill."""
