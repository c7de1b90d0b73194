"""Encryption with age (https://age-encryption.org/v1), as streams: memory does not grow with what passes.

The library seals; ``opening``, another program for the same form, opens: what was written is never believed unread.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext_lazy as _

from gestand.core.home import ensure_home
from gestand.security.backup.refusals import ForeignBackup, NotABackup

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from pyrage import x25519

    from gestand.security.backup.opening import Readable, Taker

#: The key with which this Gestand's backups are opened; never inside one.
IDENTITY = "backup"
_HELD_BYTES = 256 * 1024


class _Source(io.RawIOBase):
    """A file to read from, made of the blocks that a generator gives."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        super().__init__()
        self._blocks = blocks
        self._block = memoryview(b"")
        self.fault: BaseException | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        try:
            while not self._block:
                self._block = memoryview(next(self._blocks))
        except StopIteration:
            return 0
        except BaseException as fault:
            self.fault = fault
            raise
        room = memoryview(buffer).cast("B")
        size = min(len(room), len(self._block))
        room[:size] = self._block[:size]
        self._block = self._block[size:]
        return size


def has_identity(home: Path) -> bool:
    """Whether this data folder has a key of its backups already."""
    return (home / "keys" / IDENTITY).is_file()


def own_identity(home: Path) -> x25519.Identity:
    """The key of this data folder's backups, made when it is not there yet (mode 0600)."""
    from pyrage import x25519

    return x25519.Identity.from_str(_identity_text(home))


def _identity_text(home: Path) -> str:
    path = home / "keys" / IDENTITY
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        ensure_home(home)
    from pyrage import x25519

    draft = path.with_name(f".{IDENTITY}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(f"{x25519.Identity.generate()}\n")
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, path)  # fails when another process was first: then theirs counts
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()


def read_identity(path: Path) -> x25519.Identity:
    """A key from a file (``AGE-SECRET-KEY-1…``; lines that begin with # are skipped). Refuses (``ForeignBackup``)."""
    from pyrage import IdentityError, x25519

    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
        return x25519.Identity.from_str(next(line for line in lines if line and not line.startswith("#")))
    except (OSError, UnicodeDecodeError, StopIteration, IdentityError) as fault:
        raise ForeignBackup(_("%(path)s holds no key that opens a backup.") % {"path": path}) from fault


def encrypt(blocks: Iterator[bytes], out: BinaryIO, recipient: x25519.Recipient) -> None:
    """Write what ``blocks`` gives, encrypted; an exception in ``blocks`` or of ``out`` comes through as it is."""
    import pyrage

    source, checked = _Source(blocks), _Checked(out)
    try:
        pyrage.encrypt_io(
            io.BufferedReader(source, _HELD_BYTES), checked, [recipient]
        )  # it asks for a little at a time
    except BaseException as fault:  # noqa: BLE001 - whatever it was, it goes on as it came
        raise (source.fault or checked.fault or fault) from None


class _Checked:
    """Remembers why writing failed: the library tells it in words alone."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.fault: BaseException | None = None

    def write(self, piece: bytes) -> int:
        if self.fault is not None:
            raise self.fault
        try:
            return self._out.write(piece)
        except BaseException as fault:
            self.fault = fault
            raise

    def flush(self) -> None:
        self._out.flush()


def decrypt(sealed: Readable, taker: Taker, identity: x25519.Identity) -> None:
    """Give what is inside to ``taker``. Refuses (``ForeignBackup``, ``NotABackup``); its refusals come through."""
    from gestand.security.backup.opening import NotOpened, OtherKey, open_sealed

    try:
        open_sealed(sealed, taker, identity)
    except OtherKey:
        raise ForeignBackup(_("This backup was made with another key than this one.")) from None
    except NotOpened:
        raise NotABackup(_("This file is no backup of Gestand, or it is damaged or cut off.")) from None
