"""What goes into a backup: a consistent copy of the database, and the files and reports that stand beside it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from gestand import __version__
from gestand.core import journal
from gestand.core.home import read_key
from gestand.security.backup.age import IDENTITY, own_identity
from gestand.security.backup.archive import BLOCK_BYTES, Member

#: Keys whose loss makes parts of a backup unreadable; a print of each stands in the backup, to compare at the restore.
NEEDED_KEYS = ("files", "audit", "mail", "second-factors")
#: Never in a data backup (they have their own), or made anew.
LEFT_OUT = ("keys", "keybox", "journal", "backups", "static", "workers", "public")


def header(
    *, home: Path, engine: str, made_at: str, migrations: list[list[str]], more: dict[str, Any]
) -> dict[str, Any]:
    """What the first member says; no words about anybody."""
    known = journal.entries()
    return {
        "version": __version__,
        "made_at": made_at,
        "engine": engine,
        "migrations": migrations,
        "keys": key_prints(home),
        "journal": {"entries": len(known), "last": str(known[-1].id) if known else None},
        **more,
    }


def ensure_keys(home: Path) -> None:
    """Every key that something will be sealed with, made now: a copy of the keys must not miss one that comes later."""
    for name in NEEDED_KEYS:
        read_key(home, name)
    if not (home / "keys" / IDENTITY).exists():  # else the library is not loaded at each start
        own_identity(home)


def key_prints(home: Path) -> dict[str, str]:
    """Which keys these are, without saying anything about them."""
    return {
        name: hashlib.sha256(b"gestand key print " + name.encode() + b" " + read_key(home, name)).hexdigest()[:16]
        for name in NEEDED_KEYS
        if (home / "keys" / name).exists()
    }


def blocks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as stream:
        while block := stream.read(BLOCK_BYTES):
            yield block


def copy_sqlite(source: Path, copy: Path) -> None:
    """A copy of the committed state of this moment; writers go on meanwhile."""
    with (
        closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=20)) as here,
        closing(sqlite3.connect(copy)) as there,
    ):
        copy.chmod(0o600)
        there.execute("PRAGMA journal_mode=OFF")
        there.execute("PRAGMA synchronous=OFF")
        here.backup(there)
        there.commit()


def sqlite_facts(copy: Path) -> tuple[list[list[str]], dict[str, int]]:
    """Applied migrations and rows by table of a database that nobody else has open."""
    with closing(sqlite3.connect(copy)) as database:
        migrations = [
            list(row) for row in database.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        ]
        names = [
            name
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
                "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
            )
        ]
        rows = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 - names of its own tables
    return migrations, rows


def stored_files(copy: Path) -> int:
    """How many sealed files the rows of a copy name."""
    with closing(sqlite3.connect(copy)) as database:
        return int(database.execute("SELECT count(*) FROM core_storedfile WHERE NOT is_passing").fetchone()[0])


def sqlite_is_whole(database: Path) -> bool:
    try:
        with closing(sqlite3.connect(database)) as opened:
            return bool(opened.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


def folder_members(home: Path) -> Iterator[Member]:
    """Sealed files and reports. What goes while we walk (an erasure, a sweep) is not missed: it had to go.

    What is only passing (``files/passing``) is gone within days and left out.
    """
    for path in _in_folders(home):
        try:
            size = path.stat().st_size
            stream = path.open("rb", buffering=0)
        except FileNotFoundError:
            continue
        with stream:
            yield Member(_name_of(path, home), size, _read(stream))


def _read(stream: Any) -> Iterator[bytes]:
    while block := stream.read(BLOCK_BYTES):
        yield block


def _in_folders(home: Path) -> Iterator[Path]:
    for folder in sorted((home / "files").glob("[0-9a-f][0-9a-f]")):
        yield from sorted(path for path in folder.iterdir() if _is_sealed_file(path))
    drafts = home / "files" / "drafts"
    if drafts.is_dir():
        yield from sorted(path for path in drafts.iterdir() if _is_sealed_file(path))
    reports = home / "reports"
    if reports.is_dir():
        yield from sorted(path for path in reports.iterdir() if path.is_file() and not path.name.startswith("."))


def _is_sealed_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and len(path.name) == 36  # noqa: PLR2004 - a UUID as text


def _name_of(path: Path, home: Path) -> str:
    if path.parent.name == "drafts":  # committed, or about to be: it is restored to its place
        return f"files/{path.name.replace('-', '')[-2:]}/{path.name}"
    return str(path.relative_to(home))
