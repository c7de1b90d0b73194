"""Doing every erasure of the journal again, in a database that was put back from before them; then reading back.

Run before anything is served from a restored database. Rows are found by ids that are never reused and by whom they are
about: a row with an integer key is never named by it, so that nobody innocent is hit.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import transaction

from gestand.core import journal
from gestand.core.audit import write_audit
from gestand.core.erasure.gather import Gathered, Model, emptied_fields, gather
from gestand.core.erasure.readback import require_gone
from gestand.core.erasure.rows import take_away
from gestand.core.erasure.subjects import ErasedSubjects
from gestand.core.files.store import remove_from_disk

if TYPE_CHECKING:
    from gestand.core.actors import Actor

REPLAY = "core.erasure.replay"


@dataclass(frozen=True, slots=True)
class Replayed:
    """``entries`` of the journal were done again; ``rows`` had come back and went; ``files`` too."""

    entries: int
    rows: int
    files: int


def replay(*, by: Actor, at: datetime) -> Replayed:
    """Do every erasure of the journal again and read back. May be run any number of times.

    Refuses a journal that cannot be read (``JournalDamaged``) and a row that will not go (``NotAllGone``): then serve
    nothing. An entry that was open is done with it.
    """
    entries = rows = 0
    gone: set[UUID] = set()
    with journal.journal_lock():
        known = journal.entries()
        with transaction.atomic(durable=True):
            for entry in known:
                here, files = once_more(entry)
                entries, rows = entries + 1, rows + here
                gone.update(files)
            write_audit(REPLAY, by=by, at=at, facts={"entries": entries, "rows": rows, "files": len(gone)})
        for entry in known:
            gone.update(entry.files)
        there = sum(remove_from_disk_if_there(file_id) for file_id in gone)
        for entry in known:
            if entry.state == "open":
                journal.write_done(entry.id, at=at, rows=rows)
    return Replayed(entries, rows, there)


def once_more(entry: journal.Entry) -> tuple[int, set[UUID]]:
    """One entry, in the caller's transaction: how many rows went now, and the files whose rows went. Read back."""
    subjects = ErasedSubjects.of_roots(entry.subjects)
    listed: dict[Model, Collection[Any]] = {model: ids for label, ids in entry.rows.items() if (model := _model(label))}
    found = gather(subjects, listed=listed)
    for label, (fields, ids) in entry.emptied.items():
        _add_emptied(found, label, fields, ids)
    if found.row_count:
        take_away(found)
    require_gone(subjects, found)
    return sum(len(keys) for keys in found.deleted.values()), found.files


def _add_emptied(found: Gathered, label: str, fields: Collection[str], ids: Collection[UUID]) -> None:
    model = _model(label)
    if model is None:
        return
    part = found.emptied if tuple(fields) == emptied_fields(model) else found.shells
    there = set(model._base_manager.filter(pk__in=list(ids)).values_list("pk", flat=True))
    there -= found.deleted.get(model, set())
    if there:
        part.setdefault(model, set()).update(there)


def _model(label: str) -> Model | None:
    """A table that a later version does not have any more holds nothing."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def remove_from_disk_if_there(file_id: UUID) -> bool:
    from gestand.core.files.store import draft_of, place_of

    there = place_of(file_id).exists() or draft_of(file_id).exists()
    remove_from_disk(file_id)
    return there
