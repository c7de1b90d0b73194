"""Erasing: the journal first, then rows, words, files and index in one transaction, then reading back.

Who dies in between leaves an open entry in the journal; ``finish_open_erasures`` sees it to its end.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import Error as DatabaseError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from gestand.core import journal
from gestand.core.actors import Actor, ActorKind, Role
from gestand.core.audit import write_audit
from gestand.core.audit.models import AuditLine
from gestand.core.declarations.registry import root_named
from gestand.core.erasure.gather import Gathered, Model, emptiable_fields, emptied_fields, has_lasting_keys, parts
from gestand.core.erasure.plan import ErasurePlan, Fate, plan_erasure
from gestand.core.erasure.readback import NotAllGone, require_gone
from gestand.core.erasure.replay import ERASE, once_more
from gestand.core.erasure.rows import take_away
from gestand.core.erasure.tidy import TIDY_AFTER_ERASURE
from gestand.core.files.store import remove_from_disk
from gestand.core.ids import new_id
from gestand.core.jobs.queue import enqueue
from gestand.core.refusals import Refused

if TYPE_CHECKING:
    from gestand.core.erasure.subjects import ErasedSubjects

log = logging.getLogger("gestand.erasure")


class NeedsAName(Refused):
    """No program erases anybody: a person of the team says yes, and stands in the log (GDPR 22)."""

    code = "needs_a_name"


class PlanHasChanged(Refused):
    code = "plan_has_changed"


class AlreadyErased(Refused):
    """Nothing is left of it: erasing nothing is no success."""

    code = "already_erased"


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
    what is gone already (``AlreadyErased``), and a journal that cannot be written (``JournalNotWritable``): then
    nothing was destroyed. GDPR 17, 22, 5(2).
    """
    if by.kind is not ActorKind.ACCOUNT or by.id is None:
        raise NeedsAName(_("Say whose yes this is: only a person erases, and the audit log names who."))
    by.require_owner()
    with journal.journal_lock():
        entry: journal.Entry | None = None
        try:
            with transaction.atomic(durable=True):
                _lock_roots(subjects)
                plan = plan_erasure(subjects, at=at)
                _require_as_shown(plan, fingerprint)
                entry = entry_of(plan, by=by.id, at=at, occasion=occasion)
                journal.write_entry(entry)
                take_away(plan.gathered)
                require_gone(subjects, plan.gathered)
                if also is not None:
                    also(entry)
                _write_line(entry, by=by, at=at, rows=plan.rows, files=plan.files)
                enqueue(TIDY_AFTER_ERASURE, by=by, at=at)
        except BaseException:
            if entry is not None and _is_still_there(plan.gathered):
                with suppress(journal.JournalNotWritable):
                    journal.write_void(entry.id, at=at)
            raise
        for file_id in plan.gathered.files:
            remove_from_disk(file_id)
        journal.write_done(entry.id, at=at, rows=plan.rows)
    return Erased(entry, plan.rows, plan.files)


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
                if not AuditLine.objects.filter(action=ERASE, facts__entry=str(entry.id)).exists():
                    named = Actor(kind=ActorKind.ACCOUNT, id=entry.by, role=Role.OWNER, clients=None)
                    _write_line(entry, by=named, at=at, rows=rows, files=len(entry.files), reason="after_a_stop")
                    enqueue(TIDY_AFTER_ERASURE, by=named, at=at)
            for file_id in {*files, *entry.files}:
                remove_from_disk(file_id)
            journal.write_done(entry.id, at=at, rows=rows)
            finished += 1
            log.warning("the erasure %s was cut off, and has been finished", entry.id)
    return finished


def _require_as_shown(plan: ErasurePlan, fingerprint: str) -> None:
    if not plan.rows:
        raise AlreadyErased(_("There is nothing left to erase: it has been done already."))
    if plan.fingerprint != fingerprint:
        raise PlanHasChanged(_("Something was added or removed since this plan was made. Look at the new plan first."))


def entry_of(plan: ErasurePlan, *, by: UUID, at: datetime, occasion: UUID | None) -> journal.Entry:
    """The journal's words for a plan: ids, tables, counts, duties and days."""
    found = plan.gathered
    emptied: dict[str, tuple[tuple[str, ...], tuple[UUID, ...]]] = {}
    for part, fields_of in ((found.emptied, emptied_fields), (found.shells, emptiable_fields)):
        for model, keys in part.items():
            if has_lasting_keys(model):
                emptied[model._meta.label] = (tuple(fields_of(model)), _sorted_ids(keys))
    return journal.Entry(
        id=new_id(),
        at=at,
        by=by,
        occasion=occasion,
        subjects=plan.subjects.by_root,
        rows={model._meta.label: _sorted_ids(keys) for model, keys in found.deleted.items() if has_lasting_keys(model)},
        emptied=emptied,
        files=_sorted_ids(found.files),
        counts={line.label: line.rows for line in plan.of_fate(Fate.GOES)},
        emptied_counts={line.label: line.rows for line in plan.of_fate(Fate.EMPTIED)},
        kept={
            line.label: (line.rows, line.duty, line.until.isoformat() if line.until else "")
            for line in plan.of_fate(Fate.STAYS)
        },
    )


def _sorted_ids(keys: Collection[Any]) -> tuple[UUID, ...]:
    return tuple(sorted(keys))


def _lock_roots(subjects: ErasedSubjects) -> None:
    """Who comes second waits here, and then finds nothing."""
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


def _write_line(entry: journal.Entry, *, by: Actor, at: datetime, rows: int, files: int, reason: str = "") -> None:
    root, ids = next(iter(entry.subjects.items()))
    write_audit(
        ERASE,
        by=by,
        at=at,
        subject=(root, ids[0]),
        reason=reason,
        facts={"entry": entry.id, "rows": rows, "files": files, "kept": sum(each[0] for each in entry.kept.values())},
    )


__all__ = ["ERASE", "AlreadyErased", "Erased", "NeedsAName", "NotAllGone", "PlanHasChanged", "erase"]
