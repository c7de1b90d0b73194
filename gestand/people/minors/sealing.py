"""What a child filled in, sealed under a key that is in the parent's link and nowhere else."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from uuid import UUID

from gestand.core.files.sealing import FileDamaged, open_secret, seal_secret
from gestand.people.minors.kinds import Entry

_TOKEN_BYTES = 32
#: The sealed text says nothing by its length, up to this much.
_BLOCK_BYTES = 1024


def new_token() -> str:
    return secrets.token_urlsafe(_TOKEN_BYTES)


def digest_of(token: str) -> str:
    """What the database keeps of a link: neither the link nor the key can be made from it."""
    return hashlib.sha256(b"gestand parent's link\0" + token.strip().encode("utf-8", "replace")).hexdigest()


def seal_entry(entry: Entry, *, token: str, about: UUID) -> str:
    plain = json.dumps(dict(entry), ensure_ascii=False).encode()
    plain += b" " * (-len(plain) % _BLOCK_BYTES)
    return base64.b64encode(seal_secret(_key(token), plain, about=about.bytes)).decode("ascii")


def open_entry(sealed: str, *, token: str, about: UUID) -> Entry | None:
    """What was filled in; None when this token does not open it."""
    try:
        plain = open_secret(_key(token), base64.b64decode(sealed), about=about.bytes)
    except (FileDamaged, ValueError):
        return None
    found: Entry = json.loads(plain)
    return found


def _key(token: str) -> bytes:
    return hashlib.sha256(b"gestand child's entry\0" + token.strip().encode("utf-8", "replace")).digest()
