"""Taking an import back, piece by piece, the last line first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.jobs import enqueue
from gestand.network.imports.actions.steps import CHUNK, DEVICES, WrongMoment, at_step, held, no_progress, note_import
from gestand.network.imports.book_files import is_book
from gestand.network.imports.staging import Progress
from gestand.network.imports.undoing import Undoer
from gestand.network.models import ImportLine, ImportState, LineOutcome, NetworkImport
from gestand.people.imports.tables import breathe

if TYPE_CHECKING:
    from gestand.core.actors import Actor

UNDO_JOB = "network.import.undo"


def order_undoing(batch: NetworkImport, *, by: Actor, at: datetime) -> NetworkImport:
    """Take the import back, by a job."""
    with transaction.atomic():
        row = _begin_undoing(batch, by=by, at=at)
        row.job = enqueue(UNDO_JOB, by=by, at=at, import_id=row.id).id
        row.save(update_fields=["job"])
    return row


def undo_import(batch: NetworkImport, *, by: Actor, at: datetime, progress: Progress = no_progress) -> NetworkImport:
    """Take the import back, here and now."""
    with transaction.atomic():
        row = _begin_undoing(batch, by=by, at=at)
    undo_lines_of(row, by=by, progress=progress)
    row.refresh_from_db()
    return row


def _begin_undoing(batch: NetworkImport, *, by: Actor, at: datetime) -> NetworkImport:
    row = at_step(batch, ImportState.DONE, by=by)
    if is_book(row):
        raise WrongMoment(_("A network book that was taken in is not taken back: there was nothing before it."))
    row.state, row.undone_at = ImportState.UNDOING, at
    row.made_by, row.made_by_kind = by.id, by.kind.value
    row.save(update_fields=["state", "undone_at", "made_by", "made_by_kind"])
    note_import("undo", row, by=by, at=at)
    return row


def undo_lines_of(batch: NetworkImport, *, by: Actor, progress: Progress = no_progress) -> None:
    """Undo what is written and not undone yet, the last first; goes on where an earlier run stopped."""
    if batch.undone_at is None:
        return
    total = ImportLine.objects.filter(batch=batch, outcome=LineOutcome.WRITTEN).count()
    done = 0
    while True:
        with transaction.atomic():
            row = held(batch.id, ImportState.UNDOING)
            if row is None:
                return
            written = ImportLine.objects.filter(batch=row, outcome=LineOutcome.WRITTEN)
            lines = list(written.order_by("-rank", "-number", "-id")[:CHUNK])
            if lines and lines[0].rank >= DEVICES:
                lines = [line for line in lines if line.rank >= DEVICES]
            if not lines:
                row.counts = {
                    **row.counts,
                    "kept": ImportLine.objects.filter(batch=row, outcome=LineOutcome.KEPT).count(),
                }
                row.state, row.job = ImportState.UNDONE, None
                row.save(update_fields=["counts", "state", "job"])
                return
            Undoer(row, lines, by=by, at=batch.undone_at).undo()
        done += len(lines)
        if done < total:
            breathe()
        progress(done, total)
