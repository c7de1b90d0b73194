"""The inside of a backup: a tar stream of a fixed form, written and read without ever being whole in memory.

    gestand-backup.json   what it is: form, version, moment, engine, migrations, prints of the keys
    database/…            the database (one SQLite file, or parts of tables)
    files/…  reports/…    the sealed files and signed reports, as they stand in the data folder
    end.json              how many members, bytes and rows there were, and a digest over all of them

The digest is SHA-256 over a line for each member: its name, its size and its own SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from gestand.security.backup.refusals import NewerBackup, NotABackup

FORM = 1
HEADER, END = "gestand-backup.json", "end.json"
BLOCK_BYTES = 1024 * 1024
_RECORD_BYTES = 512
_LARGEST_NOTE_BYTES = 4 * 1024 * 1024
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_NAMES = re.compile(
    rf"{re.escape(HEADER)}|{re.escape(END)}|database/gestand\.db|database/[a-z0-9_]{{1,63}}/[0-9]{{6}}"
    rf"|files/[0-9a-f]{{2}}/{_UUID}|reports/[A-Za-z0-9][A-Za-z0-9._-]{{0,120}}"
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file to pack. ``blocks`` gives exactly ``size`` bytes."""

    name: str
    size: int
    blocks: Iterator[bytes]


@dataclass(slots=True)
class Totals:
    """What passed: counted alike while packing and while unpacking."""

    members: int = 0
    size_bytes: int = 0
    files: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, name: str, size: int, sha256: str) -> None:
        self.members += 1
        self.size_bytes += size
        self.files += name.startswith("files/")
        self.digest.update(f"{name} {size} {sha256}\n".encode())

    def plain(self) -> dict[str, Any]:
        return {
            "members": self.members,
            "bytes": self.size_bytes,
            "files": self.files,
            "sha256": self.digest.hexdigest(),
        }


class CameShort(RuntimeError):
    """A member gave more or fewer bytes than it said: it changed while it was read."""


def packed(
    header: Mapping[str, Any], members: Iterator[Member], *, ending: Callable[[], Mapping[str, Any]], totals: Totals
) -> Iterator[bytes]:
    """The archive as blocks. ``ending`` is asked last, for what is known only then."""
    yield from _note(HEADER, {"form": FORM, **header}, totals)
    for member in members:
        yield from _whole(member, totals)
    told = {**ending(), **totals.plain()}
    yield from _note(END, told, Totals())
    yield b"\0" * (2 * _RECORD_BYTES)


def _note(name: str, facts: Mapping[str, Any], totals: Totals) -> Iterator[bytes]:
    written = json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()
    yield from _whole(Member(name, len(written), iter((written,))), totals)


def _whole(member: Member, totals: Totals) -> Iterator[bytes]:
    record = tarfile.TarInfo(member.name)
    record.size, record.mode = member.size, 0o600
    yield record.tobuf(tarfile.GNU_FORMAT)
    digest, size = hashlib.sha256(), 0
    for block in member.blocks:
        digest.update(block)
        size += len(block)
        yield block
    if size != member.size:
        raise CameShort(member.name)
    totals.add(member.name, size, digest.hexdigest())
    yield b"\0" * (-size % _RECORD_BYTES)


class Place(Protocol):
    """Where members go. ``begin`` gives the file to write to, or None to let it pass."""

    def header(self, facts: dict[str, Any]) -> None:
        """The first member; refusing here ends the reading before anything was unpacked."""

    def begin(self, name: str, size: int) -> None: ...

    def write(self, piece: bytes) -> None: ...

    def finish(self) -> None: ...


class Nowhere:
    """Members pass, and only their digests count."""

    def header(self, facts: dict[str, Any]) -> None:
        """Nothing to compare with."""

    def begin(self, name: str, size: int) -> None:
        """Nothing to open."""

    def write(self, piece: bytes) -> None:
        """Nothing to write."""

    def finish(self) -> None:
        """Nothing to close."""


class Unpacker:
    """Takes the archive's bytes as they come and hands members to a place; checks names, kinds, sizes and digests."""

    def __init__(self, place: Place) -> None:
        self.facts: dict[str, Any] = {}
        self.ending: dict[str, Any] | None = None
        self.totals = Totals()
        self._place = place
        self._held = bytearray()
        self._name = ""
        self._size = self._left = self._padding = 0
        self._digest = hashlib.sha256()
        self._note: bytearray | None = None

    def take(self, piece: bytes) -> None:
        """One piece of the archive. Refuses (``NotABackup``, ``NewerBackup``)."""
        view = memoryview(piece)
        while view:
            if self.ending is not None and not self._left and not self._padding:
                return  # the zeros at the end
            if self._left:
                view = self._body(view)
            elif self._padding:
                skipped = min(self._padding, len(view))
                self._padding -= skipped
                view = view[skipped:]
            else:
                wanted = _RECORD_BYTES - len(self._held)
                self._held += view[:wanted]
                view = view[wanted:]
                if len(self._held) == _RECORD_BYTES:
                    self._begin(bytes(self._held))
                    self._held.clear()

    def close(self) -> None:
        """The archive has ended; refuses one that has no end, or another one than was packed."""
        if self.ending is None or self._left or self._held:
            raise _damaged()
        if {name: self.ending.get(name) for name in ("members", "bytes", "files", "sha256")} != self.totals.plain():
            raise _damaged()

    def _begin(self, record: bytes) -> None:
        try:
            member = tarfile.TarInfo.frombuf(record, "utf-8", "strict")
        except (tarfile.HeaderError, UnicodeDecodeError, ValueError):
            raise _damaged() from None
        if not member.isreg() or not _NAMES.fullmatch(member.name) or member.size < 0:
            raise NotABackup(_("This file holds something that has no place in a backup. Nothing was unpacked."))
        if (member.name == HEADER) != (not self.facts):
            raise _damaged()
        self._name, self._size = member.name, member.size
        self._left, self._padding = member.size, -member.size % _RECORD_BYTES
        self._digest = hashlib.sha256()
        if member.name in (HEADER, END):
            if member.size > _LARGEST_NOTE_BYTES:
                raise _damaged()
            self._note = bytearray()
        else:
            self._note = None
            self._place.begin(member.name, member.size)
        if not self._left:
            self._finish()

    def _body(self, view: memoryview) -> memoryview:
        part = view[: self._left]
        self._digest.update(part)
        if self._note is not None:
            self._note += part
        else:
            self._place.write(part)  # type: ignore[arg-type]
        self._left -= len(part)
        if not self._left:
            self._finish()
        return view[len(part) :]

    def _finish(self) -> None:
        if self._note is None:
            self._place.finish()
        else:
            try:
                facts = json.loads(bytes(self._note))
            except ValueError:
                raise _damaged() from None
            if not isinstance(facts, dict):
                raise _damaged()
            if self._name == END:
                self.ending = facts
                return
            if not isinstance(facts.get("form"), int) or facts["form"] > FORM:
                raise newer(str(facts.get("version", "?")))
            self.facts = facts
            self._place.header(facts)
        self.totals.add(self._name, self._size, self._digest.hexdigest())


def newer(version: str) -> NewerBackup:
    return NewerBackup(
        _("A newer Gestand (%(version)s) made this backup. Install that version first; nothing was changed.")
        % {"version": version[:40]}
    )


def _damaged() -> NotABackup:
    return NotABackup(_("This file is no backup of Gestand, or it is damaged or cut off."))
