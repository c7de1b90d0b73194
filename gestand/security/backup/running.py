"""One backup, copy of the keys or drill from its beginning to its end, with a row that tells what became of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gestand.core.audit import write_audit
from gestand.core.egress.gate import PassageRefused
from gestand.core.egress.trouble import OutsideTrouble
from gestand.core.files.sealing import FileDamaged
from gestand.core.jobs.sentences import kept_sentence
from gestand.core.refusals import Refused
from gestand.security.backup import places
from gestand.security.backup.drill import drill_backup
from gestand.security.backup.keys import read_sheet, write_keys
from gestand.security.backup.making import make_backup
from gestand.security.backup.names import copies_in, keys_name
from gestand.security.backup.refusals import BackupRefused
from gestand.security.models import BackupRun, RunKind, RunState

if TYPE_CHECKING:
    from gestand.core.actors import Actor

log = logging.getLogger("gestand.backup")

#: Whatever runs longer has died.
_LONGEST = timedelta(hours=5)
#: Rows of runs stay a year; the newest of each kind always.
_KEPT_ROWS = timedelta(days=366)


def back_up(*, by: Actor, at: datetime, to: Path | None = None) -> BackupRun:
    """Make a backup in ``to`` (or the data folder), copy it to the places of the settings, and let old ones go.

    Refuses (``BackupRefused``) when none could be made; a copy elsewhere that fails is told in the row.
    """
    by.require_owner()
    run = _begin(RunKind.BACKUP, at)
    try:
        made = make_backup(to=to or places.own_folder(), at=at)
    except Refused as refusal:
        _fail(run, refusal)
        # The term of the older ones does not wait for a disk to be mended.
        _sweep(by=by, at=at)
        raise
    except BaseException:
        _fail(run, None)
        raise
    run.name, run.size_bytes, run.files, run.rows = made.path.name, made.size_bytes, made.files, made.rows
    run.evidence = {"missing_files": made.missing_files, "members": made.held["members"]}
    _copy_elsewhere(run, made.path, by=by, at=at)
    copy_keys(by=by, at=at)
    _sweep(by=by, at=at)
    with transaction.atomic():
        _end(run, RunState.PARTLY if run.failure or made.missing_files else RunState.DONE)
        write_audit(
            "security.backup.make",
            by=by,
            at=at,
            subject=("backup", run.id),
            facts={"bytes": run.size_bytes, "folder": run.in_folder, "store": run.in_store},
        )
    return run


def _copy_elsewhere(run: BackupRun, backup: Path, *, by: Actor, at: datetime) -> None:
    row = places.settings_row()
    folder = places.folder_of(row)
    if folder is not None:
        run.in_folder = _tried(run, lambda: places.copy_to_folder(backup, folder))
    if row is not None and row.has_store:
        run.in_store = _tried(run, lambda: _to_store(backup, by=by, at=at))


def _to_store(backup: Path, *, by: Actor, at: datetime) -> None:
    store = places.store_of(places.settings_row(), by=by, at=at)
    if store is not None:
        store.put(backup, backup.name)


def _tried(run: BackupRun, work: Callable[[], None]) -> bool:
    try:
        work()
    except (Refused, OutsideTrouble) as trouble:
        run.code = trouble.code if isinstance(trouble, Refused) else "outside"
        run.failure = kept_sentence(trouble.sentence, length=500)
        return False
    except FileDamaged:
        run.code = "store_secret"
        return False
    return True


def copy_keys(*, by: Actor, at: datetime) -> BackupRun | None:
    """The night's copy of the keys, to their own folder; None when that is not set up, or its disk is not there."""
    folder = places.keys_folder_of(places.settings_row())
    home = Path(settings.GESTAND_HOME)
    if folder is None or read_sheet(home) is None:
        return None
    run = _begin(RunKind.KEYS, at)
    try:
        if not folder.is_dir():
            raise BackupRefused(places.gone(folder))
        run.name = keys_name(at)
        run.size_bytes = write_keys(folder / run.name, home=home)
    except Refused as refusal:
        _fail(run, refusal)
        return run
    with transaction.atomic():
        _end(run, RunState.DONE)
        write_audit("security.keys.copy", by=by, at=at, subject=("backup", run.id), facts={"bytes": run.size_bytes})
    return run


def note_keys_handed_out(size_bytes: int, *, by: Actor, at: datetime) -> None:
    """A copy of the keys left as a file, or was written where the command line was told to."""
    with transaction.atomic():
        run = BackupRun.objects.create(
            kind=RunKind.KEYS,
            state=RunState.DONE,
            started_at=at,
            ended_at=at,
            name=keys_name(at),
            size_bytes=size_bytes,
        )
        write_audit("security.keys.copy", by=by, at=at, subject=("backup", run.id), facts={"bytes": size_bytes})


def _sweep(*, by: Actor, at: datetime) -> None:
    """Copies that have had their time, wherever they can be reached."""
    places.sweep_folder(places.own_folder(), at=at)
    places.sweep_copies_before_updates(at=at)
    row = places.settings_row()
    folder = places.folder_of(row)
    if folder is not None and folder.is_dir():
        places.sweep_folder(folder, at=at)
    keys_folder = places.keys_folder_of(row)
    if keys_folder is not None and keys_folder.is_dir():
        places.sweep_folder(keys_folder, at=at, keys=True)
    try:
        store = places.store_of(row, by=by, at=at)
        if store is not None:
            places.sweep_store(store, at=at)
    except (Refused, OutsideTrouble, FileDamaged, PassageRefused):
        log.warning("old copies in the store could not be looked at")
    old = BackupRun.objects.filter(started_at__lt=at - _KEPT_ROWS)
    newest = [run.id for kind in RunKind if (run := BackupRun.objects.filter(kind=kind, state=RunState.DONE).first())]
    old.exclude(id__in=newest).delete()


def drill(*, by: Actor, at: datetime, backup: Path | None = None, keys: Path | None = None) -> BackupRun:
    """Bring everything back in a scratch folder from the newest backup and copy of the keys, and keep what was seen.

    Refuses (``DrillRefused``) when there is nothing to begin with; a drill that failed is told in the row.
    """
    by.require_owner()
    row = places.settings_row()
    backup = backup or _newest(places.own_folder(), places.folder_of(row))
    keys = keys or _newest(places.keys_folder_of(row), keys=True)
    run = _begin(RunKind.DRILL, at)
    try:
        found = drill_backup(backup, keys, at=at)
    except Refused as refusal:
        _fail(run, refusal)
        raise
    except BaseException:
        _fail(run, None)
        raise
    run.name, run.size_bytes = found.name, found.size_bytes
    run.rows, run.files, run.evidence = found.rows, found.files, found.evidence
    if found.trouble:
        run.code, run.failure = "drill_failed", kept_sentence(found.trouble, length=500)
    with transaction.atomic():
        _end(run, RunState.FAILED if found.trouble else RunState.DONE)
        write_audit(
            "security.drill.run",
            by=by,
            at=at,
            subject=("backup", run.id),
            facts={"ok": not found.trouble, "rows": run.rows, "files": run.files},
        )
    return run


def _newest(*folders: Path | None, keys: bool = False) -> Path | None:
    found = [path for folder in folders if folder is not None for path in copies_in(folder, keys=keys)[-1:]]
    return max(found, key=lambda path: path.name, default=None)


def _begin(kind: RunKind, at: datetime) -> BackupRun:
    long_ago = BackupRun.objects.filter(state=RunState.RUNNING, started_at__lt=at - _LONGEST)
    long_ago.update(state=RunState.FAILED, code="cut_off", ended_at=at)
    return BackupRun.objects.create(kind=kind, started_at=at)


def _end(run: BackupRun, state: RunState) -> None:
    run.state, run.ended_at = state, timezone.now()
    run.save()


def _fail(run: BackupRun, refusal: Refused | None) -> None:
    run.code = refusal.code if refusal else "stopped"
    run.failure = kept_sentence(refusal.sentence, length=500) if refusal else ""
    _end(run, RunState.FAILED)
