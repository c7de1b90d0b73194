"""The store's secret: sealed with a key of the data folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from gestand.core.files.sealing import open_secret, seal_secret
from gestand.core.home import read_key

if TYPE_CHECKING:
    from gestand.security.models import BackupSettings

_ABOUT = b"gestand backup store"


def seal_store_secret(secret: str) -> bytes:
    return seal_secret(_key(), secret.encode(), about=_ABOUT)


def open_store_secret(row: BackupSettings) -> str:
    """What is stored, or nothing; raises ``FileDamaged`` when the key does not fit."""
    if row.sealed_secret is None:
        return ""
    return open_secret(_key(), bytes(row.sealed_secret), about=_ABOUT).decode()


def _key() -> bytes:
    return read_key(Path(settings.GESTAND_HOME), "mail")
