"""A network book that is dropped among the other files: shown first, then written down whole by the same reader.

For a client of whom nothing is written down yet, so that it is new from top to bottom: there are no lines to tick.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gestand.core.actors import SYSTEM
from gestand.core.files import FileDamaged, destroy_file, open_file
from gestand.core.refusals import Refused
from gestand.network.book.contents import is_documented
from gestand.network.book.taking_in import AlreadyDocumented, TakenIn, already_documented, take_in_book
from gestand.network.importers import FileFormat
from gestand.network.models import ImportState, NetworkImport
from gestand.people.models import Client

if TYPE_CHECKING:
    from collections.abc import Callable

    from gestand.core.actors import Actor

__all__ = ["AlreadyDocumented", "is_book", "look_into_book", "refuse_documented", "write_book"]


def is_book(batch: NetworkImport) -> bool:
    return batch.format == FileFormat.BOOK


def refuse_documented(client: Client) -> None:
    """Refuses (``AlreadyDocumented``) at once what would be refused after the reading."""
    if is_documented(client.id):
        raise already_documented(client)


def look_into_book(batch: NetworkImport, *, at: datetime, progress: Callable[[int, int], None] | None = None) -> str:
    """Count what a book would write down, and write nothing; a sentence when it is refused."""
    try:
        told = _taken(batch, by=SYSTEM, at=at, dry_run=True, progress=progress)
    except (Refused, FileDamaged) as failure:
        return _sentence(failure)
    batch.counts, batch.remarks = _counts(told), [["cannot_be", words] for words in told.remarks]
    batch.state, batch.job = ImportState.PREVIEW, None
    NetworkImport.objects.filter(id=batch.id, state=ImportState.READING).update(
        counts=batch.counts, remarks=batch.remarks, state=batch.state, job=None
    )
    return ""


def write_book(
    batch: NetworkImport, *, by: Actor, at: datetime, progress: Callable[[int, int], None] | None = None
) -> str:
    """Write the book down and destroy the file; a sentence when it is refused by now (then nothing was written)."""
    try:
        with transaction.atomic():
            if not NetworkImport.objects.select_for_update().filter(id=batch.id, state=ImportState.WRITING).exists():
                return ""  # another run wrote it
            told = _taken(batch, by=by, at=at, dry_run=False, progress=progress)
            stored, batch.file = batch.file, None
            batch.counts = {**_counts(told), "made": sum(told.counts.values())}
            batch.state, batch.job = ImportState.DONE, None
            batch.save(update_fields=["counts", "file", "state", "job"])
            if stored is not None:
                destroy_file(stored)
    except (Refused, FileDamaged) as failure:
        return _sentence(failure)
    return ""


def _taken(
    batch: NetworkImport,
    *,
    by: Actor,
    at: datetime,
    dry_run: bool,
    progress: Callable[[int, int], None] | None,
) -> TakenIn:
    assert batch.file is not None, "an import that is read has its file"  # noqa: S101
    with translation.override(batch.language), open_file(batch.file) as stream:
        return take_in_book(
            stream,
            client=batch.client,
            by=by,
            at=at,
            dry_run=dry_run,
            progress=(lambda done, total, _words: progress(done, total)) if progress else None,
        )


def _counts(told: TakenIn) -> dict[str, object]:
    rows = sum(told.counts.values())
    return {"new": rows, "lines": rows, "tables": told.counts}


def _sentence(failure: Exception) -> str:
    return str(failure) if isinstance(failure, Refused) else _("The file can no longer be opened.")
