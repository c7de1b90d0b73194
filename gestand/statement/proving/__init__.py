"""Running proofs, keeping their history, the signed report, the board."""
