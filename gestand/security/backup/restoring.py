"""Putting a backup back: unpacked and checked beside what is there, then put in its place in one step.

Steps, and what a death leaves: unpacking (nothing changed; the scratch goes at the next try), the mark (from here on
every start goes on with it), the swap, and last the journal: until it was followed and read back, nothing is served.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext_lazy as _

from gestand.core import journal
from gestand.core.erasure import unjournaled_erasures
from gestand.core.home import is_disk_full
from gestand.core.ids import new_id
from gestand.core.refusals import together
from gestand.core.restoring import (
    SCRATCH,
    RestoreUnreadable,
    StillRunning,
    alone,
    finish_swap,
    fsync_folder,
    read_mark,
    remove_tree,
    write_mark,
)
from gestand.security.backup import contents, postgres
from gestand.security.backup.age import decrypt, has_identity, own_identity, read_identity
from gestand.security.backup.archive import Unpacker, newer
from gestand.security.backup.refusals import DiskFull, ForeignBackup, JournalLost, NotABackup, RestoreRefused

if TYPE_CHECKING:
    from pyrage import x25519

MakeTables = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """``id`` names this restore in the audit log and in the witness file."""

    id: UUID
    made_at: str
    version: str
    members: int
    files: int
    rows: int


def restore_backup(
    backup: Path,
    *,
    at: datetime,
    identity: Path | None = None,
    over: bool = False,
    other_keys: bool = False,
    without_journal: bool = False,
    make_tables: MakeTables = postgres.migrate_to,
    step: Callable[[str], None] | None = None,
) -> Restored:
    """Put this backup in the place of what the data folder and the database hold; the journal is followed afterwards.

    Refuses (``RestoreRefused``) while Gestand runs, over data that is there unless ``over``, and keys that are not
    those of the backup unless ``other_keys``; a journal that lacks erasures which the backup or the office here knows,
    unless ``without_journal`` (``JournalLost``); a file that cannot be opened whole (``NotABackup``,
    ``ForeignBackup``, ``NewerBackup``). Whatever is refused has changed nothing.
    """
    home, say = Path(settings.GESTAND_HOME), step or (lambda _words: None)
    checks: tuple[Callable[[], Any], ...] = (
        lambda: read_identity(identity) if identity else _key_of(home),
        lambda: _require_file(backup),
        _require_nobody_connected,
        lambda: _require_empty(home, over=over),
        lambda: _require_room(home, backup),
        lambda: _require_journal(over=over, without_journal=without_journal),
    )
    try:
        with alone(home):
            key, *_rest = together(*checks)
            _drop_unfinished(home)
            say("unpack")
            try:
                unpacked = _unpacked(backup, key, home, other_keys=other_keys, without_journal=without_journal)
            except ForeignBackup:
                raise _foreign(home, identity) from None
            say("check")
            _require_whole(home, unpacked)
            restored = _told(unpacked)
            connections.close_all()
            say("swap")
            write_mark(
                home,
                {
                    "phase": "swap",
                    "id": str(restored.id),
                    "at": at.isoformat(),
                    "made_at": restored.made_at,
                    "loads": connection.vendor == "postgresql",
                    "header": unpacked.facts if connection.vendor == "postgresql" else {},
                    "ending": unpacked.ending if connection.vendor == "postgresql" else {},
                },
            )
            finish_swap(home)
            load_when_needed(home, make_tables=make_tables)
    except StillRunning:
        together(_refuse_running, *checks)
        raise
    except OSError as fault:
        if is_disk_full(fault):
            _drop_scratch_unless_marked(home)
            raise DiskFull(_("The disk of %(folder)s is full. Nothing was changed.") % {"folder": home}) from fault
        raise
    return restored


def _key_of(home: Path) -> x25519.Identity:
    """The key of this data folder. Refuses (``ForeignBackup``) when it has none: a new one would open nothing."""
    if has_identity(home):
        return own_identity(home)
    raise ForeignBackup(
        _(
            "The keys that open this backup are not in this data folder (%(folder)s). Put them back first, with "
            "gestand keys restore FILE: FILE is the copy of the keys, and it asks for the words on the printed sheet. "
            "Or name the key itself with --identity FILE. Nothing was changed."
        )
        % {"folder": home}
    )


def _foreign(home: Path, identity: Path | None) -> ForeignBackup:
    if identity is not None:
        sentence = _("The key in %(path)s is not the one that this backup was made with. Nothing was changed.")
        return ForeignBackup(sentence % {"path": identity})
    return ForeignBackup(
        _(
            "The keys in this data folder (%(folder)s) are others than those that this backup was made with. Put its "
            "own keys back first, with gestand keys restore FILE: FILE is the copy of the keys, and it asks for the "
            "words on the printed sheet. Or name its key with --identity FILE. Nothing was changed."
        )
        % {"folder": home}
    )


def load_when_needed(home: Path, *, make_tables: MakeTables = postgres.migrate_to) -> None:
    """A PostgreSQL database is loaded in one transaction; twice does no harm: nothing is served yet."""
    mark = read_mark(home)
    if mark is None or mark["phase"] != "load":
        return
    parts = home / SCRATCH / "new" / "database"
    postgres.load(parts, header=mark["header"], ending=mark["ending"], make_tables=make_tables)
    write_mark(home, {**mark, "phase": "follow", "header": {}, "ending": {}})
    remove_tree(home / SCRATCH)


def _drop_unfinished(home: Path) -> None:
    """A restore that was cut off is followed by another one: what it left is no use to anybody."""
    with suppress(RestoreUnreadable):
        finish_swap(home)
    remove_tree(home / SCRATCH)


def _drop_scratch_unless_marked(home: Path) -> None:
    if not (home / "restoring.json").exists():
        remove_tree(home / SCRATCH)


# Before anything is touched -------------------------------------------------------------------------------------------


def _refuse_running() -> None:
    raise RestoreRefused(_("Gestand is running on this data folder. Stop it first; nothing was changed."))


def _require_file(backup: Path) -> None:
    if not backup.is_file():
        raise NotABackup(_("There is no file %(path)s.") % {"path": backup})


def _require_nobody_connected() -> None:
    if connection.vendor == "postgresql" and postgres.others_connected():
        raise RestoreRefused(_("Somebody else is connected to this database. Stop Gestand first; nothing was changed."))


def _require_empty(home: Path, *, over: bool) -> None:
    if not over and holds_data(home):
        raise RestoreRefused(
            _(
                "This data folder holds an office already, and a restore would put the backup in its place. "
                "Give --over when you mean that; nothing was changed."
            )
        )


def _require_room(home: Path, backup: Path) -> None:
    needed = backup.stat().st_size if backup.is_file() else 0
    if shutil.disk_usage(home).free < needed + 64 * 1024 * 1024:
        raise DiskFull(
            _("Unpacking takes %(needed)s MB on the disk of %(folder)s, and there is less. Nothing was changed.")
            % {"needed": needed // 1_000_000 + 64, "folder": home}
        )


def _require_journal(*, over: bool, without_journal: bool) -> None:
    if over and not without_journal and _lacks_erasures_of_this_office():
        raise _journal_lost()


def holds_data(home: Path) -> bool:
    """Whether somebody's office is here: accounts in the database, or sealed files."""
    if any(path.is_file() for path in (home / "files").glob("??/*")):
        return True
    if connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).exists():
        return False
    try:
        if "team_account" not in connection.introspection.table_names():
            return False
        return bool(apps.get_model("team", "Account")._base_manager.exists())
    except DatabaseError:
        return True


# Unpacking ------------------------------------------------------------------------------------------------------------


class _Scratch:
    """Writes members below a scratch folder; the names were checked before they come here."""

    def __init__(self, folder: Path, *, home: Path, other_keys: bool, without_journal: bool) -> None:
        self._folder, self._home, self._other_keys = folder, home, other_keys
        self._without_journal = without_journal
        self._open: BinaryIO | None = None

    def header(self, facts: dict[str, Any]) -> None:
        """Refuse what does not belong here before anything is unpacked."""
        together(
            lambda: self._require_engine(facts),
            lambda: self._require_known_tables(facts),
            lambda: self._require_keys(facts),
            lambda: self._require_erasures(facts),
        )

    def _require_engine(self, facts: dict[str, Any]) -> None:
        if facts.get("engine") != connection.vendor:
            raise RestoreRefused(
                _("This backup is of a %(engine)s database, and this Gestand has another kind. Nothing was changed.")
                % {"engine": str(facts.get("engine"))[:20]}
            )

    def _require_known_tables(self, facts: dict[str, Any]) -> None:
        known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
        told = facts.get("migrations")
        if not isinstance(told, list) or any((app, name) not in known for app, name in told):
            raise newer(str(facts.get("version", "?")))

    def _require_keys(self, facts: dict[str, Any]) -> None:
        if not self._other_keys and _keys_differ(facts.get("keys"), contents.key_prints(self._home)):
            raise RestoreRefused(
                _(
                    "The keys here are not those of this backup: files and second factors would stay unreadable. Put "
                    "the keys back first, with gestand keys restore FILE. Nothing was changed."
                )
            )

    def _require_erasures(self, facts: dict[str, Any]) -> None:
        if not self._without_journal and _journal_is_gone(facts.get("journal")):
            raise _journal_lost()

    def begin(self, name: str, _size: int) -> None:
        path = self._folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        self._open = os.fdopen(descriptor, "wb", buffering=0)  # pieces are large: copying them once more takes time

    def write(self, piece: bytes) -> None:
        assert self._open is not None  # noqa: S101 - begin() came first
        left = memoryview(piece)
        while left:
            left = left[self._open.write(left) :]

    def finish(self) -> None:
        assert self._open is not None  # noqa: S101 - begin() came first
        self._open.close()
        self._open = None

    def close(self) -> None:
        if self._open is not None:
            self._open.close()


def _keys_differ(wanted: object, here: Mapping[str, str]) -> bool:
    return isinstance(wanted, dict) and any(here.get(name) != print_ for name, print_ in wanted.items())


def _journal_is_gone(told: object) -> bool:
    """The backup knows of erasures, and here there is none. One that is a little older than the backup will do: what
    it lacks was erased before the backup was made.
    """
    return isinstance(told, dict) and bool(told.get("entries")) and not journal.entries()


def _lacks_erasures_of_this_office() -> bool:
    try:
        return holds_data(Path(settings.GESTAND_HOME)) and unjournaled_erasures() > 0
    except DatabaseError:  # a database that cannot be read is what one restores for
        return False


def _journal_lost() -> JournalLost:
    return JournalLost(
        _(
            "The erasure journal here lacks erasures that were done, so people who were erased would come back. Put it "
            "back first, with gestand keys restore FILE. If there is no copy of it, give --without-journal and erase "
            "them again. Nothing was changed."
        )
    )


def _unpacked(backup: Path, key: x25519.Identity, home: Path, *, other_keys: bool, without_journal: bool) -> Unpacker:
    with _new_scratch(home) as folder:
        place = _Scratch(folder, home=home, other_keys=other_keys, without_journal=without_journal)
        unpacker = Unpacker(place)
        try:
            with backup.open("rb", buffering=0) as sealed:
                decrypt(sealed, unpacker, key)
            unpacker.close()
        finally:
            place.close()
        return unpacker


@contextmanager
def _new_scratch(home: Path) -> Iterator[Path]:
    """An empty one; gone again when anything is refused."""
    remove_tree(home / SCRATCH)
    folder = home / SCRATCH / "new"
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    except BaseException:
        remove_tree(home / SCRATCH)
        raise


def _require_whole(home: Path, unpacked: Unpacker) -> None:
    folder = home / SCRATCH / "new"
    threading.Thread(target=os.sync, daemon=True).start()  # the disk begins to write while we read
    try:
        if connection.vendor == "sqlite":
            database = folder / "database" / "gestand.db"
            if not database.is_file() or not contents.sqlite_is_whole(database):
                raise NotABackup(_("The database in this backup is damaged. Nothing was changed."))  # noqa: TRY301
            if contents.sqlite_facts(database)[1] != (unpacked.ending or {}).get("rows"):
                raise _another_number()  # noqa: TRY301
            database.replace(folder / "gestand.db")
            database.parent.rmdir()
        (folder / "files").mkdir(mode=0o700, exist_ok=True)
        (folder / "reports").mkdir(mode=0o700, exist_ok=True)
        os.sync()
        fsync_folder(folder)
    except BaseException:
        remove_tree(home / SCRATCH)
        raise


def _another_number() -> NotABackup:
    return NotABackup(_("The backup holds another number of rows than it says. Nothing was changed."))


def _told(unpacked: Unpacker) -> Restored:
    ending = unpacked.ending or {}
    return Restored(
        id=new_id(),
        made_at=str(unpacked.facts.get("made_at", "")),
        version=str(unpacked.facts.get("version", "")),
        members=ending["members"],
        files=ending["files"],
        rows=sum(ending["rows"].values()),
    )
