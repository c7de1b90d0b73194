"""Two weeks of invented nights: backups, copies of the keys, a night that failed, and a drill."""

from __future__ import annotations

from datetime import datetime, timedelta

from gestand.security.backup.names import backup_name, keys_name
from gestand.security.models import BackupRun, RunKind, RunState


def add_backups(*, at: datetime) -> None:
    """The newest of last night; one night the disk for the copies was not connected."""
    runs = []
    for nights in range(14):
        begun = at - timedelta(days=nights, hours=9)
        away = nights == 6
        runs.append(
            BackupRun(
                kind=RunKind.BACKUP,
                state=RunState.PARTLY if away else RunState.DONE,
                started_at=begun,
                ended_at=begun + timedelta(seconds=41),
                name=backup_name(begun),
                size_bytes=48_200_000 - nights * 310_000,
                files=112 - nights,
                rows=21_400 - nights * 90,
                in_folder=not away,
                code="backup_refused" if away else "",
                failure=_AWAY if away else "",
                evidence={"missing_files": 0, "members": 113 - nights},
            )
        )
        if nights % 7 == 0:
            runs.append(
                BackupRun(
                    kind=RunKind.KEYS,
                    state=RunState.DONE,
                    started_at=begun + timedelta(seconds=42),
                    ended_at=begun + timedelta(seconds=43),
                    name=keys_name(begun),
                    size_bytes=11_000,
                )
            )
    drilled = at - timedelta(days=11, hours=8)
    runs.append(
        BackupRun(
            kind=RunKind.DRILL,
            state=RunState.DONE,
            started_at=drilled,
            ended_at=drilled + timedelta(seconds=95),
            name=backup_name(drilled - timedelta(hours=1)),
            size_bytes=44_800_000,
            files=101,
            rows=20_410,
            evidence={
                "backup_age_hours": 1,
                "keys_copy": "kept",
                "erasures": 2,
                "erasures_since": 0,
                "came_back_and_went": 0,
                "database_whole": True,
                "files": 101,
                "files_missing": 0,
                "files_damaged": 0,
                "erasures_unseen": 0,
                "erased_found": 0,
                "audit_whole": True,
                "audit_lines": 4_812,
            },
        )
    )
    BackupRun.objects.bulk_create(runs)


_AWAY = (
    "The folder /mnt/backup is not there. Is its disk connected?\x1f"
    "De map /mnt/backup is er niet. Is de schijf aangesloten?"
)
