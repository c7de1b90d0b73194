"""Before the first page: checks, database, static files. Safe when several processes start at once."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core import checks
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from gestand import __version__
from gestand.cli.first_database import make_at_once
from gestand.core.actors import SYSTEM
from gestand.core.erasure import replay_when_needed
from gestand.core.home import disk_is_full, is_disk_full
from gestand.core.public_address import listen_to_public_address
from gestand.core.refusals import Refused
from gestand.core.restoring import RestoreUnreadable, StillRunning, read_mark, say_running
from gestand.security.backup.contents import ensure_keys
from gestand.security.backup.following import Followed, follow_restore_when_needed
from gestand.security.backup.postgres import migrate_to
from gestand.security.backup.restoring import load_when_needed

log = logging.getLogger("gestand.start")

KEPT_COPIES = 5


class NotReady(RuntimeError):
    """Why Gestand does not start; ``str()`` is for the console."""


def prepare() -> None:
    """Bring the home up to date and keep it from being restored over, or raise ``NotReady``."""
    be_running()
    prepare_database(static=True)
    listen_to_public_address()


def prepare_database(*, static: bool = False) -> None:
    """The database as this version wants it, after whatever a restore left to do; or raise ``NotReady``."""
    try:
        with only_one():
            ensure_keys(settings.GESTAND_HOME)
            load_restored_when_needed()
            migrate_when_needed()
            if static:
                collect_static_when_needed()
    except (OSError, DatabaseError, sqlite3.Error) as fault:
        if not is_disk_full(fault):
            raise
        raise NotReady(disk_is_full(settings.GESTAND_HOME)) from fault
    refuse_failed_checks()
    with only_one():
        follow_restore()
    erase_again_when_needed()


def be_running() -> None:
    """Hold the lock that keeps a restore away for as long as this process lives."""
    try:
        say_running(settings.GESTAND_HOME)
    except StillRunning as fault:
        raise NotReady(str(fault)) from fault


def load_restored_when_needed() -> None:
    """A restore into PostgreSQL that died before its tables were loaded."""
    load_when_needed(settings.GESTAND_HOME, make_tables=make_tables_as_then)


def follow_restore() -> Followed | None:
    """After a restore: the journal is followed and read back, or nothing is served."""
    try:
        return follow_restore_when_needed(at=timezone.now())
    except Refused as refusal:
        raise NotReady(
            f"A backup was put back, and it may hold who was erased, so nothing is served. {refusal}"
        ) from refusal
    except RestoreUnreadable as fault:
        raise NotReady(str(fault)) from fault


def follow() -> Followed | None:
    """What the restore itself does after the swap: as at a start, without serving."""
    with only_one():
        migrate_when_needed()
    refuse_failed_checks()
    with only_one():
        return follow_restore()


def make_tables_as_then(migrations: Iterable[Iterable[str]]) -> None:
    """Empty tables as a backup knew them: at once when they are those of today, else step by step."""
    today = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    if {(app, name) for app, name in migrations} == today and make_at_once():
        return
    migrate_to(migrations)


@contextmanager
def only_one() -> Iterator[None]:
    """Others that start at the same moment, on the same home, wait here."""
    with (settings.GESTAND_HOME / ".starting").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def erase_again_when_needed() -> None:
    """A database that was put back, by a restore or by hand, is followed by the erasure journal before it is served."""
    try:
        again = replay_when_needed(by=SYSTEM, at=timezone.now())
    except Refused as refusal:
        raise NotReady(f"Who was erased may be back in this database, so nothing is served. {refusal}") from refusal
    if again is not None:
        log.warning(
            "the database is older than the journal: of %s erasures %s rows went again, %s terms hold again",
            again.entries,
            again.rows,
            again.terms,
        )


def refuse_failed_checks() -> None:
    faults = [fault for fault in failed_checks() if fault.is_serious(checks.ERROR)]
    if faults:
        lines = [f"- {fault.msg}" + (f"\n  {fault.hint}" if fault.hint else "") for fault in faults]
        raise NotReady("\n".join(["Gestand does not start, because its own checks fail:", *lines]))


def failed_checks() -> list[checks.CheckMessage]:
    return [
        fault
        for fault in checks.run_checks(include_deployment_checks=False, databases=[DEFAULT_DB_ALIAS])
        if not fault.is_silenced()
    ]


def pending_migrations() -> list[str]:
    """Names of what the database still lacks, in order."""
    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def migrate_when_needed() -> None:
    try:
        pending = pending_migrations()
    except DatabaseError as fault:
        raise NotReady(
            f"The database cannot be read: {fault}\nLook at DATABASE_URL, or at the rights of {settings.GESTAND_HOME}."
        ) from fault
    if pending:
        # A restored database that was not cleaned yet is not copied: the backup is its copy.
        copy = None if read_mark(settings.GESTAND_HOME) else copy_database()
        try:
            if make_at_once():
                emit_post_migrate_signal(verbosity=0, interactive=False, db=DEFAULT_DB_ALIAS)
            else:
                call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        except Exception as fault:
            if is_disk_full(fault):
                raise NotReady(disk_is_full(settings.GESTAND_HOME)) from fault
            log.exception("changing the database failed")
            raise NotReady(_how_to_go_back(copy)) from fault


def _how_to_go_back(copy: Path | None) -> str:
    if copy is None:
        return "Changing the database to this version failed; the lines above say where."
    return (
        "Changing the database to this version failed; the lines above say where.\n"
        f"To go back: run the version that you had, with {copy} put in the place of {settings.GESTAND_HOME}/gestand.db."
    )


def copy_database() -> Path | None:
    """A copy of a SQLite database that holds something, before it is changed; the newest five are kept."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or not connection.introspection.table_names():
        return None
    folder = settings.GESTAND_HOME / "backups"
    copy: Path = folder / f"before-update-{timezone.now():%Y%m%dT%H%M%SZ}.db"
    with closing(sqlite3.connect(name)) as here, closing(sqlite3.connect(copy)) as there:
        here.backup(there)
    copy.chmod(0o600)
    for old in sorted(folder.glob("before-update-*.db"))[:-KEPT_COPIES]:
        old.unlink()
    return copy


def collect_static_when_needed() -> None:
    """Gather and compress static files when any of them changed (seen from name, size and moment)."""
    stamp = settings.STATIC_ROOT / ".stamp"
    fingerprint = static_fingerprint()
    with suppress(FileNotFoundError):
        if stamp.read_text() == fingerprint:
            return
    settings.STATIC_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(fingerprint)


def static_fingerprint() -> str:
    digest = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            entry = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{entry.st_size}\0{entry.st_mtime_ns}\n".encode())
    return digest.hexdigest()
