"""The witness: the head of the chain, kept where who changes the database does not come.

A chain alone does not see that its end was cut off, or that the whole of it was written anew. So each run that sealed
something adds a line to ``journal/audit-head.jsonl`` in the data folder (a cut is noticed to the minute; some hundred
bytes for each minute in which anything happened, a few megabytes a year), and once a day the head goes to the owner
by mail, where not even the machine's own administrator can take it back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import UUID

from django.conf import settings

from gestand.core.audit.canonical import moment

if TYPE_CHECKING:
    from gestand.core.audit.models import Seal

HEAD_FILE = "audit-head.jsonl"
_TAIL_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: the last seal, the last line it covers, how many lines in all, and its hash."""

    seal: int
    line: int
    count: int
    hash: str

    @classmethod
    def of(cls, seal: Seal) -> Head:
        return cls(seal.number, seal.last_line, seal.total_count, seal.hash)


@dataclass(frozen=True, slots=True)
class WitnessedLine:
    """One line of the head file; ``head`` is None when the line cannot be read."""

    line_number: int
    head: Head | None
    mailed: bool = False
    restore_id: UUID | None = None  # not a head that was sealed, but where a restore put the chain back to


def head_file(home: Path | None = None) -> Path:
    return Path(home or settings.GESTAND_HOME) / "journal" / HEAD_FILE


def witness_head(head: Head, *, at: datetime, mailed: bool = False, home: Path | None = None) -> bool:
    """Append the head unless it is the last one there; on the disk before this returns. Tells whether it was added."""
    path = head_file(home)
    last = last_witnessed(path)
    if last == head and not mailed:
        return False
    entry: dict[str, Any] = {"seal": head.seal, "line": head.line, "count": head.count, "hash": head.hash}
    entry["at"] = moment(at)
    if mailed:
        entry["mailed"] = True
    _append(path, entry)
    return True


def witness_restore(restore_id: UUID, head: Head | None, *, at: datetime, home: Path | None = None) -> None:
    """Say that a backup was put back and where the chain stands since; heads above this line may be gone by right."""
    path = head_file(home)
    if any(line.restore_id == restore_id for line in witnessed(path)):
        return
    last = head or Head(0, 0, 0, "")
    entry = {"seal": last.seal, "line": last.line, "count": last.count, "hash": last.hash, "at": moment(at)}
    _append(path, {**entry, "restore": str(restore_id)})


def _append(path: Path, entry: Mapping[str, Any]) -> None:
    written = json.dumps(entry, separators=(",", ":")).encode("ascii") + b"\n"
    is_new = not path.exists()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if _ends_half_way(descriptor):
            written = b"\n" + written
        os.write(descriptor, written)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if is_new:
        _sync_folder(path.parent)


def _ends_half_way(descriptor: int) -> bool:
    """A crash while writing leaves half a line."""
    size = os.lseek(descriptor, 0, os.SEEK_END)
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def last_witnessed(path: Path) -> Head | None:
    """The last head that can be read, without reading the whole file."""
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - _TAIL_BYTES))
            tail = stream.read()
    except FileNotFoundError:
        return None
    for written in reversed(tail.splitlines()):
        head = _read(written).head
        if head is not None:
            return head
    return None


def last_mailed(path: Path) -> Head | None:
    """The head that went to the owner last."""
    found = None
    for line in witnessed(path):
        found = line.head if line.mailed else found
    return found


def witnessed(path: Path, *, until_byte: int | None = None) -> Iterator[WitnessedLine]:
    """Every line of the head file, oldest first. Half a line at the very end (a crash) is left out."""
    if not path.exists():
        return
    with path.open("rb") as stream:
        for number, written in enumerate(_lines(stream, until_byte), start=1):
            if not written.strip():
                continue
            line = _read(written)
            if line.head is None and not written.endswith(b"\n"):
                return
            yield replace(line, line_number=number)


def _lines(stream: BinaryIO, until_byte: int | None) -> Iterator[bytes]:
    place = 0
    for written in stream:
        place += len(written)
        if until_byte is not None and place > until_byte:
            return
        yield written


def _read(written: bytes) -> WitnessedLine:
    try:
        entry = json.loads(written)
        head = Head(int(entry["seal"]), int(entry["line"]), int(entry["count"]), str(entry["hash"]))
        restore_id = UUID(entry["restore"]) if entry.get("restore") else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return WitnessedLine(0, None)
    return WitnessedLine(0, head, bool(entry.get("mailed")), restore_id)
