"""Doing every erasure of the journal again, in a database that was put back from before them; then reading back. The
terms that were chosen since come back with them: letters have named days by those.

Run before anything is served from a restored database. Rows are found by ids that are never reused and by whom they are
about: a row with an integer key is never named by it, so that nobody innocent is hit.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from gestand.core import journal
from gestand.core.audit import write_audit
from gestand.core.audit.models import AuditLine
from gestand.core.declarations.registry import personal_models
from gestand.core.erasure.asking import AT_ONCE, Model, has_lasting_keys, parts
from gestand.core.erasure.due import due_batches, key_of
from gestand.core.erasure.gather import emptiable_fields, gather
from gestand.core.erasure.readback import require_gone
from gestand.core.erasure.rows import take_away
from gestand.core.erasure.subjects import ErasedSubjects
from gestand.core.files.store import is_on_disk, remove_from_disk
from gestand.core.house import house
from gestand.core.questions import Prepared

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: What the audit log says of an erasure, and of one that was done again.
ERASE = "core.erasure.erase"
REPLAY = "core.erasure.replay"
#: Of an erasure that whom it is about, or a child's parent, did by pressing a button.
AT_A_WORD = "core.erasure.at_a_word"


@dataclass(frozen=True, slots=True)
class Replayed:
    """``entries`` of the journal were done again; ``rows`` had come back and went; ``files`` too. ``terms`` that were
    chosen since hold again.
    """

    entries: int
    rows: int
    files: int
    terms: int = 0


def replay(*, by: Actor, at: datetime) -> Replayed:
    """Do every erasure of the journal again and read back. May be run any number of times.

    Refuses a journal that cannot be read (``JournalDamaged``) and a row that will not go (``NotAllGone``): then serve
    nothing. An entry that was open is done with it.
    """
    total = 0
    gone: set[UUID] = set()
    with journal.journal_lock():
        known = journal.entries()
        opened = {entry.id: 0 for entry in known if entry.state == "open"}
        with transaction.atomic(durable=True):
            chosen = lost_terms()
            if chosen and house.put_back_terms is not None:
                house.put_back_terms(chosen, by, at)
            new_here = {entry.id for entry in _not_in(known)}
            for entry in known:
                rows, files = once_more(entry)
                total += rows
                gone.update(files, entry.files)
                if entry.id in opened:
                    opened[entry.id] = rows
                if rows or entry.id in new_here:
                    write_audit(REPLAY, by=by, at=at, subject=_first(entry), facts={"entry": entry.id, "rows": rows})
        there = sum(_was_on_disk(file_id) for file_id in gone)
        for entry_id, rows in opened.items():
            journal.write_done(entry_id, at=at, rows=rows)
    return Replayed(len(known), total, there, len(chosen))


def lost_terms() -> Sequence[journal.TermLine]:
    """Choices of the journal of which this database knows nothing."""
    return house.lost_terms() if house.lost_terms is not None else ()


def unseen_entries() -> list[journal.Entry]:
    """Erasures of the journal of which this database knows nothing: it was put back from before them."""
    return _not_in(journal.entries())


def unjournaled_erasures() -> int:
    """How many erasures the audit log tells of that the journal does not know: then the journal, or a part, is lost."""
    known = {str(entry.id) for entry in journal.entries()}
    # After a restore the log may know an erasure by its replay alone.
    lines = AuditLine.objects.filter(action__in=(ERASE, AT_A_WORD, REPLAY))
    told = lines.values_list("facts__entry", flat=True)
    return len({str(each) for each in told.iterator()} - known)


def replay_when_needed(*, by: Actor, at: datetime) -> Replayed | None:
    """At each start, before anything is served: a database that was put back by hand is followed by the journal too."""
    return replay(by=by, at=at) if unseen_entries() or lost_terms() else None


def _not_in(entries: Sequence[journal.Entry]) -> list[journal.Entry]:
    seen: set[str] = set()
    firsts = [_first(entry)[1] for entry in entries]
    for start in range(0, len(firsts), AT_ONCE):
        about = AuditLine.objects.filter(subject_id__in=firsts[start : start + AT_ONCE])
        lines = about.filter(action__in=(ERASE, REPLAY, AT_A_WORD))
        seen.update(str(each) for each in lines.values_list("facts__entry", flat=True))
    return [entry for entry in entries if str(entry.id) not in seen]


def _first(entry: journal.Entry) -> tuple[str, UUID]:
    """Under which subject the audit log tells of it."""
    root, ids = next(iter(entry.subjects.items()))
    return root, ids[0]


def once_more(entry: journal.Entry) -> tuple[int, set[UUID]]:
    """One entry, in the caller's transaction: how many rows went now, and the files whose rows went. Read back."""
    subjects = ErasedSubjects() if entry.by_term else ErasedSubjects.of_roots(entry.subjects)
    listed: dict[Model, Collection[Any]] = {model: ids for label, ids in entry.rows.items() if (model := _model(label))}
    if entry.by_term:
        listed |= _without_lasting_keys(entry)
    emptied = [(model, fields, ids) for label, (fields, ids) in entry.emptied.items() if (model := _model(label))]
    shells = {model: _there(model, ids) for model, fields, ids in emptied if set(fields) == {*emptiable_fields(model)}}
    found = gather(subjects, listed=listed, shells=shells)
    for model, fields, ids in emptied:
        known = tuple(each.name for each in model._meta.concrete_fields if each.name in fields)
        there = _there(model, ids) - found.deleted.get(model, set()) - found.shells.get(model, set())
        if there and known:
            found.blanked.setdefault((model, known), set()).update(there)
    if found.row_count:
        take_away(found)
    require_gone(subjects, found)
    return sum(len(keys) for keys in found.deleted.values()), found.files


def _without_lasting_keys(entry: journal.Entry) -> dict[Model, Collection[Any]]:
    """Rows whose keys may be another's by now are found again by whom they are about, and by their terms."""
    subjects, on = ErasedSubjects.of_roots(entry.subjects), timezone.localdate(entry.at)
    about = {root: Prepared(ids) for root, ids in subjects.by_root.items()}
    found: dict[Model, Collection[Any]] = {}
    for declared in personal_models():
        if declared.label in entry.counts and not has_lasting_keys(declared.model):
            batches = due_batches(declared, on=on, subjects=about)
            found[declared.model] = {
                key_of(declared.model, raw)
                for batch in batches
                for raw, due in batch.rows
                if due.subject in subjects.ids
            }
    return found


def _there(model: Model, ids: Collection[UUID]) -> set[Any]:
    found: set[Any] = set()
    for some in parts(ids):
        found.update(model._base_manager.filter(pk__in=some).order_by().values_list("pk", flat=True))
    return found


def _model(label: str) -> Model | None:
    """A table that a later version does not have any more holds nothing."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def _was_on_disk(file_id: UUID) -> bool:
    there = is_on_disk(file_id)
    remove_from_disk(file_id)
    return there
