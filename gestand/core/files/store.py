"""Sealing and opening files (stub, being written)."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from gestand.core.files.models import StoredFile


def store_file(content: BinaryIO | bytes, *, name: str, media_type: str, at: datetime) -> StoredFile:
    """Seal ``content`` (streamed, flat memory) into ``files/`` and return its row; a rollback leaves no file behind."""
    raise NotImplementedError


def open_file(stored: StoredFile) -> BinaryIO:
    """A readable stream of the content; raises ``FileDamaged`` when the seal is broken."""
    raise NotImplementedError


def read_file(stored: StoredFile) -> bytes:
    with open_file(stored) as stream:
        return stream.read()


def destroy_file(stored: StoredFile) -> None:
    """Delete row and file (the file after commit)."""
    raise NotImplementedError
