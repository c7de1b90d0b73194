"""May this person's data be used for that? The one answer on which every mailing stands (GDPR 6, 7(3), 18, 21)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils import timezone

from gestand.core.declarations.purposes import BASES, TO_CLIENTS_ALONE, Basis, Purpose, rests_on_a_choice
from gestand.people.models import ConsentEvent, ConsentVerb, Freeze, Person

_AT_ONCE = 5000
_CONSENT_VERBS = frozenset({ConsentVerb.GIVEN, ConsentVerb.WITHDRAWN})


class Why(StrEnum):
    """What decides it. The first five are a yes."""

    NEEDED = "needed"  # the contract or the law asks for it: there is nothing to choose
    AGREED = "agreed"
    CLIENT = "client"  # our interest, towards clients alone
    INTEREST = "interest"
    OBJECTED = "objected"
    WITHDRAWN = "withdrawn"
    NOT_ASKED = "not_asked"  # it needs a yes, and there is none
    FROZEN = "frozen"  # restricted: stored and nothing else
    UNKNOWN = "unknown"  # there is no such person (any more)


_A_YES = frozenset({Why.NEEDED, Why.AGREED, Why.CLIENT, Why.INTEREST})


@dataclass(frozen=True, slots=True)
class Use:
    """What holds for a person and a purpose, with the events that made it so."""

    purpose: Purpose
    why: Why
    consent: ConsentEvent | None = None
    objection: ConsentEvent | None = None

    @property
    def is_allowed(self) -> bool:
        return self.why in _A_YES

    @property
    def has_consent(self) -> bool:
        return self.consent is not None and self.consent.verb == ConsentVerb.GIVEN

    @property
    def has_objection(self) -> bool:
        return self.objection is not None and self.objection.verb == ConsentVerb.OBJECTED

    @property
    def decided_by(self) -> ConsentEvent | None:
        """The event that the state rests on, if it rests on one."""
        return {
            Why.AGREED: self.consent,
            Why.OBJECTED: self.objection,
            Why.WITHDRAWN: self.consent,
        }.get(self.why)


def may_be_used_for(person_id: UUID, purpose: Purpose, *, at: datetime, basis: Basis | None = None) -> bool:
    """Whether the data of this person may be used for this purpose at this moment.

    ``basis`` asks narrower: with ``Basis.CONSENT`` only a consent that stands counts (a newsletter to somebody who is
    no client), not an interest of ours.
    """
    return person_id in who_may_be_used_for(purpose, [person_id], at=at, basis=basis)


def who_may_be_used_for(
    purpose: Purpose, person_ids: Collection[UUID], *, at: datetime, basis: Basis | None = None
) -> frozenset[UUID]:
    """Those of these persons whose data may be used for this; three queries for each few thousand of them."""
    asked = list(person_ids)
    found: set[UUID] = set()
    for start in range(0, len(asked), _AT_ONCE):
        for person_id, use in uses_of(purpose, asked[start : start + _AT_ONCE], at=at).items():
            if use.is_allowed and (basis is None or _stands_on(use, basis)):
                found.add(person_id)
    return frozenset(found)


def every_choice(person_id: UUID, *, at: datetime) -> list[Use]:
    """What holds for each use to which this person can say no, in the order of the statement; three queries."""
    ended = dict(Person.objects.filter(id=person_id).values_list("id", "relation_ended_on"))
    is_frozen = Freeze.objects.filter(person_id=person_id, lifted_at__isnull=True).exists()
    events = list(ConsentEvent.objects.filter(person_id=person_id, at__lte=at).order_by("-at", "-id"))
    return [
        _use(
            purpose,
            [event for event in events if event.purpose == purpose],
            is_known=person_id in ended,
            is_frozen=is_frozen,
            is_client=person_id in ended and _runs(ended[person_id], at),
        )
        for purpose in Purpose
        if rests_on_a_choice(purpose)
    ]


def uses_of(purpose: Purpose, person_ids: Collection[UUID], *, at: datetime) -> dict[UUID, Use]:
    """What holds for each of these persons, and why."""
    known = dict(Person.objects.filter(id__in=list(person_ids)).values_list("id", "relation_ended_on"))
    frozen = set(Freeze.objects.filter(person_id__in=known, lifted_at__isnull=True).values_list("person_id", flat=True))
    events: dict[UUID, list[ConsentEvent]] = {}
    if rests_on_a_choice(purpose) or Basis.CONSENT in BASES[purpose]:
        newest_first = ConsentEvent.objects.filter(person_id__in=known, purpose=purpose, at__lte=at)
        for event in newest_first.order_by("-at", "-id"):
            events.setdefault(event.person_id, []).append(event)
    return {
        person_id: _use(
            purpose,
            events.get(person_id, []),
            is_known=person_id in known,
            is_frozen=person_id in frozen,
            is_client=person_id in known and _runs(known[person_id], at),
        )
        for person_id in person_ids
    }


def _runs(ended_on: date | None, at: datetime) -> bool:
    return ended_on is None or ended_on >= timezone.localdate(at)


def _use(
    purpose: Purpose, events: Collection[ConsentEvent], *, is_known: bool, is_frozen: bool, is_client: bool
) -> Use:
    """``events``: of this person and purpose, the newest first."""
    consent = next((event for event in events if event.verb in _CONSENT_VERBS), None)
    objection = next((event for event in events if event.verb not in _CONSENT_VERBS), None)
    use = Use(purpose, Why.UNKNOWN, consent, objection)
    bases = BASES[purpose]
    if not is_known:
        why = Why.UNKNOWN
    elif is_frozen and purpose is not Purpose.RIGHTS:
        why = Why.FROZEN
    elif use.has_objection:
        why = Why.OBJECTED
    elif use.has_consent and Basis.CONSENT in bases:
        why = Why.AGREED
    elif consent is not None and consent.verb == ConsentVerb.WITHDRAWN:
        why = Why.WITHDRAWN
    elif not rests_on_a_choice(purpose):
        why = Why.NEEDED
    elif Basis.LEGITIMATE_INTEREST not in bases:
        why = Why.NOT_ASKED
    elif purpose not in TO_CLIENTS_ALONE:
        why = Why.INTEREST
    else:
        why = Why.CLIENT if is_client else Why.NOT_ASKED
    return Use(purpose, why, consent, objection)


def _stands_on(use: Use, basis: Basis) -> bool:
    if basis is Basis.CONSENT:
        return use.why is Why.AGREED
    if basis is Basis.LEGITIMATE_INTEREST:
        return use.why in (Why.CLIENT, Why.INTEREST)
    return basis in BASES[use.purpose]
