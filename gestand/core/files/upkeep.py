"""Rows and files belong together: what was half done is finished, what nobody knows goes, what is missing is told."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.files.models import StoredFile
from gestand.core.files.store import DRAFTS, PASSING, files_folder, settle_draft, whole_on_disk
from gestand.core.jobs.registry import JobRun, job
from gestand.core.jobs.sentences import filled
from gestand.core.refusals import Refused

log = logging.getLogger("gestand.files")

#: A file without a row may belong to a transaction that still runs.
YOUNG = timedelta(days=1)
_AT_ONCE = 500


class FilesMissing(Refused):
    code = "files_missing"


@dataclass(frozen=True, slots=True)
class Sweep:
    settled: int
    removed: int
    missing: list[UUID]


@job("core.sweep_files", label=_("Comparing files with their rows"), time_limit_seconds=1800, attempts=1)
def sweep_files(run: JobRun) -> None:
    found = sweep(at=timezone.now(), run=run)
    if found.missing:
        log.error("%s stored files are missing or cut: %s", len(found.missing), found.missing[:10])
        raise FilesMissing(filled(_("%(count)s stored files are missing from the disk."), count=len(found.missing)))


def sweep(*, at: datetime, run: JobRun | None = None) -> Sweep:
    """Compare disk and rows, both ways."""
    settled = removed = 0
    for path, file_id in list(_on_disk(files_folder() / DRAFTS)):
        if StoredFile.objects.filter(id=file_id).exists():
            settle_draft(file_id)
            settled += 1
        else:
            removed += _remove_if_old(path, at)
    for folder in (*sorted(files_folder().glob("??")), files_folder() / PASSING):
        batch = list(_on_disk(folder))
        known = set(
            StoredFile.objects.filter(id__in=[file_id for _path, file_id in batch]).values_list("id", flat=True)
        )
        removed += sum(_remove_if_old(path, at) for path, file_id in batch if file_id not in known)
    missing = []
    # What is only passing is in no backup, so that after a restore its row may stand alone; whoever owns it knows.
    lasting = StoredFile.objects.filter(is_passing=False).order_by("id")
    total = lasting.count()
    for done, stored in enumerate(lasting.iterator(chunk_size=_AT_ONCE), start=1):
        if not whole_on_disk(stored):
            missing.append(stored.id)
        if run is not None and done % _AT_ONCE == 0:
            run.progress(done=done, total=total)
    if missing:  # a file that was destroyed while we looked has lost its row too
        missing = list(StoredFile.objects.filter(id__in=missing).values_list("id", flat=True))
    return Sweep(settled, removed, missing)


def _on_disk(folder: Path) -> Iterator[tuple[Path, UUID]]:
    for path in folder.glob("*"):
        try:
            yield path, UUID(path.name)
        except ValueError:
            continue


def _remove_if_old(path: Path, at: datetime) -> int:
    try:
        if path.stat().st_mtime > (at - YOUNG).timestamp():
            return 0
        path.unlink()
    except FileNotFoundError:
        return 0
    return 1
