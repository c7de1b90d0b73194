"""What can be asked about backups: how old, where, and what the last drill saw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from gestand.security.backup import places
from gestand.security.backup.keys import Sheet, read_sheet
from gestand.security.backup.names import copies_in, made_at
from gestand.security.models import BackupRun, BackupSettings, RunKind, RunState

#: A night that was missed once is no alarm yet; two are.
TOO_OLD = timedelta(hours=50)
DRILL_EVERY = timedelta(days=30)
KEYS_EVERY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup that stands in a folder."""

    name: str
    made_at: datetime
    size_bytes: int
    goes_on: date


@dataclass(frozen=True, slots=True)
class BackupState:
    """How backups stand at a moment."""

    row: BackupSettings | None
    sheet: Sheet | None
    last_backup: BackupRun | None
    last_try: BackupRun | None
    last_keys: BackupRun | None
    last_drill: BackupRun | None
    at: datetime

    @property
    def is_too_old(self) -> bool:
        return (
            self.last_backup is None
            or self.last_backup.ended_at is None
            or self.at - self.last_backup.ended_at > TOO_OLD
        )

    @property
    def is_elsewhere(self) -> bool:
        """Whether the last backup stands on another machine or disk than the data."""
        return self.last_backup is not None and bool(self.last_backup.in_folder or self.last_backup.in_store)

    @property
    def keys_are_safe(self) -> bool:
        return self.sheet is not None and self.last_keys is not None

    @property
    def keys_are_old(self) -> bool:
        last = self.last_keys
        return last is None or last.ended_at is None or self.at - last.ended_at > KEYS_EVERY

    @property
    def drill_is_too_old(self) -> bool:
        last = self.last_drill
        return last is None or last.ended_at is None or self.at - last.ended_at > DRILL_EVERY


def backup_state(*, at: datetime) -> BackupState:
    """The settings, the sheet and the newest run of each kind."""
    newest = list(BackupRun.objects.exclude(state=RunState.RUNNING).order_by("-started_at", "-id")[:200])
    good = (RunState.DONE, RunState.PARTLY)

    def last(kind: RunKind, *states: RunState) -> BackupRun | None:
        return next((run for run in newest if run.kind == kind and (not states or run.state in states)), None)

    return BackupState(
        row=places.settings_row(),
        sheet=read_sheet(Path(settings.GESTAND_HOME)),
        last_backup=last(RunKind.BACKUP, *good),
        last_try=last(RunKind.BACKUP),
        last_keys=last(RunKind.KEYS, *good),
        last_drill=last(RunKind.DRILL),
        at=at,
    )


def copies_here() -> list[Copy]:
    """The backups in the data folder's own ``backups/``, newest first."""
    return [
        Copy(path.name, moment, path.stat().st_size, places.goes_on(moment))
        for path in reversed(copies_in(places.own_folder()))
        if (moment := made_at(path.name))
    ]


def runs(*, most: int = 16) -> list[BackupRun]:
    return list(BackupRun.objects.all()[:most])
