"""Reference numbers: what the person at the screen reads out, and what the log line of the same failure holds."""

from __future__ import annotations

import secrets

#: Without letters and digits that look alike when read over the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """A number that can be read aloud, such as "K7F2-93QD": about 7 * 10^11 of them."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
