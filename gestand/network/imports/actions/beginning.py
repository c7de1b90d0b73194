"""A file becomes a preview: here and now, or by a job when it is large; a table waits for its columns first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import NotAllowed
from gestand.core.files import FileDamaged, open_file, store_file
from gestand.core.jobs import enqueue
from gestand.core.refusals import Refused
from gestand.network.actions.noting import require_reach
from gestand.network.actions.sites import first_site, name_of_first_site
from gestand.network.importers import FileFormat, NotANetworkFile, RecognisedFile, recognise
from gestand.network.importers.tables.columns import FIELDS, IN_NOTE, KNOWN_BY, NEVER_READ, column_names
from gestand.network.importers.values import text_of
from gestand.network.imports.actions.steps import WrongMoment, at_step, no_progress, note_import, to_failed
from gestand.network.imports.book_files import is_book, look_into_book, refuse_documented
from gestand.network.imports.staging import Interrupted, Progress, read_into_lines
from gestand.network.models import ImportState, NetworkImport, Site
from gestand.people.imports.terms import decision_days
from gestand.people.models import Client

if TYPE_CHECKING:
    from gestand.core.actors import Actor

READ_JOB = "network.import.read"
#: A file up to this size is read while the person waits.
READ_AT_ONCE_BYTES = 512 * 1024
TABLES = frozenset({FileFormat.TABLE, FileFormat.EXCEL})


class ContactsElsewhere(NotANetworkFile):
    """They are people, who have an import of their own."""

    code = "contacts_elsewhere"


class WrongColumns(Refused):
    code = "import_wrong_columns"


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
    progress: Progress = no_progress,
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
    site = site or (None if new_site.strip() else first_site(client))
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
            state=ImportState.READING if known.certain or known.layout.format not in TABLES else ImportState.COLUMNS,
            looked_on=timezone.localdate(at),
            language=language,
            made_by=by.id,
            made_by_kind=by.kind.value,
            created_at=at,
            forget_on=timezone.localdate(at) + timedelta(days=decision_days(at)),
        )
        note_import("stage", batch, by=by, at=at, facts={"format": known.layout.format})
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
        if row.format not in TABLES or row.file is None:
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


def read_file_of(batch: NetworkImport, *, progress: Progress = no_progress) -> None:
    """Read the file of an import into its lines; what cannot be read ends it with a sentence."""
    if batch.state != ImportState.READING or batch.file is None:
        return
    if is_book(batch):
        if refusal := look_into_book(batch, at=timezone.now(), progress=progress):
            to_failed(batch, refusal)
        return
    try:
        read_into_lines(batch, progress=progress)
    except Interrupted:
        return
    except (NotANetworkFile, FileDamaged) as failure:
        to_failed(
            batch, str(failure) if isinstance(failure, NotANetworkFile) else str(_("The file can no longer be opened."))
        )
        return
    if not batch.counts["lines"]:
        to_failed(batch, str(_("There is nothing in this file that can be written down.")))
