"""One-time secrets in links: made at random, kept as a digest alone, compared by looking the digest up."""

from __future__ import annotations

import hashlib
import secrets

_SECRET_BYTES = 24


def new_token() -> str:
    """192 random bits, as 32 letters, digits, "-" and "_"."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def digest_of(token: str) -> str:
    """What the database keeps: the token cannot be found back from it."""
    return hashlib.sha256(token.strip().encode("utf-8", "replace")).hexdigest()
