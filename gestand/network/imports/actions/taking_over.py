"""The yes: what is ticked is written, piece by piece, and search is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from gestand.core.files import destroy_file
from gestand.core.jobs import enqueue
from gestand.core.refusals import Refused
from gestand.network.actions.findable import reindex_devices
from gestand.network.actions.sites import site_for
from gestand.network.imports.actions.steps import CHUNK, DEVICES, at_step, held, no_progress, note_import, to_failed
from gestand.network.imports.book_files import is_book, write_book
from gestand.network.imports.staging import Progress
from gestand.network.imports.writing import Writer
from gestand.network.models import ImportLine, ImportState, LineOutcome, LineState, NetworkImport, Site, ThingKind
from gestand.people.imports.tables import breathe
from gestand.people.imports.terms import undo_days

if TYPE_CHECKING:
    from gestand.core.actors import Actor

WRITE_JOB, INDEX_JOB = "network.import.write", "network.import.index"
INDEXED_AT_ONCE = 500


class NothingTicked(Refused):
    code = "importno_progress_ticked"


def order_writing(batch: NetworkImport, *, by: Actor, at: datetime) -> NetworkImport:
    """Say yes: a job writes the ticked lines. Refuses (``NothingTicked``) when there are none."""
    with transaction.atomic():
        row = _confirm(batch, by=by, at=at)
        row.job = enqueue(WRITE_JOB, by=by, at=at, import_id=row.id).id
        row.save(update_fields=["job"])
    return row


def confirm_import(batch: NetworkImport, *, by: Actor, at: datetime, progress: Progress = no_progress) -> NetworkImport:
    """Say yes and write, here and now."""
    with transaction.atomic():
        row = _confirm(batch, by=by, at=at)
    write_lines_of(row, by=by, progress=progress)
    row.refresh_from_db()
    return row


def _confirm(batch: NetworkImport, *, by: Actor, at: datetime) -> NetworkImport:
    row = at_step(batch, ImportState.PREVIEW, by=by)
    if not is_book(row) and not _to_write(row).exists():
        raise NothingTicked(_("Nothing is ticked, and nothing of it is known: there is nothing to take over."))
    ImportLine.objects.filter(
        batch=row, ticked=False, state__in=[LineState.NEW, LineState.CHANGED, LineState.DOUBTFUL, LineState.GONE]
    ).update(outcome=LineOutcome.SKIPPED)
    if row.site is None and not is_book(row):
        row.site = _site_of(row, by=by, at=at)
    row.state, row.confirmed_at, row.made_by, row.made_by_kind = ImportState.WRITING, at, by.id, by.kind.value
    row.forget_on = timezone.localdate(at) + timedelta(days=undo_days(at))
    row.save()
    facts: dict[str, object] = {name: count for name, count in row.counts.items() if isinstance(count, int)}
    note_import("confirm", row, by=by, at=at, facts=facts)
    return row


def _site_of(batch: NetworkImport, *, by: Actor, at: datetime) -> Site | None:
    """The site of the file has a line of its own, written first; somebody who does not want it has another."""
    unwanted = ImportLine.objects.filter(batch=batch, what=ThingKind.SITE, ticked=False, found__home=True)
    return site_for(batch.client, by=by, at=at) if unwanted.exists() else None


def _to_write(batch: NetworkImport) -> QuerySet[ImportLine]:
    return ImportLine.objects.filter(Q(ticked=True) | Q(state=LineState.SAME), batch=batch, outcome=LineOutcome.NONE)


def write_lines_of(batch: NetworkImport, *, by: Actor, progress: Progress = no_progress) -> None:
    """Write what is confirmed and not written yet, piece by piece; goes on exactly where an earlier run stopped."""
    if batch.confirmed_at is None:
        return
    if is_book(batch):
        if batch.state == ImportState.WRITING and (
            refusal := write_book(batch, by=by, at=batch.confirmed_at, progress=progress)
        ):
            to_failed(batch, refusal)
        return
    total = _to_write(batch).count()
    done = 0
    while True:
        with transaction.atomic():
            row = held(batch.id, ImportState.WRITING)
            if row is None:
                return
            lines = _to_write(row).defer("candidates", "title", "matched_by")
            first = lines.aggregate(rank=Min("rank"))["rank"]
            if first is None:
                _finish_writing(row)
                return
            # What hangs on a site or a network waits until that stands.
            if first < DEVICES:
                lines = lines.filter(rank=first)
            waiting = list(lines.order_by("rank", "number", "id")[:CHUNK])
            with translation.override(row.language):
                writer = Writer(row, waiting, by=by, at=batch.confirmed_at)
                writer.write()
            _index(writer.touched, total=total, by=by, at=timezone.now())
        done += len(waiting)
        if done < total:
            breathe()
        progress(done, total)


def _index(devices: set[UUID], *, total: int, by: Actor, at: datetime) -> None:
    """Search knows a few at once; of very many a job of its own tells it, so that nobody waits for it."""
    if not devices:
        return
    if total <= INDEXED_AT_ONCE:
        reindex_devices(devices)
    else:
        enqueue(INDEX_JOB, by=by, at=at, device_ids=list(devices))


def _finish_writing(batch: NetworkImport) -> None:
    """The file itself goes as soon as its lines are written: the lines hold what an undo needs."""
    lines = ImportLine.objects.filter(batch=batch)
    written = lines.filter(outcome=LineOutcome.WRITTEN)
    batch.counts = {
        **batch.counts,
        "written": written.exclude(state=LineState.SAME).count(),
        "skipped": lines.filter(outcome=LineOutcome.SKIPPED).count(),
        "made": written.filter(traces__has_key="made").count(),
        "altered": written.filter(traces__has_key="moved").exclude(state=LineState.SAME).count(),
    }
    stored, batch.file, batch.state, batch.job = batch.file, None, ImportState.DONE, None
    batch.save(update_fields=["counts", "file", "state", "job"])
    if stored is not None:
        destroy_file(stored)
