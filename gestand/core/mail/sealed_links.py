"""A link that the outbox must not hold in the clear: sealed with a key of the data folder, opened as the mail leaves.

The key is outside the database and its backups, so that neither of them can follow the link.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path

from django.conf import settings

from gestand.core.files.sealing import FileDamaged, open_secret, seal_secret
from gestand.core.home import read_key

_ABOUT = b"gestand link in a mail"
_SEALED = re.compile(r"\[sealed-link:([A-Za-z0-9_=-]+)\]")


def sealed_link(url: str) -> str:
    """What stands in the text of a mail in place of this link."""
    sealed = seal_secret(_key(), url.encode(), about=_ABOUT)
    return f"[sealed-link:{base64.urlsafe_b64encode(sealed).decode('ascii')}]"


def with_links(text: str) -> str:
    """The text with its sealed links opened. Raises ``FileDamaged`` when they were sealed with another key."""
    return _SEALED.sub(_opened, text)


def without_links(text: str, words: str) -> str:
    """The text as the outbox shows it: words in the place of each sealed link."""
    return _SEALED.sub(words.replace("\\", r"\\"), text)


def _opened(found: re.Match[str]) -> str:
    try:
        sealed = base64.urlsafe_b64decode(found[1])
    except ValueError:
        raise FileDamaged("a sealed link was cut off") from None
    return open_secret(_key(), sealed, about=_ABOUT).decode()


def _key() -> bytes:
    return read_key(Path(settings.GESTAND_HOME), "mail")
