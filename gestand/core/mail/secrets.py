"""The secret of the mailbox: sealed with a key of the data folder, opened only on the way to the server."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from gestand.core.files.sealing import open_secret, seal_secret
from gestand.core.home import read_key

if TYPE_CHECKING:
    from gestand.core.mail.models import MailSettings

_ABOUT = b"gestand mail settings"


@dataclass(frozen=True, slots=True)
class MailSecret:
    """Never shown, logged or written in the clear; its own words hide it too."""

    password: str = ""
    access_token: str = ""
    refresh_token: str = ""
    client_secret: str = ""

    def __repr__(self) -> str:
        return "MailSecret(sealed)"


def seal_mail_secret(secret: MailSecret) -> bytes:
    return seal_secret(_key(), json.dumps(asdict(secret)).encode(), about=_ABOUT)


def open_mail_secret(row: MailSettings) -> MailSecret:
    """What is stored, or an empty secret; raises ``FileDamaged`` when the key does not fit (another data folder)."""
    if row.sealed_secret is None:
        return MailSecret()
    return MailSecret(**json.loads(open_secret(_key(), bytes(row.sealed_secret), about=_ABOUT)))


def _key() -> bytes:
    return read_key(Path(settings.GESTAND_HOME), "mail")
