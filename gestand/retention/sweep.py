"""The nightly sweep: what goes within thirty days is proposed; what somebody said yes to goes on its day."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core import journal
from gestand.core.actors import SYSTEM, Actor, ActorKind, Role
from gestand.core.audit import audit_line, write_audit, write_audit_lines
from gestand.core.declarations import chosen
from gestand.core.erasure.execute import AlreadyErased, Erased, PlanHasChanged, erase_rows
from gestand.core.erasure.gather import Gathered, gather_fields, gather_rows
from gestand.core.erasure.plan import holds_on
from gestand.core.freezing import left_by_the_sweep
from gestand.core.ids import new_id
from gestand.core.jobs.sentences import kept_sentence
from gestand.core.law import LOG_LIKE
from gestand.core.refusals import Refused
from gestand.retention.finding import TABLE, Leaving, Place, home_of, leaving, rows_of
from gestand.retention.models import NOBODY, Departure, DepartureState, StandingYes

log = logging.getLogger("gestand.retention")

#: So many days before it goes, somebody is asked.
AHEAD = timedelta(days=30)
#: About so many rows go in one transaction.
ROWS_AT_ONCE = 10_000
GONE = "retention.departure.gone"


@dataclass(frozen=True, slots=True)
class Swept:
    """What one night did."""

    proposed: int
    changed: int
    withdrawn: int
    departures: int
    rows: int
    failed: int


def sweep(*, at: datetime) -> Swept:
    """Propose, then carry out what is confirmed and due. May be run any number of times, and broken off anywhere."""
    chosen.forget()
    proposed, changed, withdrawn = propose(at=at)
    departures, rows, failed = carry_out(at=at)
    return Swept(proposed, changed, withdrawn, departures, rows, failed)


def propose(*, at: datetime) -> tuple[int, int, int]:
    """Bring the list of what goes within thirty days up to date: (new, changed since a yes, not due any more)."""
    today = timezone.localdate(at)
    found = leaving(on=today + AHEAD)
    standing = _standing_by_rule()
    held = _held(found.values(), today)
    fresh, changed, withdrawn = [], 0, 0
    with transaction.atomic():
        for known in Departure.objects.coming().select_for_update().iterator(chunk_size=500):
            here = found.pop(Place(home_of(known), known.goes_on), None)
            if here is None:
                withdrawn += _close(known, DepartureState.WITHDRAWN, at=at)
            else:
                changed += _brought_up_to_date(known, here, is_held=here.place in held, standing=standing, at=at)
        for place, here in found.items():
            fresh.append(_proposal(here, is_held=place in held, standing=standing, at=at))
        Departure.objects.bulk_create(fresh, batch_size=200)
        if fresh:
            write_audit("retention.departure.propose", by=SYSTEM, at=at, subject=("sweep", new_id()),
                        facts={"departures": len(fresh), "rows": sum(each.rows for each in fresh)})  # fmt: skip
    return len(fresh), changed, withdrawn


def carry_out(*, at: datetime) -> tuple[int, int, int]:
    """Have go what somebody said yes to and whose day has come: (departures, rows, failed)."""
    today = timezone.localdate(at)
    due = Departure.objects.filter(state=DepartureState.CONFIRMED, goes_on__lte=today)
    done = rows = failed = 0
    for batch in _batches(due.order_by("said_by", "goes_on", "id")):
        try:
            erased = _have_go(batch, at=at)
            done, rows = done + (len(batch) if erased else 0), rows + (erased.rows if erased else 0)
        except (Refused, DatabaseError):
            for one in batch:  # what can go, goes
                try:
                    erased = _have_go([one], at=at)
                    done, rows = done + (erased is not None), rows + (erased.rows if erased else 0)
                except (Refused, DatabaseError) as trouble:
                    failed += 1
                    _tell_trouble(one, trouble)
    return done, rows, failed


def _have_go(batch: Sequence[Departure], *, at: datetime) -> Erased | None:
    """One transaction of the executor for a few departures with the same yes. Refuses what is not as it was then."""
    today = timezone.localdate(at)
    named = batch[0].said_by
    assert named is not None  # noqa: S101 - only what is confirmed comes here
    by = Actor(kind=ActorKind.ACCOUNT, id=named, role=Role.OWNER, clients=None)
    ids = [each.id for each in batch]

    def gathered() -> Gathered:
        _claim(ids)
        _require_no_hold(batch, today)
        return _gathered(batch, today)

    def close(entry: journal.Entry) -> None:
        closed = Departure.objects.filter(id__in=ids, state=DepartureState.CONFIRMED).update(
            state=DepartureState.DONE, closed_at=at, entry_id=entry.id, trouble=""
        )
        if closed != len(ids):
            raise PlanHasChanged(_("Somebody else did this a moment ago."))
        write_audit_lines(
            audit_line(GONE, by=by, at=at, subject=_subject_of(each), client_id=_client_of(each),
                       facts={"entry": entry.id, "rows": each.rows, "departure": each.id})
            for each in batch
        )  # fmt: skip

    subjects: dict[str, set[UUID]] = {}
    for each in batch:
        for kind, found in each.subjects.items():
            subjects.setdefault(kind, set()).update(map(UUID, found))
    try:
        return erase_rows(gathered=gathered, subjects=subjects, by=by, at=at, occasion=batch[0].id, also=close)
    except AlreadyErased:
        # A request for erasure was first: nothing is left to do, and nothing was done here.
        Departure.objects.filter(id__in=ids, state=DepartureState.CONFIRMED).update(
            state=DepartureState.WITHDRAWN, closed_at=at
        )
        return None


def _gathered(batch: Sequence[Departure], today: date) -> Gathered:
    """Exactly the rows to which a yes was given."""
    here, due = rows_of(batch, on=today)
    if not due:
        return Gathered()
    if any(here[each.id].digest != each.digest for each in batch):
        raise PlanHasChanged(_("Something was added or removed since the yes. It is asked anew."))
    found = gather_rows({model: those for (model, fields), those in due.items() if not fields})
    for (model, fields), those in due.items():
        if fields:
            found.blanked.update(gather_fields(model, fields, those - found.deleted.get(model, set())).blanked)
    return found


def _claim(ids: Sequence[UUID]) -> None:
    """Who comes second waits here, and then finds it done."""
    states = Departure.objects.select_for_update().filter(id__in=ids).order_by("id").values_list("state", flat=True)
    if any(state != DepartureState.CONFIRMED for state in states):
        raise PlanHasChanged(_("Somebody else did this a moment ago."))


def _require_no_hold(batch: Sequence[Departure], today: date) -> None:
    about = {UUID(each) for one in batch for found in one.subjects.values() for each in found}
    about |= {one.home_id for one in batch if one.home_id != NOBODY}
    if holds_on(about, today):
        raise PlanHasChanged(_("It has come under a hold since."))
    if not about.isdisjoint(left_by_the_sweep()):
        raise PlanHasChanged(_("The use of this data has been restricted since."))


def _tell_trouble(departure: Departure, trouble: Exception) -> None:
    sentence = kept_sentence(str(trouble), length=300) if isinstance(trouble, Refused) else type(trouble).__name__
    log.warning("the departure %s did not go: %s", departure.id, type(trouble).__name__)
    Departure.objects.filter(id=departure.id, state=DepartureState.CONFIRMED).update(trouble=sentence)


def _batches(departures: Any) -> Iterator[list[Departure]]:
    """A few departures with the same yes, about so many rows at once."""
    batch: list[Departure] = []
    rows = 0
    for each in list(departures):
        if batch and (rows + each.rows > ROWS_AT_ONCE or each.said_by != batch[0].said_by):
            yield batch
            batch, rows = [], 0
        batch.append(each)
        rows += each.rows
    if batch:
        yield batch


# Proposals ------------------------------------------------------------------------------------------------------------


def _proposal(here: Leaving, *, is_held: bool, standing: dict[str, StandingYes], at: datetime) -> Departure:
    departure = Departure(
        home_kind=here.place.home.kind,
        home_id=here.place.home.id,
        home_table=here.place.home.table,
        goes_on=here.place.goes_on,
        proposed_at=at,
        **_facts(here),
    )
    if is_held:
        departure.state = DepartureState.HELD
    else:
        _say_standing_yes(departure, here, standing, at=at)
    return departure


def _facts(here: Leaving) -> dict[str, Any]:
    return {
        "subjects": {kind: sorted(str(each) for each in ids) for kind, ids in sorted(here.subjects.items())},
        "counts": dict(sorted(here.counts.items())),
        "rules": sorted(here.rules),
        "rows": here.total,
        "digest": here.digest,
    }


def _brought_up_to_date(
    known: Departure, here: Leaving, *, is_held: bool, standing: dict[str, StandingYes], at: datetime
) -> bool:
    """Whether it changed after somebody had said yes to it: then it waits for a new one."""
    is_other = known.digest != here.digest
    state = known.state
    said = known.state == DepartureState.CONFIRMED
    for name, value in _facts(here).items():
        setattr(known, name, value)
    if is_held:
        known.state = DepartureState.HELD
    elif known.state == DepartureState.HELD or (is_other and said):
        known.state = DepartureState.PROPOSED
    if known.state != DepartureState.CONFIRMED:
        known.has_changed = known.has_changed or (said and is_other)
        known.said_by, known.said_at, known.is_standing = None, None, False
        if known.state == DepartureState.PROPOSED:
            _say_standing_yes(known, here, standing, at=at)
    if is_other or known.state != state:
        known.save()
    return said and known.state != DepartureState.CONFIRMED


def _say_standing_yes(departure: Departure, here: Leaving, standing: dict[str, StandingYes], *, at: datetime) -> None:
    """A yes that was given once and for all holds for what is like a log, and for nothing beside it."""
    if here.rules and here.rules <= standing.keys() & LOG_LIKE:
        given = min((standing[rule] for rule in here.rules), key=lambda each: each.given_at)
        departure.state, departure.is_standing = DepartureState.CONFIRMED, True
        departure.said_by, departure.said_at = given.given_by, at


def _standing_by_rule() -> dict[str, StandingYes]:
    return {each.key: each for each in StandingYes.objects.filter(ended_at__isnull=True)}


def _held(found: Any, today: date) -> set[Place]:
    by_subject: dict[UUID, list[Place]] = {}
    for here in found:
        for ids in here.subjects.values():
            for each in ids:
                by_subject.setdefault(each, []).append(here.place)
        if here.place.home.id != NOBODY:
            by_subject.setdefault(here.place.home.id, []).append(here.place)
    stay = set(holds_on(by_subject.keys(), today)) | (left_by_the_sweep() & by_subject.keys())
    return {place for each in stay for place in by_subject[each]}


def _close(departure: Departure, state: DepartureState, *, at: datetime) -> int:
    departure.state, departure.closed_at = state, at
    departure.save(update_fields=["state", "closed_at"])
    return 1


def _subject_of(departure: Departure) -> tuple[str, UUID]:
    return (departure.home_kind, departure.id if departure.home_kind == TABLE else departure.home_id)


def _client_of(departure: Departure) -> UUID | None:
    return departure.home_id if departure.home_kind == "client" else None
