"""What waits in a browser to be sent: whose it is, and the key under which that browser seals it.

A device that is written down where there is no connection stays on the phone until there is one. It lies there sealed
(AES-GCM) with a key that only a page of the same account gets, so that another account on that phone, or whoever opens
the browser's storage after the session ended, sees none of it. Both follow from the secret of this Gestand: a new
session of the same account opens what the earlier one left.
"""

from __future__ import annotations

import base64
import secrets
from uuid import UUID

from django.utils.crypto import salted_hmac


def tag_of(account_id: UUID | None) -> str:
    """Whose it is: tells one account from another and nothing else."""
    return salted_hmac("gestand.network.waiting.tag", str(account_id), algorithm="sha256").hexdigest()[:24]


def key_of(account_id: UUID | None) -> bytes:
    return salted_hmac("gestand.network.waiting.key", str(account_id), algorithm="sha256").digest()


def masked_key_of(account_id: UUID | None) -> str:
    """32 random bytes, and the key seen through them, in base64: other letters on each page.

    The page is sent compressed, and the length of what is compressed tells who listens and makes the browser ask again
    and again something of what stands in it (BREACH); of what is never the same twice it tells nothing.
    """
    mask = secrets.token_bytes(32)
    seen = bytes(one ^ other for one, other in zip(mask, key_of(account_id), strict=True))
    return base64.b64encode(mask + seen).decode()
