"""The last rung of the identity ladder: a copy of an identity document that the visitor's own browser blackened."""
