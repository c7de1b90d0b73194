"""Making a backup: encrypted while it is written, read back as a whole, and only then given its name."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from gestand.core.home import is_disk_full
from gestand.core.restoring import fsync_folder
from gestand.security.backup import contents, postgres
from gestand.security.backup.age import decrypt, encrypt, own_identity
from gestand.security.backup.archive import Member, Nowhere, Totals, Unpacker, packed
from gestand.security.backup.names import PART, backup_name
from gestand.security.backup.refusals import BackupRefused, DiskFull, NotABackup
from gestand.security.backup.scratch import one_at_a_time, scratch_folder


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was read back: ``size_bytes`` of the file, ``held`` what is in it (members, bytes, files, rows)."""

    path: Path
    size_bytes: int
    files: int
    rows: int
    missing_files: int
    held: Mapping[str, Any]


def make_backup(*, to: Path, at: datetime, progress: Callable[[str], None] | None = None) -> Made:
    """Write one backup of database and files into the folder ``to``, which must exist.

    Consistent while Gestand runs: the database as of one moment, then the files that it names. Refuses
    (``BackupRefused``, ``DiskFull``) and leaves nothing behind.
    """
    home = Path(settings.GESTAND_HOME)
    if not to.is_dir():
        raise BackupRefused(_("The folder %(folder)s is not there. Is its disk connected?") % {"folder": to})
    part = to / f".{backup_name(at)}{PART}-{secrets.token_hex(3)}"
    say = progress or (lambda _step: None)
    try:
        with ExitStack() as stack:
            stack.enter_context(one_at_a_time(home))
            drop_leftovers(to)
            place = _free_place(to, at)
            header, members, ending = stack.enter_context(_sources(home, at))
            say("write")
            totals = Totals()
            reader = _reading_along(part, home)
            try:
                _write(part, packed(header, members, ending=ending, totals=totals), home)
                held = _what_it_read(reader)
            finally:
                _let_go(reader)
        if held["sha256"] != totals.plain()["sha256"]:
            raise NotABackup(_("The backup reads back as something else than was written. Is the disk in order?"))
        say("name")
        part.replace(place)
        fsync_folder(to)
    except OSError as fault:
        if is_disk_full(fault):
            raise DiskFull(
                _("The disk of %(folder)s is full: no backup was made, and nothing half is left.") % {"folder": to}
            ) from fault
        raise BackupRefused(
            _("The backup cannot be written to %(folder)s (%(why)s).") % {"folder": to, "why": fault.strerror}
        ) from fault
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    rows = sum(held["rows"].values())
    return Made(place, place.stat().st_size, held["files"], rows, held["missing_files"], held)


def _free_place(to: Path, at: datetime) -> Path:
    """The name is the moment: a second backup of the same second is called after the next one."""
    while (place := to / backup_name(at)).exists():
        at += timedelta(seconds=1)
    return place


def read_back(path: Path, *, home: Path) -> Mapping[str, Any]:
    """Decrypt a whole backup and check every digest, without writing anything; what its end says."""
    unpacker = Unpacker(Nowhere())
    with path.open("rb", buffering=0) as sealed:
        decrypt(sealed, unpacker, own_identity(home))
    unpacker.close()
    assert unpacker.ending is not None  # noqa: S101 - close() has seen it
    return unpacker.ending


def _reading_along(part: Path, home: Path) -> subprocess.Popen[str]:
    """Another process that reads back what is written, while it is written."""
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "gestand.security.backup.reading_along", str(home), str(part)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=settings.BASE_DIR.parent,
    )


def _what_it_read(reader: subprocess.Popen[str]) -> Mapping[str, Any]:
    """What the end of the backup says, as it reads back. Refuses (``NotABackup``)."""
    told, _nothing = reader.communicate()  # its standard input ends: the file is whole
    if reader.returncode != 0:
        raise NotABackup(_("The backup reads back as something else than was written. Is the disk in order?"))
    ending: Mapping[str, Any] = json.loads(told)
    return ending


def _let_go(reader: subprocess.Popen[str]) -> None:
    if reader.poll() is None:
        reader.kill()
        reader.communicate()


def _write(part: Path, blocks: Iterator[bytes], home: Path) -> None:
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb", buffering=1024 * 1024) as out:
        encrypt(blocks, out, own_identity(home).to_public())
        out.flush()
        os.fsync(out.fileno())


@contextmanager
def _sources(
    home: Path, at: datetime
) -> Iterator[tuple[dict[str, Any], Iterator[Member], Callable[[], Mapping[str, Any]]]]:
    with ExitStack() as stack:
        if connection.vendor == "postgresql":
            taken = stack.enter_context(postgres.snapshot())
            header = _header(home, at, taken.migrations, {"columns": taken.columns})
            counter = _Counted(home, stored=taken.stored_files())

            def ending() -> Mapping[str, Any]:
                return {"rows": taken.rows, "sequences": taken.sequences(), **counter.told()}

            yield header, _chained(taken.members(), counter.members()), ending
            return
        folder = stack.enter_context(scratch_folder(home, "copy"))
        copy = folder / "gestand.db"
        contents.copy_sqlite(Path(str(connection.settings_dict["NAME"])), copy)
        migrations, rows = contents.sqlite_facts(copy)
        header = _header(home, at, migrations, {})
        counter = _Counted(home, stored=contents.stored_files(copy))
        database = Member("database/gestand.db", copy.stat().st_size, contents.blocks_of(copy))
        yield header, _chained(iter((database,)), counter.members()), lambda: {"rows": rows, **counter.told()}


def _header(home: Path, at: datetime, migrations: list[list[str]], more: dict[str, Any]) -> dict[str, Any]:
    return contents.header(
        home=home,
        engine=connection.vendor,
        made_at=at.astimezone(UTC).isoformat(timespec="seconds"),
        migrations=migrations,
        more=more,
    )


def _chained(first: Iterator[Member], then: Iterator[Member]) -> Iterator[Member]:
    yield from first
    yield from then


class _Counted:
    """Counts the sealed files that went along, to compare with the rows that name one."""

    def __init__(self, home: Path, *, stored: int) -> None:
        self._home = home
        self._files = 0
        self._stored = stored

    def members(self) -> Iterator[Member]:
        for member in contents.folder_members(self._home):
            self._files += member.name.startswith("files/")
            yield member

    def told(self) -> Mapping[str, Any]:
        return {"missing_files": max(0, self._stored - self._files)}


def drop_leftovers(to: Path) -> None:
    """Half backups of processes that died: nobody else writes into this folder under such a name."""
    for left in to.glob(f".gestand-*{PART}-*"):
        with suppress(OSError):
            left.unlink()


__all__ = ["Made", "drop_leftovers", "make_backup", "read_back"]
