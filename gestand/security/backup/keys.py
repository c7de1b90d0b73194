"""The keys, the keybox and the erasure journal in one small file: the other half of what brings everything back.

The printed passphrase opens a key (K), and K opens what is inside, so that every night's copy opens with the one sheet
without the passphrase being anywhere on this machine. The file: one line ``gestand-keys 1 BASE64`` (K, encrypted by age
under the passphrase), then an age file to K: a tar stream of keys/, keybox/ and journal/.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from gestand.core.home import is_disk_full
from gestand.core.restoring import KEYS_SCRATCH, READY, finish_keys, fsync_folder, remove_tree
from gestand.security.backup.age import decrypt, encrypt
from gestand.security.backup.contents import ensure_keys
from gestand.security.backup.passphrase import new_passphrase, read_passphrase
from gestand.security.backup.refusals import (
    BackupRefused,
    DiskFull,
    ForeignBackup,
    NotABackup,
    RestoreRefused,
    WrongPassphrase,
)

if TYPE_CHECKING:
    from pyrage import x25519

#: In ``keys/``: K, K under the passphrase, and when the sheet was printed.
SHEET = "sheet"
FOLDERS = ("keys", "keybox", "journal")
_MAGIC = b"gestand-keys 1 "
_LARGEST_LINE_BYTES = 4096
_LARGEST_BYTES = 512 * 1024 * 1024
_NAME = re.compile(r"(keys|keybox|journal)/[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_JOURNAL = re.compile(r"journal/[a-z-]+\.jsonl")


@dataclass(frozen=True, slots=True)
class Sheet:
    """``wrapped`` is K under the passphrase; ``identity`` is K itself, which never leaves ``keys/`` in the clear."""

    identity: str
    wrapped: str
    printed_at: datetime
    tried_at: datetime | None = None


def read_sheet(home: Path) -> Sheet | None:
    """What is known of the printed sheet; None while none was printed."""
    try:
        facts = json.loads((home / "keys" / SHEET).read_bytes())
        tried = facts.get("tried_at")
        return Sheet(
            facts["identity"],
            facts["wrapped"],
            datetime.fromisoformat(facts["printed_at"]),
            datetime.fromisoformat(tried) if tried else None,
        )
    except FileNotFoundError:
        return None


def print_sheet(home: Path, *, at: datetime) -> str:
    """A new passphrase, returned once and kept nowhere; copies made before still open with the sheet of then."""
    from pyrage import passphrase as age_passphrase
    from pyrage import x25519

    words, key = new_passphrase(), x25519.Identity.generate()
    wrapped = base64.b64encode(age_passphrase.encrypt(str(key).encode(), words)).decode("ascii")
    _keep(home, Sheet(str(key), wrapped, at))
    return words


def _keep(home: Path, sheet: Sheet) -> None:
    facts = {
        "identity": sheet.identity,
        "wrapped": sheet.wrapped,
        "printed_at": sheet.printed_at.isoformat(),
        "tried_at": sheet.tried_at.isoformat() if sheet.tried_at else None,
    }
    write_whole(home / "keys" / SHEET, json.dumps(facts).encode())


def try_sheet(home: Path, typed: str, *, at: datetime) -> None:
    """Whether what is on the sheet opens the copies of now. Refuses (``WrongPassphrase``)."""
    sheet = read_sheet(home)
    if sheet is None:
        raise WrongPassphrase(_("No sheet was printed yet."))
    if _unwrap(base64.b64decode(sheet.wrapped), typed) != sheet.identity:
        raise WrongPassphrase(_("This sheet is another one than was printed last."))
    _keep(home, Sheet(sheet.identity, sheet.wrapped, sheet.printed_at, at))


def write_keys(out: Path, *, home: Path) -> int:
    """Write the copy; its size. Needs a printed sheet. Refuses (``BackupRefused``) and leaves nothing half."""
    sheet = read_sheet(home)
    if sheet is None:
        raise BackupRefused(
            _("Print the sheet with the passphrase first: without it no copy of the keys can be opened.")
        )
    from pyrage import x25519

    ensure_keys(home)
    key = x25519.Identity.from_str(sheet.identity)
    packed = _packed(home)
    sealed = io.BytesIO(_MAGIC + sheet.wrapped.encode("ascii") + b"\n")
    sealed.seek(0, os.SEEK_END)
    encrypt(iter((packed,)), sealed, key.to_public())
    try:
        write_whole(out, sealed.getvalue())
        if _opened(out.read_bytes(), key) != packed:
            raise NotABackup(_("The copy of the keys reads back as something else. Is the disk in order?"))
    except OSError as fault:
        if is_disk_full(fault):
            raise DiskFull(_("The disk of %(folder)s is full: no copy was made.") % {"folder": out.parent}) from fault
        raise BackupRefused(
            _("The copy of the keys cannot be written to %(folder)s (%(why)s).")
            % {"folder": out.parent, "why": fault.strerror}
        ) from fault
    return out.stat().st_size


def _packed(home: Path) -> bytes:
    """Small: keys of 32 bytes, and a line for each erasure and each sealed minute."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for folder in FOLDERS:
            for path in sorted((home / folder).glob("*")):
                name = f"{folder}/{path.name}"
                if not path.is_file() or path.is_symlink() or not _NAME.fullmatch(name) or path.suffix == ".lock":
                    continue
                content = path.read_bytes()
                record = tarfile.TarInfo(name)
                record.size, record.mode = len(content), 0o600
                archive.addfile(record, io.BytesIO(content))
    return written.getvalue()


def restore_keys(copy: Path, *, home: Path, typed: str | None = None, key: x25519.Identity | None = None) -> list[str]:
    """Put keys, keybox and journal in their places; the names of what was put there.

    A line of a journal that is here already stays, so that no erasure is forgotten. The caller has asked whether this
    data folder is in use. Refuses (``WrongPassphrase``, ``NotABackup``) and has then changed nothing.
    """
    try:
        content = copy.read_bytes() if copy.stat().st_size <= _LARGEST_BYTES else b""
    except OSError:
        raise NotABackup(_("There is no file %(path)s.") % {"path": copy}) from None
    packed = _opened(content, key or identity_of(content, typed or ""))
    scratch = home / KEYS_SCRATCH
    remove_tree(scratch)
    try:
        names = _stage(packed, scratch, home)
        (scratch / READY).touch()
        os.sync()
        fsync_folder(scratch)
    except BaseException:
        remove_tree(scratch)
        raise
    finish_keys(home)
    return names


def identity_of(content: bytes, typed: str) -> x25519.Identity:
    """K, as the passphrase opens it."""
    from pyrage import x25519

    return x25519.Identity.from_str(_unwrap(_wrapped_in(content), typed))


def _unwrap(wrapped: bytes, typed: str) -> str:
    from pyrage import DecryptError
    from pyrage import passphrase as age_passphrase

    try:
        return str(age_passphrase.decrypt(wrapped, read_passphrase(typed)), "ascii")
    except DecryptError:
        raise WrongPassphrase(_("This sheet belongs to another copy of the keys.")) from None


def _wrapped_in(content: bytes) -> bytes:
    line, _newline, _rest = content[:_LARGEST_LINE_BYTES].partition(b"\n")
    if not _newline or not line.startswith(b"gestand-keys "):
        raise NotABackup(_("This file is no copy of the keys of a Gestand, or it is damaged."))
    if not line.startswith(_MAGIC):
        raise NotABackup(_("A newer Gestand made this copy of the keys. Install that version first."))
    try:
        return base64.b64decode(line.removeprefix(_MAGIC), validate=True)
    except binascii.Error:
        raise NotABackup(_("This file is no copy of the keys of a Gestand, or it is damaged.")) from None


class _Held:
    def __init__(self) -> None:
        self.held = bytearray()

    def take(self, piece: bytes) -> None:
        self.held += piece


def _opened(content: bytes, key: Any) -> bytes:
    _wrapped_in(content)
    held = _Held()
    try:
        decrypt(io.BytesIO(content[content.index(b"\n") + 1 :]), held, key)
    except (NotABackup, ForeignBackup):
        raise NotABackup(_("This copy of the keys is damaged or cut off.")) from None
    return bytes(held.held)


def _stage(packed: bytes, scratch: Path, home: Path) -> list[str]:
    names = []
    for name, content in _members(packed):
        place = scratch / name
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        here = home / name
        if _JOURNAL.fullmatch(name) and here.exists():
            content = _joined(content, here.read_bytes())  # noqa: PLW2901 - the same file, with what is here
        write_whole(place, content)
        names.append(name)
    return names


def _members(packed: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with tarfile.open(fileobj=io.BytesIO(packed), mode="r:") as archive:
            for member in archive:
                stream = archive.extractfile(member) if member.isreg() else None
                if stream is None or not _NAME.fullmatch(member.name):
                    raise RestoreRefused(_("This file holds something that has no place in a copy of the keys."))
                yield member.name, stream.read()
    except tarfile.TarError:
        raise NotABackup(_("This copy of the keys is damaged or cut off.")) from None


def _joined(theirs: bytes, ours: bytes) -> bytes:
    """Every whole line of both, theirs first."""
    lines = dict.fromkeys(line for content in (theirs, ours) for line in content.split(b"\n")[:-1])
    return b"".join(line + b"\n" for line in lines)


def write_whole(path: Path, content: bytes) -> None:
    """Written beside it, on the disk, then named."""
    draft = path.with_name(f".{path.name}.part-{os.getpid()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    fsync_folder(path.parent)


def age_of(moment: datetime | None, *, at: datetime) -> int | None:
    """Whole days since."""
    return (at.astimezone(UTC) - moment).days if moment else None
