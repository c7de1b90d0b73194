"""Where copies stand, how long they may, and how they come and go."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gestand.core.deadlines import backup_goes_on, keys_copy_goes_on, receipt_day
from gestand.core.home import is_disk_full
from gestand.core.restoring import fsync_folder
from gestand.security.backup.contents import blocks_of
from gestand.security.backup.names import PART, copies_in, made_at
from gestand.security.backup.refusals import BackupRefused, DiskFull
from gestand.security.backup.s3 import Credentials, Store
from gestand.security.backup.secrets import open_store_secret
from gestand.security.models import BackupSettings

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: Every night's copy stays for two weeks, then one a week; none is here after the day of the law table.
EVERY_NIGHT = timedelta(days=14)
_WEEK = timedelta(days=7)


def own_folder() -> Path:
    """``backups/`` in the data folder: always there, and on the same disk."""
    return Path(settings.GESTAND_HOME) / "backups"


def settings_row() -> BackupSettings | None:
    return BackupSettings.objects.filter(id=1).first()


def folder_of(row: BackupSettings | None) -> Path | None:
    return Path(row.folder) if row is not None and row.folder else None


def keys_folder_of(row: BackupSettings | None) -> Path | None:
    return Path(row.keys_folder) if row is not None and row.keys_folder else None


def store_of(row: BackupSettings | None, *, by: Actor, at: datetime) -> Store | None:
    if row is None or not row.has_store:
        return None
    credentials = Credentials(row.store_key_id, open_store_secret(row), row.store_region or "us-east-1")
    return Store(row.store_url, row.store_bucket, row.store_prefix, credentials, by, at)


def copy_to_folder(backup: Path, folder: Path) -> None:
    """A copy that was read back, or none. Refuses (``BackupRefused``, ``DiskFull``)."""
    if not folder.is_dir():
        raise BackupRefused(_("The folder %(folder)s is not there. Is its disk connected?") % {"folder": folder})
    part = folder / f".{backup.name}{PART}-{os.getpid()}"
    try:
        for left in folder.glob(f".gestand-*{PART}-*"):
            left.unlink(missing_ok=True)
        written = hashlib.sha256()
        # Others may write to this disk too: never through a link that one of them has put there.
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb", buffering=0) as out:
            for block in blocks_of(backup):
                written.update(block)
                _write_all(out.fileno(), block)
            os.fsync(out.fileno())
        read = hashlib.sha256()
        for block in blocks_of(part):
            read.update(block)
        if read.digest() != written.digest():
            raise BackupRefused(_("The copy reads back as something else than was written. Is the disk in order?"))
        part.replace(folder / backup.name)
        fsync_folder(folder)
    except OSError as fault:
        if is_disk_full(fault):
            raise DiskFull(_("The disk of %(folder)s is full: no copy was made.") % {"folder": folder}) from fault
        raise BackupRefused(
            _("The backup cannot be written to %(folder)s (%(why)s).") % {"folder": folder, "why": fault.strerror}
        ) from fault
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _write_all(descriptor: int, block: bytes) -> None:
    view = memoryview(block)
    while view:
        view = view[os.write(descriptor, view) :]


def goes_on(moment: datetime, *, keys: bool = False) -> date:
    """The day on which a copy of that moment goes, counted in days as the statement and the letters count."""
    return (keys_copy_goes_on if keys else backup_goes_on)(receipt_day(moment))


def is_too_old(moment: datetime, *, at: datetime, keys: bool = False) -> bool:
    """Whether a copy of that moment should have been gone before today."""
    return goes_on(moment, keys=keys) < receipt_day(at)


def too_many(moments: Iterable[datetime], *, at: datetime, keys: bool = False) -> set[datetime]:
    """Which copies go: those of which it is the day, and of the older ones all but the newest of each week."""
    today, thin = receipt_day(at), at - EVERY_NIGHT
    goes: set[datetime] = set()
    weeks: set[int] = set()
    for moment in sorted(moments, reverse=True):
        week = (at - moment) // _WEEK
        if goes_on(moment, keys=keys) <= today or (moment < thin and week in weeks):
            goes.add(moment)
        weeks.add(week)
    return goes


def sweep_folder(folder: Path, *, at: datetime, keys: bool = False) -> int:
    """Remove the copies of this folder that have had their time; how many."""
    known = {path: moment for path in copies_in(folder, keys=keys) if (moment := made_at(path.name, keys=keys))}
    goes = too_many(known.values(), at=at, keys=keys)
    gone = 0
    for path, moment in known.items():
        if moment in goes:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def sweep_copies_before_updates(*, at: datetime) -> int:
    """Copies from before an update hold what was erased since: they have the term of every backup."""
    today = receipt_day(at)
    gone = 0
    for path in own_folder().glob("before-update-*.db"):
        if goes_on(datetime.fromtimestamp(path.stat().st_mtime, UTC)) <= today:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def sweep_store(store: Store, *, at: datetime) -> int:
    known = {kept.name: moment for kept in store.kept() if (moment := made_at(kept.name))}
    goes = too_many(known.values(), at=at)
    gone = [name for name, moment in known.items() if moment in goes]
    for name in gone:
        store.delete(name)
    return len(gone)


def same_place(one: Path, other: Path) -> bool:
    """Whether one lies inside the other, or both are the same."""
    first, second = one.expanduser().resolve(), other.expanduser().resolve()
    return first == second or first in second.parents or second in first.parents


def same_disk(one: Path, other: Path) -> bool:
    try:
        return one.stat().st_dev == other.stat().st_dev
    except OSError:
        return False


def gone(folder: Path) -> str:
    """For a folder whose disk is not there."""
    return str(_("The folder %(folder)s is not there. Is its disk connected?") % {"folder": folder})
