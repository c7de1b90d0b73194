"""Whose data is restricted now (GDPR 18), for the house and for the pages that say so."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from gestand.core.freezing import NOBODY, FrozenNow
from gestand.core.questions import Question
from gestand.people.models import ClientKind, Freeze, LegalForm, MailAddress, Membership, MembershipRole
from gestand.people.models.clients import PersonQuerySet

#: Members whose data a client's shared data is: a household is its adults', a sole trader's business is the owner's.
_LEADING = Q(role=MembershipRole.ADULT, client__kind=ClientKind.HOUSEHOLD) | Q(
    role=MembershipRole.OWNER, client__kind=ClientKind.BUSINESS, client__legal_form=LegalForm.SOLE_TRADER
)


def frozen_people() -> FrozenNow:
    """Persons under a restriction, the clients that are theirs alone, and the mailboxes that are nobody else's.

    What a household shares stays in use for its other adults; only when all of them are restricted is it frozen too.
    """
    persons = frozenset(_restricted())
    if not persons:
        return NOBODY
    theirs = Membership.objects.filter(_LEADING, person_id__in=persons).values("client_id")
    leading: dict[UUID, set[UUID]] = {}
    for client, person in Membership.objects.filter(_LEADING, client_id__in=theirs).values_list(
        "client_id", "person_id"
    ):
        leading.setdefault(client, set()).add(person)
    clients = frozenset(client for client, people in leading.items() if people <= persons)
    return FrozenNow(persons, clients, _mailboxes(persons, clients))


@Question
def _restricted() -> QuerySet[Any, Any]:
    return Freeze.objects.filter(lifted_at__isnull=True).order_by().values_list("person_id", flat=True)


def _mailboxes(persons: frozenset[UUID], clients: frozenset[UUID]) -> frozenset[str]:
    theirs = Q(person_id__in=persons) | Q(client_id__in=clients)
    found = set(MailAddress.objects.filter(theirs).values_list("folded", flat=True))
    others = MailAddress.objects.filter(folded__in=found).exclude(theirs)
    return frozenset(found - set(others.values_list("folded", flat=True)))


def with_freeze(persons: PersonQuerySet) -> PersonQuerySet:
    """Each with ``is_frozen``: whether the use of its data is restricted now."""
    running = Freeze.objects.filter(person_id=OuterRef("pk"), lifted_at__isnull=True)
    return persons.annotate(is_frozen=Exists(running))


def running_freezes(persons: Collection[UUID]) -> dict[UUID, Freeze]:
    """The restriction that holds for each of these persons who has one. One query."""
    running = Freeze.objects.filter(lifted_at__isnull=True, person_id__in=list(persons))
    return {freeze.person_id: freeze for freeze in running}
