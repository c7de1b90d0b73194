"""What can be done with an import: begin, choose columns, tick lines, confirm, undo, throw away.

``stage_file``, ``confirm_import`` and ``undo_import`` do all their work here and now (the command line, small files);
``begin_import``, ``order_writing`` and ``order_undoing`` leave it to a job (the pages).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import NotAllowed
from gestand.core.audit import write_audit
from gestand.core.files import FileDamaged, destroy_file, open_file, store_file
from gestand.core.freezing import require_usable
from gestand.core.jobs import enqueue
from gestand.core.refusals import Refused
from gestand.network.actions.findable import reindex_devices
from gestand.network.actions.noting import require_reach
from gestand.network.actions.sites import name_of_first_site, site_for
from gestand.network.importers import FileFormat, NotANetworkFile, RecognisedFile, recognise
from gestand.network.importers.tables.columns import FIELDS, IN_NOTE, KNOWN_BY, NEVER_READ, column_names
from gestand.network.importers.values import text_of
from gestand.network.imports.book_files import is_book, look_into_book, refuse_documented, write_book
from gestand.network.imports.staging import Interrupted, Progress, counted, read_into_lines
from gestand.network.imports.undoing import Undoer
from gestand.network.imports.writing import FREE, GONE, NEW, Writer
from gestand.network.models import (
    ImportLine,
    ImportState,
    LineOutcome,
    LineState,
    NetworkImport,
    Site,
    ThingKind,
)
from gestand.people.imports.tables import breathe
from gestand.people.imports.terms import decision_days, undo_days
from gestand.people.models import Client

if TYPE_CHECKING:
    from gestand.core.actors import Actor

READ_JOB, WRITE_JOB, UNDO_JOB = "network.import.read", "network.import.write", "network.import.undo"
INDEX_JOB = "network.import.index"
CHUNK = 2000
DEVICES = 5  # the rank from which lines are devices
INDEXED_AT_ONCE = 500
#: A file up to this size is read while the person waits.
READ_AT_ONCE_BYTES = 512 * 1024
_OPEN = (ImportState.COLUMNS, ImportState.READING, ImportState.PREVIEW, ImportState.FAILED)
_TABLES = frozenset({FileFormat.TABLE, FileFormat.EXCEL})
_MOST_TICKS = 500
#: Lines that a person answers with a choice instead of a tick.
ANSWERED = frozenset({LineState.DOUBTFUL, LineState.GONE})


class WrongMoment(Refused):
    """The import is at another step than the page that asked."""

    code = "import_wrong_moment"


class ContactsElsewhere(NotANetworkFile):
    """They are people, who have an import of their own."""

    code = "contacts_elsewhere"


class WrongColumns(Refused):
    code = "import_wrong_columns"


class NothingTicked(Refused):
    code = "import_nothing_ticked"


def _nothing(_done: int, _total: int) -> None:
    """No progress to tell."""


def begin_import(
    source: BinaryIO,
    *,
    name: str,
    client: Client,
    site: Site | None,
    new_site: str = "",
    by: Actor,
    at: datetime,
    language: str = "nl",
) -> NetworkImport:
    """Keep a file and read it: a small one here and now, a large one by a job; a table waits for its columns first.

    Refuses what is no network file (``NotANetworkFile``), another's client, restricted data; then nothing was kept.
    """
    with transaction.atomic():
        batch = _make_batch(
            source, name=name, client=client, site=site, new_site=new_site, by=by, at=at, language=language
        )
        if batch.state == ImportState.READING:
            _read_or_order(batch, by=by, at=at)
    return batch


def stage_file(
    source: BinaryIO,
    *,
    name: str,
    client: Client,
    site: Site | None = None,
    new_site: str = "",
    only: Collection[str] = (),
    in_note: Collection[str] = (),
    by: Actor,
    at: datetime,
    language: str = "nl",
    progress: Progress = _nothing,
) -> NetworkImport:
    """Read a file into a preview, here and now; columns of an unknown table are guessed. ``only``: formats to take;
    ``in_note``: columns without a field, to keep in the notes.
    """
    batch = _make_batch(
        source, name=name, client=client, site=site, new_site=new_site, only=only, by=by, at=at, language=language
    )
    if batch.state == ImportState.COLUMNS or in_note:
        batch.state, batch.left_out = ImportState.READING, [[name, 0, "", True] for name in in_note]
        batch.save(update_fields=["state", "left_out"])
    read_file_of(batch, progress=progress)
    batch.refresh_from_db()
    if batch.state == ImportState.FAILED:
        raise NotANetworkFile(batch.failure)
    return batch


def _make_batch(
    source: BinaryIO,
    *,
    name: str,
    client: Client,
    site: Site | None,
    new_site: str,
    by: Actor,
    at: datetime,
    language: str,
    only: Collection[str] = (),
) -> NetworkImport:
    require_reach(by, client.id)
    if site is not None and site.client_id != client.id:
        raise NotAllowed(_("This site is another client's."))
    with translation.override(language):
        known = recognise(source)
    _refuse_elsewhere(known, only)
    is_whole_book = known.layout.format == FileFormat.BOOK
    if is_whole_book:
        refuse_documented(client)
    source.seek(0)
    file_name = text_of(PurePath(name.replace("\\", "/")).name, 200) or "?"
    site = site or (None if new_site.strip() else Site.objects.filter(client=client).first())
    new_site = "" if site is not None or is_whole_book else new_site or name_of_first_site(client)
    with transaction.atomic():
        stored = store_file(source, name=file_name, media_type="application/octet-stream", at=at, passing=True)
        batch = NetworkImport.objects.create(
            client=client,
            site=site,
            new_site=" ".join(new_site.split())[:80],
            file=stored,
            file_name=file_name,
            format=known.layout.format,
            layout=asdict(known.layout),
            header=[text_of(one, 200) for one in known.header],
            state=ImportState.READING if known.certain or known.layout.format not in _TABLES else ImportState.COLUMNS,
            looked_on=timezone.localdate(at),
            language=language,
            made_by=by.id,
            made_by_kind=by.kind.value,
            created_at=at,
            forget_on=timezone.localdate(at) + timedelta(days=decision_days(at)),
        )
        _audit("stage", batch, by=by, at=at, facts={"format": known.layout.format})
    return batch


def _refuse_elsewhere(known: RecognisedFile, only: Collection[str]) -> None:
    format_ = FileFormat(known.layout.format)
    if format_ == FileFormat.ITFLOW_CONTACTS:
        raise ContactsElsewhere(
            _("These are contacts from ITFlow: bring them in on the page Import contacts, which reads this file.")
        )
    if only and format_ not in only:
        raise NotANetworkFile(_("This is another kind of file than you named: %(kind)s.") % {"kind": format_.label})


def _read_or_order(batch: NetworkImport, *, by: Actor, at: datetime) -> None:
    if batch.file is not None and batch.file.size_bytes <= READ_AT_ONCE_BYTES:
        read_file_of(batch)
        return
    batch.job = enqueue(READ_JOB, by=by, at=at, import_id=batch.id).id
    batch.save(update_fields=["job"])


def samples_of(batch: NetworkImport) -> list[list[str]]:
    """The first rows of a table, to choose its columns by."""
    if batch.file is None:
        return []
    try:
        with open_file(batch.file) as stream:
            return [list(row) for row in recognise(stream).samples]
    except (NotANetworkFile, FileDamaged):
        return []


def choose_columns(batch: NetworkImport, *, columns: Sequence[str], by: Actor, at: datetime) -> NetworkImport:
    """Say what each column of a table holds, and read it (again)."""
    with transaction.atomic():
        row = at_step(batch, ImportState.COLUMNS, ImportState.PREVIEW, ImportState.FAILED, by=by)
        if row.format not in _TABLES or row.file is None:
            raise WrongMoment(_("This file has no columns to choose."))
        if len(columns) != len(row.header) or not all(
            key in FIELDS or key in ("", IN_NOTE, NEVER_READ) for key in columns
        ):
            raise WrongColumns(_("These columns do not belong to this file. Open the page again."))
        if not KNOWN_BY & set(columns):
            raise WrongColumns(
                _("Choose at least one column by which a device can be known: a name, serial number, MAC or address.")
            )
        row.layout = {**row.layout, "columns": ["" if key == IN_NOTE else key for key in columns]}
        with translation.override(row.language):
            names = column_names(row.header)
        row.left_out = [[name, 0, "", True] for name, key in zip(names, columns, strict=True) if key == IN_NOTE]
        row.state, row.failure = ImportState.READING, ""
        row.save(update_fields=["layout", "left_out", "state", "failure"])
        _read_or_order(row, by=by, at=at)
    return row


def keep_in_notes(batch: NetworkImport, *, names: Collection[str], by: Actor, at: datetime) -> NetworkImport:
    """Say which columns without a field stand in the notes from now on, and read the file again."""
    with transaction.atomic():
        row = at_step(batch, ImportState.PREVIEW, by=by)
        row.left_out = [[name, cells, example, name in names] for name, cells, example, _kept in row.left_out]
        row.state = ImportState.READING
        row.save(update_fields=["left_out", "state"])
        _read_or_order(row, by=by, at=at)
    return row


def read_file_of(batch: NetworkImport, *, progress: Progress = _nothing) -> None:
    """Read the file of an import into its lines; what cannot be read ends it with a sentence."""
    if batch.state != ImportState.READING or batch.file is None:
        return
    if is_book(batch):
        if refusal := look_into_book(batch, at=timezone.now(), progress=progress):
            _to_failed(batch, refusal)
        return
    try:
        read_into_lines(batch, progress=progress)
    except Interrupted:
        return
    except (NotANetworkFile, FileDamaged) as failure:
        _to_failed(
            batch, str(failure) if isinstance(failure, NotANetworkFile) else str(_("The file can no longer be opened."))
        )
        return
    if not batch.counts["lines"]:
        _to_failed(batch, str(_("There is nothing in this file that can be written down.")))


def _to_failed(batch: NetworkImport, sentence: str) -> None:
    with transaction.atomic():
        ImportLine.objects.filter(batch=batch).delete()
        batch.state, batch.failure, batch.job = ImportState.FAILED, sentence[:300], None
        NetworkImport.objects.filter(id=batch.id).update(state=batch.state, failure=batch.failure, job=None)


def tick_lines(
    batch: NetworkImport,
    *,
    shown: Collection[int],
    ticked: Collection[int],
    choices: dict[int, str] | None = None,
    by: Actor,
    at: datetime,  # noqa: ARG001 - as every action
) -> NetworkImport:
    """Set the ticks of the lines that a page showed, and what a person answered about doubtful ones.

    A choice is the id of one of a doubtful line's candidates or "new", and "free" or "gone" for what was not seen.
    """
    with transaction.atomic():
        row = at_step(batch, ImportState.PREVIEW, by=by)
        lines = ImportLine.objects.filter(batch=row, id__in=list(shown)[:_MOST_TICKS]).exclude(
            state__in=[LineState.SAME, LineState.REFUSED]
        )
        changed = []
        for line in lines:
            choice = (choices or {}).get(line.id, line.choice)
            if choice not in ("", *allowed_choices(line)):
                choice = line.choice
            wanted = bool(choice) if line.state in ANSWERED else line.id in ticked
            if (line.ticked, line.choice) != (wanted, choice):
                line.ticked, line.choice = wanted, choice
                changed.append(line)
        ImportLine.objects.bulk_update(changed, ["ticked", "choice"], batch_size=200)
        _count_again(row)
    return row


def tick_all(batch: NetworkImport, *, state: str, ticked: bool, by: Actor, at: datetime) -> NetworkImport:  # noqa: ARG001 - as every action
    """Set the ticks of all lines of a state. Doubtful ones with one candidate become that one; what was not seen
    gives its address free.
    """
    with transaction.atomic():
        row = at_step(batch, ImportState.PREVIEW, by=by)
        lines = ImportLine.objects.filter(batch=row, state=state).exclude(state__in=[LineState.SAME, LineState.REFUSED])
        if state in ANSWERED and not ticked:
            lines.update(choice="")
        elif state == LineState.GONE:
            lines.filter(choice="").update(choice=FREE)
        elif state == LineState.DOUBTFUL:
            for line in lines.filter(choice="").only("id", "candidates"):
                if len(line.candidates) == 1:
                    ImportLine.objects.filter(id=line.id).update(choice=line.candidates[0][0])
            lines = lines.exclude(choice="")
        lines.update(ticked=ticked)
        _count_again(row)
    return row


def allowed_choices(line: ImportLine) -> list[str]:
    if line.state == LineState.GONE:
        return [FREE, GONE]
    return [*(one[0] for one in line.candidates), NEW] if line.state == LineState.DOUBTFUL else []


def _count_again(batch: NetworkImport) -> None:
    batch.counts = {**batch.counts, **counted(batch)}
    batch.save(update_fields=["counts"])


def order_writing(batch: NetworkImport, *, by: Actor, at: datetime) -> NetworkImport:
    """Say yes: a job writes the ticked lines. Refuses (``NothingTicked``) when there are none."""
    with transaction.atomic():
        row = _confirm(batch, by=by, at=at)
        row.job = enqueue(WRITE_JOB, by=by, at=at, import_id=row.id).id
        row.save(update_fields=["job"])
    return row


def confirm_import(batch: NetworkImport, *, by: Actor, at: datetime, progress: Progress = _nothing) -> NetworkImport:
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
    _audit("confirm", row, by=by, at=at, facts=facts)
    return row


def _site_of(batch: NetworkImport, *, by: Actor, at: datetime) -> Site | None:
    """The site of the file has a line of its own, written first; somebody who does not want it has another."""
    unwanted = ImportLine.objects.filter(batch=batch, what=ThingKind.SITE, ticked=False, found__home=True)
    return site_for(batch.client, by=by, at=at) if unwanted.exists() else None


def _to_write(batch: NetworkImport) -> QuerySet[ImportLine]:
    return ImportLine.objects.filter(Q(ticked=True) | Q(state=LineState.SAME), batch=batch, outcome=LineOutcome.NONE)


def write_lines_of(batch: NetworkImport, *, by: Actor, progress: Progress = _nothing) -> None:
    """Write what is confirmed and not written yet, piece by piece; goes on exactly where an earlier run stopped."""
    if batch.confirmed_at is None:
        return
    if is_book(batch):
        if batch.state == ImportState.WRITING and (
            refusal := write_book(batch, by=by, at=batch.confirmed_at, progress=progress)
        ):
            _to_failed(batch, refusal)
        return
    total = _to_write(batch).count()
    done = 0
    while True:
        with transaction.atomic():
            row = _held(batch.id, ImportState.WRITING)
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


def order_undoing(batch: NetworkImport, *, by: Actor, at: datetime) -> NetworkImport:
    """Take the import back, by a job."""
    with transaction.atomic():
        row = _begin_undoing(batch, by=by, at=at)
        row.job = enqueue(UNDO_JOB, by=by, at=at, import_id=row.id).id
        row.save(update_fields=["job"])
    return row


def undo_import(batch: NetworkImport, *, by: Actor, at: datetime, progress: Progress = _nothing) -> NetworkImport:
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
    _audit("undo", row, by=by, at=at)
    return row


def undo_lines_of(batch: NetworkImport, *, by: Actor, progress: Progress = _nothing) -> None:
    """Undo what is written and not undone yet, the last first; goes on where an earlier run stopped."""
    if batch.undone_at is None:
        return
    total = ImportLine.objects.filter(batch=batch, outcome=LineOutcome.WRITTEN).count()
    done = 0
    while True:
        with transaction.atomic():
            row = _held(batch.id, ImportState.UNDOING)
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


def discard_import(batch: NetworkImport, *, by: Actor, at: datetime) -> None:
    """Throw a file away that was not confirmed: file and lines are gone, the documentation untouched."""
    with transaction.atomic():
        row = at_step(batch, *_OPEN, by=by)
        _audit("discard", row, by=by, at=at)
        forget_now(row)


def forget_now(batch: NetworkImport) -> None:
    ImportLine.objects.filter(batch=batch).delete()
    stored = batch.file
    batch.delete()
    if stored is not None:
        destroy_file(stored)


def at_step(batch: NetworkImport, *states: str, by: Actor) -> NetworkImport:
    """The import as it is now, held until the end of the transaction."""
    row = _held(batch.id)
    if row is None:
        raise WrongMoment(_("This import is no longer there."))
    if not by.may_see_client(row.client_id):
        raise NotAllowed(_("You cannot reach this client."))
    require_usable(clients=[row.client_id])
    if row.state not in states:
        raise WrongMoment(_("This import is already further on. Look at its page again."))
    return row


def _held(import_id: UUID, *states: str) -> NetworkImport | None:
    held = NetworkImport.objects.select_for_update(of=("self",)).select_related("client", "site", "file")
    row = held.filter(id=import_id).first()
    return row if row is not None and (not states or row.state in states) else None


def _audit(verb: str, batch: NetworkImport, *, by: Actor, at: datetime, facts: dict[str, object] | None = None) -> None:
    write_audit(
        f"network.import.{verb}",
        by=by,
        at=at,
        subject=("network_import", batch.id),
        client_id=batch.client_id,
        facts=facts or {},
    )
