"""Erasing: the journal first, then rows, words, files and index in one transaction, then reading back.

Who dies in between leaves an open entry in the journal; ``finish_open_erasures`` sees it to its end.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import Error as DatabaseError
from django.db import connection, models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gestand.core import journal
from gestand.core.actors import SYSTEM, Actor, ActorKind, Role
from gestand.core.audit import write_audit
from gestand.core.audit.models import AuditLine
from gestand.core.declarations.registry import root_named
from gestand.core.erasure.asking import Model, has_lasting_keys, parts
from gestand.core.erasure.gather import Gathered, gather
from gestand.core.erasure.plan import ErasurePlan, Fate, plan_erasure
from gestand.core.erasure.readback import NotAllGone, require_gone
from gestand.core.erasure.replay import AT_A_WORD, ERASE, once_more
from gestand.core.erasure.rows import take_away
from gestand.core.erasure.subjects import ErasedSubjects
from gestand.core.erasure.tidy import TIDY_AFTER_ERASURE
from gestand.core.files.store import remove_from_disk
from gestand.core.freezing import require_usable
from gestand.core.ids import new_id
from gestand.core.jobs.models import Job, JobState
from gestand.core.jobs.queue import enqueue
from gestand.core.jobs.sentences import filled
from gestand.core.questions import Question
from gestand.core.refusals import Refused

log = logging.getLogger("gestand.erasure")


class NeedsAName(Refused):
    """No program erases anybody: a person of the team says yes, and stands in the log (GDPR 22)."""

    code = "needs_a_name"


class PlanHasChanged(Refused):
    code = "plan_has_changed"


class AlreadyErased(Refused):
    """Nothing is left of it: erasing nothing is no success."""

    code = "already_erased"


class UnderHold(Refused):
    """Somebody holds it, with a reason and an end (GDPR 17(3)(e))."""

    code = "under_hold"


@dataclass(frozen=True, slots=True)
class Erased:
    """What went, as the journal has it."""

    entry: journal.Entry
    rows: int
    files: int


def erase(
    *,
    subjects: ErasedSubjects,
    fingerprint: str,
    by: Actor,
    at: datetime,
    occasion: UUID | None = None,
    also: Callable[[journal.Entry], None] | None = None,
) -> Erased:
    """Erase these subjects, exactly as the plan with this fingerprint said. ``also`` is done in the same transaction.

    Refuses an actor without a name (``NeedsAName``), a plan that is not the one that was shown (``PlanHasChanged``),
    what is under a hold (``UnderHold``) or gone already (``AlreadyErased``), whose use is restricted while the person
    did not ask for this (``Frozen``), and a journal that cannot be written (``JournalNotWritable``): then nothing was
    destroyed. GDPR 17, 18(2), 22, 5(2).
    """

    def planned(named: UUID) -> tuple[Gathered, journal.Entry]:
        _lock_roots(subjects)
        require_usable(persons=subjects.persons, clients=subjects.clients)
        plan = plan_erasure(subjects, at=at)
        _require_as_shown(plan, fingerprint)
        return plan.gathered, entry_of(plan, by=named, at=at, occasion=occasion)

    return _destroy(planned, named=_named(by), by=by, at=at, also=also)


def erase_rows(
    *,
    gathered: Callable[[], Gathered],
    subjects: Mapping[str, Collection[UUID]],
    by: Actor,
    at: datetime,
    occasion: UUID,
    also: Callable[[journal.Entry], None] | None = None,
) -> Erased:
    """Erase single rows or fields whose terms are over. ``gathered`` is asked inside the transaction; it refuses what
    is not as it was when somebody said yes. ``subjects``: whom they are about, for the log.

    Refuses as ``erase`` does. GDPR 5(1)(e), 5(2), 22.
    """

    def due(named: UUID) -> tuple[Gathered, journal.Entry]:
        found = gathered()
        if not found.row_count:
            raise AlreadyErased(_("There is nothing left to erase: it has been done already."))
        about = {root: _sorted_ids(ids) for root, ids in subjects.items() if ids} or {"sweep": (occasion,)}
        return found, replace(entry_of_rows(found, by=named, at=at, occasion=occasion), subjects=about, by_term=True)

    return _destroy(due, named=_named(by), by=by, at=at, also=also)


def erase_at_a_word(*, rows: Mapping[Model, Collection[Any]], of: tuple[str, UUID], by: Actor, at: datetime) -> Erased:
    """Erase these rows at the word of whom they are about, or of a child's parent, who pressed the button without an
    account here. ``of``: what the word stands in (its kind and id), for the log and the journal.

    Refuses what is gone already (``AlreadyErased``) and a journal that cannot be written (``JournalNotWritable``).
    GDPR 7(3), 17(1)(b), 17(1)(f).
    """

    def at_a_word(named: UUID) -> tuple[Gathered, journal.Entry]:
        found = gather(ErasedSubjects(), listed={model: keys for model, keys in rows.items() if keys})
        if not found.row_count:
            raise AlreadyErased(_("There is nothing left to erase: it has been done already."))
        entry = entry_of_rows(found, by=named, at=at, occasion=named)
        return found, replace(entry, subjects={of[0]: (of[1],)}, by_term=True)

    return _destroy(at_a_word, named=of[1], by=by, at=at, also=None, action=AT_A_WORD)


def _named(by: Actor) -> UUID:
    """Whose yes it is."""
    if by.kind is not ActorKind.ACCOUNT or by.id is None:
        raise NeedsAName(_("Say whose yes this is: only a person erases, and the audit log names who."))
    by.require_owner()
    return by.id


def _destroy(
    planned: Callable[[UUID], tuple[Gathered, journal.Entry]],
    *,
    named: UUID,
    by: Actor,
    at: datetime,
    also: Callable[[journal.Entry], None] | None,
    action: str = ERASE,
) -> Erased:
    """The one way in which anything is destroyed: journal, rows, reading back, log; then files."""
    with journal.journal_lock():
        entry: journal.Entry | None = None
        try:
            with transaction.atomic(durable=True):
                found, entry = planned(named)
                journal.write_entry(entry)
                rows, files = found.row_count, len(found.files)
                take_away(found)
                require_gone(ErasedSubjects() if entry.by_term else ErasedSubjects.of_roots(entry.subjects), found)
                if also is not None:
                    also(entry)
                _write_line(entry, by=by, at=at, rows=rows, files=files, action=action)
                _tidy_soon(by=by, at=at)
        except BaseException:
            if entry is not None and _is_still_there(found):
                with suppress(journal.JournalNotWritable):
                    journal.write_void(entry.id, at=at)
            raise
        for file_id in found.files:
            remove_from_disk(file_id)
        journal.write_done(entry.id, at=at, rows=rows)
    return Erased(entry, rows, len(found.files))


def _tidy_soon(*, by: Actor, at: datetime) -> None:
    """One cleaning of the file for all erasures that wait for it."""
    if not _waiting_to_tidy():
        enqueue(TIDY_AFTER_ERASURE, by=by, at=at)


@Question
def _waiting_to_tidy() -> QuerySet[Any, Any]:
    waiting = Job.objects.filter(name=TIDY_AFTER_ERASURE, state=JobState.WAITING)
    return waiting.order_by().values_list("id", flat=True)[:1]


def finish_open_erasures(*, at: datetime) -> int:
    """See to its end whatever the journal began and did not end; how many there were.

    The yes was given and the journal written, so what a crash rolled back is done now. Refuses (``NotAllGone``) when
    something is left all the same.
    """
    finished = 0
    with journal.journal_lock():
        for entry in journal.open_entries():
            with transaction.atomic(durable=True):
                rows, files = once_more(entry)
                told = AuditLine.objects.filter(action__in=(ERASE, AT_A_WORD), facts__entry=str(entry.id))
                if not told.exists():
                    at_a_word = entry.occasion == entry.by  # no account of the team said so
                    named = SYSTEM if at_a_word else _owner(entry.by)
                    action = AT_A_WORD if at_a_word else ERASE
                    _write_line(
                        entry, by=named, at=at, rows=rows, files=len(entry.files), reason="after_a_stop", action=action
                    )
                    _tidy_soon(by=named, at=at)
            for file_id in {*files, *entry.files}:
                remove_from_disk(file_id)
            journal.write_done(entry.id, at=at, rows=rows)
            finished += 1
            log.warning("the erasure %s was cut off, and has been finished", entry.id)
    return finished


def _owner(account: UUID) -> Actor:
    return Actor(kind=ActorKind.ACCOUNT, id=account, role=Role.OWNER, clients=None)


def _require_as_shown(plan: ErasurePlan, fingerprint: str) -> None:
    if not plan.rows and plan.holds:
        hold = max(plan.holds.values(), key=lambda each: each.until_on)
        raise UnderHold(
            filled(
                _("This is under a hold until %(day)s, because: %(reason)s. Nothing was erased."),
                day=hold.until_on.isoformat(),
                reason=hold.reason,
            )
        )
    if not plan.rows:
        raise AlreadyErased(_("There is nothing left to erase: it has been done already."))
    if plan.fingerprint != fingerprint:
        raise PlanHasChanged(_("Something was added or removed since this plan was made. Look at the new plan first."))


def entry_of(plan: ErasurePlan, *, by: UUID, at: datetime, occasion: UUID | None) -> journal.Entry:
    """The journal's words for a plan: ids, tables, counts, duties and days."""
    return replace(
        entry_of_rows(plan.gathered, by=by, at=at, occasion=occasion),
        subjects=plan.goes.by_root,
        counts={line.label: line.rows for line in plan.of_fate(Fate.GOES)},
        emptied_counts={line.label: line.rows for line in plan.of_fate(Fate.EMPTIED)},
        kept={
            line.label: (line.rows, line.duty, line.until.isoformat() if line.until else "")
            for line in plan.of_fate(Fate.STAYS)
        },
        held={
            line.label: (line.rows, line.until.isoformat() if line.until else "") for line in plan.of_fate(Fate.HELD)
        },
    )


def entry_of_rows(found: Gathered, *, by: UUID, at: datetime, occasion: UUID | None) -> journal.Entry:
    """The journal's words for these rows, whomever they are about."""
    emptied: dict[str, tuple[tuple[str, ...], tuple[UUID, ...]]] = {}
    emptied_counts: dict[str, int] = {}
    for model, fields, keys in found.to_empty:
        emptied_counts[model._meta.label] = len(keys)
        if has_lasting_keys(model):
            emptied[model._meta.label] = (tuple(fields), _sorted_ids(keys))
    return journal.Entry(
        id=new_id(),
        at=at,
        by=by,
        occasion=occasion,
        subjects={},
        rows={model._meta.label: _sorted_ids(keys) for model, keys in found.deleted.items() if has_lasting_keys(model)},
        emptied=emptied,
        files=_sorted_ids(found.files),
        counts={model._meta.label: len(keys) for model, keys in found.deleted.items()},
        emptied_counts=emptied_counts,
    )


#: Comparing ids themselves takes ten times as long.
_as_number = attrgetter("int")


def _sorted_ids(keys: Collection[Any]) -> tuple[UUID, ...]:
    return tuple(sorted(keys, key=_as_number))


def _lock_roots(subjects: ErasedSubjects) -> None:
    """Who comes second waits here, and then finds nothing. On SQLite one writes at a time, from the first statement."""
    if not connection.features.has_select_for_update:
        return
    for root, ids in subjects.by_root.items():
        model: type[models.Model] = root_named(root).model
        list(model._base_manager.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


def _is_still_there(found: Gathered) -> bool:
    """Whether the database took the erasure back. When it cannot tell, nobody claims that nothing happened."""
    try:
        return any(_any_of(model, keys) for model, keys in found.deleted.items())
    except DatabaseError:
        return False


def _any_of(model: Model, keys: Collection[Any]) -> bool:
    return any(model._base_manager.filter(pk__in=part).exists() for part in parts(keys))


def _write_line(
    entry: journal.Entry, *, by: Actor, at: datetime, rows: int, files: int, reason: str = "", action: str = ERASE
) -> None:
    root, ids = next(iter(entry.subjects.items()))
    write_audit(
        action,
        by=by,
        at=at,
        subject=(root, ids[0]),
        reason=reason,
        facts={"entry": entry.id, "rows": rows, "files": files, "kept": sum(each[0] for each in entry.kept.values())},
    )


__all__ = [
    "ERASE",
    "AlreadyErased",
    "Erased",
    "NeedsAName",
    "NotAllGone",
    "PlanHasChanged",
    "UnderHold",
    "erase",
    "erase_rows",
]
