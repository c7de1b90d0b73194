"""The erasure journal: what is about to be destroyed, on the disk before it is, outside the database and its backups.

``journal/erasures.jsonl`` in the data folder, and a second copy in the folder ``GESTAND_JOURNAL_COPY`` when it is set.
One JSON line for each event: ``erase`` before the destruction, ``done`` after it was read back, ``void`` when nothing
was destroyed after all; and ``term`` for each length that the owner chose, because letters named days by it. Lines hold
ids that are never reused, names of tables, counts and moments; no words about anybody.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gestand.core.refusals import Refused

JOURNAL_FILE = "erasures.jsonl"
_LOCK_FILE = "erasures.lock"
_FORM = 1


class JournalNotWritable(Refused):
    """The journal cannot be written in each of its places: then nothing is erased, and no term is chosen."""

    code = "journal_not_writable"


class JournalDamaged(Refused):
    """A line of the journal cannot be read: nobody knows what it said, so nothing goes on as if it were not there."""

    code = "journal_damaged"


@dataclass(frozen=True, slots=True)
class Entry:
    """One erasure. ``rows``: ids of rows that go, by table; rows with integer keys are found again by their subjects.

    ``emptied``: by table the fields that are emptied and the ids. ``counts``, ``kept``: what the letter tells, by
    table: numbers of rows, and for what stays the duty (a key of the law table) and the last day. ``held``: what stays
    under a hold, and its last day.

    ``by_term``: these very rows went because their terms were over; their subjects are named, and not erased whole.
    """

    id: UUID
    at: datetime
    by: UUID
    occasion: UUID | None
    subjects: Mapping[str, tuple[UUID, ...]]
    rows: Mapping[str, tuple[UUID, ...]]
    emptied: Mapping[str, tuple[tuple[str, ...], tuple[UUID, ...]]]
    files: tuple[UUID, ...]
    counts: Mapping[str, int]
    emptied_counts: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, tuple[int, str, str]] = field(default_factory=dict)
    held: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    by_term: bool = False
    state: str = "open"

    def plain(self) -> dict[str, Any]:
        return {
            "event": "erase",
            "id": str(self.id),
            "at": self.at.isoformat(),
            "by": str(self.by),
            "occasion": str(self.occasion) if self.occasion else None,
            "subjects": {root: [str(each) for each in ids] for root, ids in self.subjects.items()},
            "rows": {label: [str(each) for each in ids] for label, ids in self.rows.items()},
            "emptied": {
                label: {"fields": list(fields), "rows": [str(each) for each in ids]}
                for label, (fields, ids) in self.emptied.items()
            },
            "files": [str(each) for each in self.files],
            "counts": dict(self.counts),
            "emptied_counts": dict(self.emptied_counts),
            "kept": {label: list(each) for label, each in self.kept.items()},
            "held": {label: list(each) for label, each in self.held.items()},
            "by_term": self.by_term,
        }


@dataclass(frozen=True, slots=True)
class TermLine:
    """A length that the owner chose for a number of the law table; without a value the table's own holds again."""

    id: UUID
    at: datetime
    by: UUID
    key: str
    value: int | None
    unit: str


def journal_folders() -> list[Path]:
    """Where the journal stands: in the data folder, and in the second place that is configured."""
    folders = [Path(settings.GESTAND_HOME) / "journal"]
    second = os.environ.get("GESTAND_JOURNAL_COPY")
    if second:
        folders.append(Path(second).expanduser())
    return folders


@contextmanager
def journal_lock() -> Iterator[None]:
    """One erasure, replay or recovery at a time, whichever process does it; a process that dies lets go."""
    path = journal_folders()[0] / _LOCK_FILE
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise _not_writable(path.parent) from fault
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write_entry(entry: Entry) -> None:
    """Put an erasure down, on the disk in each place before this returns. Refuses (``JournalNotWritable``)."""
    _append(entry.plain())


def write_done(entry_id: UUID, *, at: datetime, rows: int) -> None:
    """It was done and read back: none of it is left. ``rows`` counts what went at this time."""
    _append({"event": "done", "id": str(entry_id), "at": at.isoformat(), "rows": rows})


def write_void(entry_id: UUID, *, at: datetime) -> None:
    """Nothing was destroyed: the database took everything back."""
    _append({"event": "void", "id": str(entry_id), "at": at.isoformat()})


def write_term(chosen: TermLine) -> None:
    """Put a choice down, on the disk in each place before this returns. Refuses (``JournalNotWritable``)."""
    _append(
        {
            "event": "term",
            "id": str(chosen.id),
            "at": chosen.at.isoformat(),
            "by": str(chosen.by),
            "key": chosen.key,
            "value": chosen.value,
            "unit": chosen.unit,
        }
    )


def terms() -> list[TermLine]:
    """Every choice in either place, oldest first. Refuses as ``entries`` does."""
    found: dict[UUID, TermLine] = {}
    for folder in journal_folders():
        for line in _lines_of(folder / JOURNAL_FILE):
            if line["event"] == "term":
                one = UUID(line["id"])
                moment, by = datetime.fromisoformat(line["at"]), UUID(line["by"])
                found.setdefault(one, TermLine(one, moment, by, line["key"], line["value"], line["unit"]))
    return sorted(found.values(), key=lambda each: (each.at, each.id))


def entries() -> list[Entry]:
    """Every erasure in either place that was not void, oldest first; ``state`` is "open" or "done".

    Refuses (``JournalDamaged``) when a line cannot be read. Half a line at the very end was never acted upon.
    """
    found: dict[str, dict[str, Any]] = {}
    done: set[str] = set()
    void: set[str] = set()
    for folder in journal_folders():
        for line in _lines_of(folder / JOURNAL_FILE):
            if line["event"] == "erase":
                found.setdefault(line["id"], line)
            elif line["event"] == "done":
                done.add(line["id"])
            elif line["event"] == "void":
                void.add(line["id"])
    return [
        _entry(line, "done" if key in done else "open")
        for key, line in sorted(found.items(), key=lambda each: each[0])
        if key not in void or key in done
    ]


def open_entries() -> list[Entry]:
    """Erasures that were begun and not seen to their end."""
    return [entry for entry in entries() if entry.state == "open"]


def entry_for(occasion: UUID) -> Entry | None:
    """The last erasure that was done on this occasion (a request)."""
    return next((entry for entry in reversed(entries()) if entry.occasion == occasion), None)


def _entry(line: Mapping[str, Any], state: str) -> Entry:
    return Entry(
        id=UUID(line["id"]),
        at=datetime.fromisoformat(line["at"]),
        by=UUID(line["by"]),
        occasion=UUID(line["occasion"]) if line.get("occasion") else None,
        subjects={root: _ids(ids) for root, ids in line["subjects"].items()},
        rows={label: _ids(ids) for label, ids in line["rows"].items()},
        emptied={label: (tuple(each["fields"]), _ids(each["rows"])) for label, each in line["emptied"].items()},
        files=_ids(line["files"]),
        counts=line["counts"],
        emptied_counts=line["emptied_counts"],
        kept={label: (each[0], each[1], each[2]) for label, each in line["kept"].items()},
        held={label: (each[0], each[1]) for label, each in line.get("held", {}).items()},
        by_term=line.get("by_term", False),
        state=state,
    )


def _ids(written: list[str]) -> tuple[UUID, ...]:
    return tuple(UUID(each) for each in written)


def _append(plain: Mapping[str, Any]) -> None:
    """All places or none: what was written in one is taken back when another fails."""
    facts = {"form": _FORM, **plain}
    written = json.dumps({**facts, "sum": _sum(facts)}, separators=(",", ":")).encode("ascii") + b"\n"
    sizes: list[tuple[Path, int]] = []
    for place, folder in enumerate(journal_folders()):
        path = folder / JOURNAL_FILE
        try:
            if place == 0:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            sizes.append((path, _append_to(path, written)))
        except OSError as fault:
            for earlier, size in sizes:
                with suppress(OSError):
                    os.truncate(earlier, size)
            raise _not_writable(folder) from fault


def _append_to(path: Path, written: bytes) -> int:
    """Append one whole line; the size before. Taken back when the disk is full. A second place is never made here: a
    folder that is not there is a disk that is not there.
    """
    is_new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        size = _whole_lines(descriptor)
        try:
            if os.pwrite(descriptor, written, size) != len(written):
                raise OSError("the disk is full")  # noqa: TRY301 - the same way back as a fault of the disk
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)
    if is_new:
        _fsync_folder(path.parent)
    return size


def _whole_lines(descriptor: int) -> int:
    """Where the last whole line ends; half a line of a crash goes."""
    size = os.lseek(descriptor, 0, os.SEEK_END)
    if size == 0 or os.pread(descriptor, 1, size - 1) == b"\n":
        return size
    with os.fdopen(os.dup(descriptor), "rb") as stream:
        stream.seek(0)
        whole = stream.read().rfind(b"\n") + 1
    os.ftruncate(descriptor, whole)
    return whole


def _lines_of(path: Path) -> Iterator[dict[str, Any]]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return
    except OSError as fault:
        raise _damaged(path, 0) from fault
    for number, written in enumerate(content.split(b"\n")[:-1], start=1):
        try:
            line: dict[str, Any] = json.loads(written)
            said = line.pop("sum")
        except (ValueError, KeyError, AttributeError) as fault:
            raise _damaged(path, number) from fault
        if said != _sum(line) or line.get("form") != _FORM:
            raise _damaged(path, number)
        yield line


def _sum(facts: Mapping[str, Any]) -> str:
    """Sees a line that was damaged; it is no signature."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:16]


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _not_writable(folder: Path) -> JournalNotWritable:
    return JournalNotWritable(
        _("The erasure journal cannot be written in %(folder)s, so nothing was changed. Make room there and try again.")
        % {"folder": folder}
    )


def _damaged(path: Path, number: int) -> JournalDamaged:
    return JournalDamaged(
        _("Line %(number)s of the erasure journal %(path)s cannot be read. Put its copy back before you go on.")
        % {"number": number, "path": path}
    )
