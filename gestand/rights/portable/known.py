"""What a package holds, on disk while it is looked at: ids with what became of them, its files. Memory stays flat."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from tempfile import mkstemp
from uuid import UUID

from django.conf import settings

_AT_ONCE = 500
_FILES = (
    "CREATE TABLE file (path TEXT PRIMARY KEY, name TEXT, media_type TEXT, size INTEGER, sha256 TEXT, "
    "stored_at TEXT, missing INTEGER, used INTEGER) WITHOUT ROWID"
)


class State(IntEnum):
    NEW = 1
    HERE = 2
    CONFLICT = 3


@dataclass(frozen=True, slots=True)
class GivenFile:
    path: str
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    stored_at: datetime
    missing: bool


class Known:
    """A scratch database without a name: nothing of it is left, however the work ends."""

    def __init__(self) -> None:
        descriptor, name = mkstemp(dir=settings.GESTAND_HOME, prefix="tmp-package-")
        self._database = sqlite3.connect(name, isolation_level=None)
        # What holds it open keeps it; nobody else finds it, and a crash leaves nothing behind.
        Path(name).unlink()
        os.close(descriptor)
        for statement in (
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "PRAGMA cache_size = -4000",
            "CREATE TABLE row (place INTEGER, id BLOB, state INTEGER, PRIMARY KEY (place, id)) WITHOUT ROWID",
            _FILES,
        ):
            self._database.execute(statement)

    def close(self) -> None:
        self._database.close()

    def add_rows(self, place: int, states: Mapping[UUID, State]) -> bool:
        """False when one of them was there already."""
        try:
            self._database.executemany(
                "INSERT INTO row VALUES (?, ?, ?)", [(place, key.bytes, int(state)) for key, state in states.items()]
            )
        except sqlite3.IntegrityError:
            return False
        return True

    def states(self, place: int, ids: Collection[UUID]) -> dict[UUID, State]:
        """What became of these ids of one table; those that are not in the package are left out."""
        found: dict[UUID, State] = {}
        wanted = list(ids)
        for start in range(0, len(wanted), _AT_ONCE):
            some = [key.bytes for key in wanted[start : start + _AT_ONCE]]
            marks = ",".join("?" * len(some))
            rows = self._database.execute(
                f"SELECT id, state FROM row WHERE place = ? AND id IN ({marks})",  # noqa: S608 - marks alone
                [place, *some],
            )
            found.update((UUID(bytes=key), State(state)) for key, state in rows)
        return found

    def ids(self, *, state: State) -> Iterator[list[UUID]]:
        """The ids of every table, some at once."""
        rows = self._database.execute("SELECT id FROM row WHERE state = ? ORDER BY place, id", [int(state)])
        while some := rows.fetchmany(_AT_ONCE):
            yield [UUID(bytes=key) for (key,) in some]

    def add_files(self, files: Iterable[GivenFile]) -> bool:
        """False when a path was there already."""
        try:
            self._database.executemany(
                "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
                [
                    (each.path, each.name, each.media_type, each.size_bytes, each.sha256,
                     each.stored_at.isoformat(), each.missing)
                    for each in files
                ],
            )  # fmt: skip
        except sqlite3.IntegrityError:
            return False
        return True

    def use_file(self, path: str) -> GivenFile | None:
        """The file at this path, once; None when there is none or it was used already."""
        row = self._database.execute(
            "UPDATE file SET used = 1 WHERE path = ? AND used = 0 "
            "RETURNING path, name, media_type, size, sha256, stored_at, missing",
            [path],
        ).fetchone()
        if row is None:
            return None
        place, name, media_type, size, sha256, stored_at, missing = row
        return GivenFile(place, name, media_type, size, sha256, datetime.fromisoformat(stored_at), bool(missing))
