"""Holds: what must not go yet, why, and until when (GDPR 17(3)(e))."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import DateField, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor
from gestand.core.audit import write_audit
from gestand.core.declarations.lengths import Length
from gestand.core.erasure.execute import NeedsAName
from gestand.core.house import HeldUntil, house
from gestand.core.questions import Given, Question
from gestand.core.refusals import Refused
from gestand.retention.models import Departure, DepartureState, Hold

KINDS = ("person", "client", "account")
#: A hold ends; who needs longer looks at it again.
LONGEST = Length(years=5)
_LEAST_REASON = 10
_AT_ONCE = 400


class NotAHold(Refused):
    code = "not_a_hold"


def place_hold(*, kind: str, subject_id: UUID, reason: str, until_on: date, by: Actor, at: datetime) -> Hold:
    """Nothing about this subject is erased or swept until and including that day.

    Refuses a day in the past or more than five years ahead, and no reason (``NotAHold``).
    """
    by.require_owner()
    if by.id is None:
        raise NeedsAName(_("Say who decides this; the audit log names who."))
    today = timezone.localdate(at)
    if kind not in KINDS or not house.subject_roots[kind].model._base_manager.filter(pk=subject_id).exists():
        raise NotAHold(_("There is nobody here to hold."))
    if len(reason.strip()) < _LEAST_REASON:
        raise NotAHold(_("Say why, in a few words: an inspector asks for it."), field="reason")
    if until_on < today:
        raise NotAHold(_("The end lies in the past."), field="until_on")
    if until_on > LONGEST.added_to(today):
        raise NotAHold(_("A hold lasts five years at most. You are asked again before it ends."), field="until_on")
    subject: dict[str, UUID] = {f"{kind}_id": subject_id}
    with transaction.atomic():
        hold = Hold.objects.create(
            reason=reason.strip(), until_on=until_on, over_on=until_on, placed_at=at, placed_by=by.id, **subject
        )
        write_audit("retention.hold.place", by=by, at=at, subject=(kind, subject_id), facts={"hold": hold.id})
        _stop_departures(subject_id)
    return hold


def lift_hold(*, hold: Hold, by: Actor, at: datetime) -> Hold:
    """The hold ends now; what is past its term is proposed again."""
    by.require_owner()
    today = timezone.localdate(at)
    with transaction.atomic():
        row = Hold.objects.select_for_update().get(id=hold.id)
        if row.lifted_at is not None or row.until_on < today:
            raise NotAHold(_("This hold has ended already."))
        row.lifted_at, row.lifted_by, row.over_on = at, by.id, today
        row.save(update_fields=["lifted_at", "lifted_by", "over_on"])
        write_audit("retention.hold.lift", by=by, at=at, subject=row.subject, facts={"hold": row.id})
    return row


def lengthen_hold(*, hold: Hold, until_on: date, reason: str, by: Actor, at: datetime) -> Hold:
    """The hold lasts longer: an end anew, with a reason anew. Refuses as ``place_hold`` does."""
    by.require_owner()
    with transaction.atomic():
        row = Hold.objects.select_for_update().get(id=hold.id)
        kind, subject_id = row.subject
        fresh = place_hold(kind=kind, subject_id=subject_id, reason=reason, until_on=until_on, by=by, at=at)
        if row.lifted_at is None and row.until_on >= timezone.localdate(at):
            lift_hold(hold=row, by=by, at=at)
    return fresh


def holds_on(ids: Collection[UUID], on: date) -> Mapping[UUID, HeldUntil]:
    """Which of these subjects are held on that day: by a hold of their own, a client by one on somebody of it, a person
    by one on a client of his or hers. The one that ends last counts.
    """
    in_force = _in_force(on=on)
    if not in_force or not ids:
        return {}
    found: dict[UUID, HeldUntil] = {}
    wanted = set(ids)

    def put(subject: UUID, hold: Hold) -> None:
        known = found.get(subject)
        if subject in wanted and (known is None or hold.until_on > known.until_on):
            found[subject] = HeldUntil(hold.reason, hold.until_on)

    by_subject: dict[UUID, list[Hold]] = {}
    for hold in in_force:
        by_subject.setdefault(hold.subject[1], []).append(hold)
        put(hold.subject[1], hold)
    for person, client in house.belongings(by_subject.keys()) if house.belongings is not None else ():
        for hold in by_subject.get(person, ()):
            put(client, hold)
        for hold in by_subject.get(client, ()):
            put(person, hold)
    return found


@Question
def _in_force(on: Any) -> QuerySet[Any, Any]:
    del on
    return Hold.objects.in_force(Given("on", DateField()))  # type: ignore[arg-type] # the day comes to stand there


def follow_joined_clients(*, stays: UUID, goes: UUID, by: Actor, at: datetime) -> None:
    """A hold on a client that lives on as another holds that one."""
    _follow("client", stays=stays, goes=goes, by=by, at=at)


def follow_joined_persons(*, stays: UUID, goes: UUID, by: Actor, at: datetime) -> None:
    """A hold on a person who lives on as another holds that one, and whoever belongs together with that one."""
    _follow("person", stays=stays, goes=goes, by=by, at=at)


def _follow(kind: str, *, stays: UUID, goes: UUID, by: Actor, at: datetime) -> None:
    """Ended holds move along: they are evidence of why something was kept. A yes from before waits for a new one."""
    moved = Hold.objects.filter(**{f"{kind}_id": goes})
    for hold in moved.in_force(timezone.localdate(at)):
        write_audit("retention.hold.follow", by=by, at=at, subject=(kind, stays), facts={"hold": hold.id, "gone": goes})
    if moved.update(**{f"{kind}_id": stays}) and Hold.objects.in_force(timezone.localdate(at)).filter(
        **{f"{kind}_id": stays}
    ):
        _stop_departures(stays)


def ending_soon(on: date) -> Q:
    """Holds whose end comes within a month, or came within the last: they come back to be decided about."""
    return Q(until_on__lte=on + timedelta(days=30), until_on__gte=on - timedelta(days=30), lifted_at__isnull=True)


def _stop_departures(subject_id: UUID) -> None:
    """What was to go of this subject waits; a yes that was given to it is over."""
    named = str(subject_id)
    for departure in Departure.objects.coming().exclude(state=DepartureState.HELD).iterator(chunk_size=_AT_ONCE):
        ids = {each for found in departure.subjects.values() for each in found} | {str(departure.home_id)}
        if named in ids:
            departure.state, departure.is_standing = DepartureState.HELD, False
            departure.said_by, departure.said_at = None, None
            departure.save(update_fields=["state", "is_standing", "said_by", "said_at"])
