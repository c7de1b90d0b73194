"""What can be done with an import: stage a file, choose columns, decide rows, confirm, undo, forget.

``stage_file`` and ``confirm_import`` do all their work here and now (the command line); ``begin_import`` and
``order_writing`` leave it to a job (the pages).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.files import destroy_file, open_file, store_file
from gestand.core.files.sealing import FileDamaged
from gestand.core.jobs import enqueue
from gestand.core.refusals import Refused
from gestand.people.importers import FileFormat, NotAContactsFile, recognise
from gestand.people.importers.columns import ADDRESS_PARTS, FIELDS, NEVER_READ, PLACES, header_signature
from gestand.people.imports.models import (
    BatchState,
    ColumnMemory,
    ImportBatch,
    ImportRow,
    RowDecision,
    RowOutcome,
    RowState,
)
from gestand.people.imports.staging import CHUNK_ROWS, Interrupted, Progress, counted, read_into_rows
from gestand.people.imports.tables import breathe
from gestand.people.imports.terms import decision_days, undo_days
from gestand.people.imports.undoing import Undoer
from gestand.people.imports.writing import Writer

if TYPE_CHECKING:
    from gestand.core.actors import Actor

READ_JOB, WRITE_JOB, UNDO_JOB = "people.import.read", "people.import.write", "people.import.undo"
MEDIA_TYPES = {
    FileFormat.VCARD: "text/vcard",
    FileFormat.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_OPEN = (BatchState.COLUMNS, BatchState.READING, BatchState.PREVIEW, BatchState.FAILED)


class WrongMoment(Refused):
    """The import is at another step than the page that asked."""

    code = "import_wrong_moment"


class NotDecided(Refused):
    code = "import_not_decided"


class WrongColumns(Refused):
    code = "import_wrong_columns"


def _nothing(_done: int, _total: int) -> None:
    """No progress to tell."""


def stage_file(
    source: str | Path | BinaryIO,
    *,
    name: str = "",
    by: Actor,
    at: datetime,
    language: str = "nl",
    progress: Progress | None = None,
) -> ImportBatch:
    """Read a contacts file into a preview, here and now. Columns of an unknown table are guessed.

    Refuses what is no contacts file (``NotAContactsFile``). Nothing is written in clients and persons.
    """
    if isinstance(source, str | Path):
        with Path(source).open("rb") as stream:
            return stage_file(
                stream, name=name or Path(source).name, by=by, at=at, language=language, progress=progress
            )
    batch = _make_batch(source, name=name, by=by, at=at, language=language)
    if batch.state == BatchState.COLUMNS:
        batch.state = BatchState.READING
        batch.save(update_fields=["state"])
    read_file_of(batch, progress=progress or _nothing)
    batch.refresh_from_db()
    if batch.state == BatchState.FAILED:
        raise NotAContactsFile(batch.failure)
    return batch


def begin_import(source: BinaryIO, *, name: str, by: Actor, at: datetime, language: str = "nl") -> ImportBatch:
    """Keep a file and have it read by a job; a table whose columns are not known waits for them first.

    Refuses what is no contacts file (``NotAContactsFile``); then nothing was kept.
    """
    with transaction.atomic():
        batch = _make_batch(source, name=name, by=by, at=at, language=language)
        if batch.state == BatchState.READING:
            batch.job = enqueue(READ_JOB, by=by, at=at, batch_id=batch.id).id
            batch.save(update_fields=["job"])
    return batch


def _make_batch(source: BinaryIO, *, name: str, by: Actor, at: datetime, language: str) -> ImportBatch:
    by.require_owner()
    with translation.override(language):
        known = recognise(source)
    layout = known.layout
    signature = header_signature(known.header, layout.delimiter) if known.header and layout.header_row else ""
    remembered = ColumnMemory.objects.filter(signature=signature).first() if signature and not known.certain else None
    if remembered is not None and len(remembered.columns) == len(known.header):
        layout = replace(layout, columns=tuple(remembered.columns))
    source.seek(0)
    with transaction.atomic():
        stored = store_file(
            source, name=PurePath(name).name, media_type=MEDIA_TYPES.get(FileFormat(layout.format), "text/csv"), at=at
        )
        batch = ImportBatch.objects.create(
            file=stored,
            file_name=PurePath(name.replace("\\", "/")).name[:200] or str(_("contacts")),
            format=layout.format,
            layout=asdict(layout),
            header=list(known.header),
            signature=signature,
            state=BatchState.READING if known.certain or remembered is not None else BatchState.COLUMNS,
            language=language,
            made_by=by.id,
            made_by_kind=by.kind.value,
            created_at=at,
            forget_on=timezone.localdate(at) + timedelta(days=decision_days(at)),
        )
        write_audit("people.import.stage", by=by, at=at, subject=("import", batch.id), facts={"format": layout.format})
    return batch


def samples_of(batch: ImportBatch) -> list[list[str]]:
    """The first rows of the file, to choose its columns by."""
    if batch.file is None:
        return []
    try:
        with open_file(batch.file) as stream:
            return [list(row) for row in recognise(stream).samples]
    except (NotAContactsFile, FileDamaged):
        return []


def choose_columns(
    *, batch: ImportBatch, columns: Sequence[str], header_row: int | None = None, by: Actor, at: datetime
) -> ImportBatch:
    """Say what each column holds and read the file (again). Remembered for files with the same headers."""
    by.require_owner()
    with transaction.atomic():
        row = at_step(batch, BatchState.COLUMNS, BatchState.PREVIEW, BatchState.FAILED)
        if row.format == FileFormat.VCARD or row.file is None:
            raise WrongMoment(_("This file has no columns to choose."))
        if len(columns) != len(row.header) or not all(_is_choice(key) for key in columns):
            raise WrongColumns(_("These columns do not belong to this file. Open the page again."))
        if not any(key.split(":")[0] in _NAMING for key in columns):
            raise WrongColumns(_("Choose at least one column with a name, a company or an e-mail address."))
        row.layout = {**row.layout, "columns": list(columns)}
        if header_row is not None:
            row.layout["header_row"] = header_row
        row.state, row.failure = BatchState.READING, ""
        row.job = enqueue(READ_JOB, by=by, at=at, batch_id=row.id).id
        row.save(update_fields=["layout", "state", "failure", "job"])
        if row.signature:
            ColumnMemory.objects.update_or_create(
                signature=row.signature, defaults={"columns": list(columns), "used_at": at}
            )
    return row


_NAMING = frozenset(["client_name", "full_name", "given_name", "family_name", "organisation", "mail", "initials"])


def _is_choice(key: str) -> bool:
    name, _colon, slot = key.partition(":")
    if key in ("", NEVER_READ) or key in FIELDS:
        return True
    known_slot = slot in PLACES or (slot.startswith("#") and slot[1:].isdigit())
    return known_slot and (
        name in ADDRESS_PARTS or name in ("phone", "mail", "phone_label", "mail_label", "address_label")
    )


def read_file_of(batch: ImportBatch, *, progress: Progress = _nothing) -> None:
    """The reading itself: fills the rows and ends at the preview, or at a failure with its sentence. Can run again."""
    if batch.state != BatchState.READING:
        return
    try:
        read_into_rows(batch, progress=progress)
    except Interrupted:
        return
    except (NotAContactsFile, FileDamaged) as failure:
        sentence = (
            str(failure) if isinstance(failure, NotAContactsFile) else str(_("The file can no longer be opened."))
        )
        _to_failed(batch, sentence)
        return
    with transaction.atomic():
        row = ImportBatch.objects.select_for_update().get(id=batch.id)
        row.counts, row.state, row.job = counted(row), BatchState.PREVIEW, None
        if not row.counts["rows"]:
            row.state, row.failure = BatchState.FAILED, str(_("There are no contacts in this file."))
        row.save(update_fields=["counts", "state", "job", "failure"])


def _to_failed(batch: ImportBatch, sentence: str) -> None:
    with transaction.atomic():
        ImportRow.objects.filter(batch=batch).delete()
        ImportBatch.objects.filter(id=batch.id, state=BatchState.READING).update(
            state=BatchState.FAILED, failure=sentence[:300], job=None
        )


def order_writing(*, batch: ImportBatch, by: Actor, at: datetime) -> ImportBatch:
    """Say yes: a job writes the rows. Refuses while a doubtful row waits for its decision (``NotDecided``)."""
    with transaction.atomic():
        row = _confirm(batch, by=by, at=at)
        row.job = enqueue(WRITE_JOB, by=by, at=at, batch_id=row.id).id
        row.save(update_fields=["job"])
    return row


def confirm_import(batch: ImportBatch, *, by: Actor, at: datetime, progress: Progress | None = None) -> ImportBatch:
    """Say yes and write, here and now."""
    with transaction.atomic():
        row = _confirm(batch, by=by, at=at)
    write_rows_of(row, by=by, progress=progress or _nothing)
    row.refresh_from_db()
    return row


def _confirm(batch: ImportBatch, *, by: Actor, at: datetime) -> ImportBatch:
    by.require_owner()
    row = at_step(batch, BatchState.PREVIEW)
    waiting = ImportRow.objects.filter(batch=row, state=RowState.DOUBTFUL, decision="").count()
    if waiting:
        raise NotDecided(_("%(number)d doubtful rows still need a decision.") % {"number": waiting})
    _writable(row).filter(decision=RowDecision.SKIP).update(outcome=RowOutcome.SKIPPED)
    row.state, row.confirmed_at = BatchState.WRITING, at
    row.forget_on = timezone.localdate(at) + timedelta(days=undo_days(at))
    row.save(update_fields=["state", "confirmed_at", "forget_on"])
    write_audit(
        "people.import.confirm",
        by=by,
        at=at,
        subject=("import", row.id),
        facts={name: count for name, count in row.counts.items() if isinstance(count, int)},
    )
    return row


def _writable(batch: ImportBatch) -> QuerySet[ImportRow]:
    return ImportRow.objects.filter(
        batch=batch, outcome=RowOutcome.NONE, state__in=[RowState.NEW, RowState.CHANGED, RowState.DOUBTFUL]
    )


def write_rows_of(batch: ImportBatch, *, by: Actor, progress: Progress = _nothing) -> None:
    """Write what is confirmed and not written yet, in chunks; goes on exactly where an earlier run stopped."""
    if batch.confirmed_at is None:
        return
    total = ImportRow.objects.filter(batch=batch).exclude(state__in=[RowState.JOINED, RowState.REFUSED]).count()
    while True:
        with transaction.atomic():
            row = ImportBatch.objects.select_for_update().filter(id=batch.id, state=BatchState.WRITING).first()
            if row is None:
                return
            waiting = list(_writable(row).order_by("group", "number")[:CHUNK_ROWS])
            if not waiting:
                _finish_writing(row)
                return
            with translation.override(row.language):
                Writer(row, waiting, by=by, at=batch.confirmed_at).write()
            left = _writable(row).count()
        breathe()
        progress(max(0, total - left), total)


def _finish_writing(batch: ImportBatch) -> None:
    """The file itself goes as soon as its rows are written: the rows hold what an undo needs."""
    rows = ImportRow.objects.filter(batch=batch)
    written = rows.filter(outcome=RowOutcome.WRITTEN)
    batch.counts = {
        **batch.counts,
        "written": written.count(),
        "skipped": rows.filter(outcome=RowOutcome.SKIPPED).count(),
        "new_clients": written.filter(traces__has_key="client").count(),
        "new_persons": written.filter(traces__has_key="person").count(),
    }
    stored, batch.file, batch.state, batch.job = batch.file, None, BatchState.DONE, None
    batch.save(update_fields=["counts", "file", "state", "job"])
    if stored is not None:
        destroy_file(stored)


def order_undoing(*, batch: ImportBatch, by: Actor, at: datetime) -> ImportBatch:
    """Take the import back, by a job."""
    with transaction.atomic():
        row = _begin_undoing(batch, by=by, at=at)
        row.job = enqueue(UNDO_JOB, by=by, at=at, batch_id=row.id).id
        row.save(update_fields=["job"])
    return row


def undo_import(batch: ImportBatch, *, by: Actor, at: datetime, progress: Progress | None = None) -> ImportBatch:
    """Take the import back, here and now."""
    with transaction.atomic():
        row = _begin_undoing(batch, by=by, at=at)
    undo_rows_of(row, by=by, progress=progress or _nothing)
    row.refresh_from_db()
    return row


def _begin_undoing(batch: ImportBatch, *, by: Actor, at: datetime) -> ImportBatch:
    by.require_owner()
    row = at_step(batch, BatchState.DONE)
    row.state, row.undone_at = BatchState.UNDOING, at
    row.save(update_fields=["state", "undone_at"])
    write_audit("people.import.undo", by=by, at=at, subject=("import", row.id))
    return row


def undo_rows_of(batch: ImportBatch, *, by: Actor, progress: Progress = _nothing) -> None:
    """Undo what is written and not undone yet, whole groups at a time; goes on where an earlier run stopped."""
    if batch.undone_at is None:
        return
    total = ImportRow.objects.filter(batch=batch).exclude(traces={}).count()
    while True:
        with transaction.atomic():
            row = ImportBatch.objects.select_for_update().filter(id=batch.id, state=BatchState.UNDOING).first()
            if row is None:
                return
            written = ImportRow.objects.filter(batch=row, outcome=RowOutcome.WRITTEN)
            last = (
                written.order_by("group", "number").values_list("group", flat=True)[CHUNK_ROWS - 1 : CHUNK_ROWS].first()
            )
            some = written if last is None else written.filter(group__lte=last)
            rows = list(some.order_by("group", "number"))
            if not rows:
                row.counts = {
                    **row.counts,
                    "kept": ImportRow.objects.filter(batch=row, outcome=RowOutcome.KEPT).count(),
                }
                row.state, row.job = BatchState.UNDONE, None
                row.save(update_fields=["counts", "state", "job"])
                return
            Undoer(row, rows, by=by, at=batch.undone_at).undo()
            left = written.count()
        breathe()
        progress(max(0, total - left), total)


def discard_import(*, batch: ImportBatch, by: Actor, at: datetime) -> None:
    """Throw a file away that was not confirmed: file and rows are gone, clients and persons untouched."""
    by.require_owner()
    with transaction.atomic():
        row = at_step(batch, *_OPEN)
        write_audit("people.import.discard", by=by, at=at, subject=("import", row.id))
        forget_now(row)


def forget_now(batch: ImportBatch) -> None:
    ImportRow.objects.filter(batch=batch).delete()
    stored = batch.file
    batch.delete()
    if stored is not None:
        destroy_file(stored)


def at_step(batch: ImportBatch, *states: str) -> ImportBatch:
    row = ImportBatch.objects.select_for_update().filter(id=batch.id).first()
    if row is None:
        raise WrongMoment(_("This import is no longer there."))
    if row.state not in states:
        raise WrongMoment(_("This import is already further on. Look at its page again."))
    return row
