"""Who belongs to whom, asked by the rooms above and beside this one through the house."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, UUIDField

from gestand.core.questions import Given, Ids, Question
from gestand.people.kernels.mails import folded_mail
from gestand.people.models import Client, ClientKind, LegalForm, MailAddress, Membership, MembershipRole


def clients_of_person(person_id: UUID) -> frozenset[UUID]:
    """The clients whose shared data is about this person too: households of which he or she is an adult, and businesses
    that are a person (sole traders) and his or hers.
    """
    return frozenset(_shared_with(person=person_id))


@Question
def _shared_with() -> QuerySet[Any, Any]:
    shared = Q(role=MembershipRole.ADULT, client__kind=ClientKind.HOUSEHOLD) | Q(
        role=MembershipRole.OWNER, client__kind=ClientKind.BUSINESS, client__legal_form=LegalForm.SOLE_TRADER
    )
    theirs = Membership.objects.filter(shared, person_id=Given("person", UUIDField()))
    return theirs.order_by().values_list("client_id", flat=True)


def client_choices() -> Sequence[tuple[UUID, str]]:
    """Every client that is not put away, by name: for pages that choose some."""
    return list(Client.objects.current().order_by("sort_name", "id").values_list("id", "name"))


def client_of_mailbox(address: str) -> UUID | None:
    """The client whose own mailbox this is; None for a person's, and for one that two clients share."""
    owners = MailAddress.objects.filter(folded=folded_mail(address), client__isnull=False).order_by()
    found = set(owners.values_list("client_id", flat=True)[:2])
    return found.pop() if len(found) == 1 else None


def belongings(ids: Collection[UUID]) -> Iterable[tuple[UUID, UUID]]:
    """(person, client) for every person and every client among these ids, ended roles too. One query, or none."""
    return _belonging(some=ids) if ids else ()


@Question
def _belonging(some: Ids) -> QuerySet[Any, Any]:
    rows = Membership.objects.order_by().values_list("person_id", "client_id")
    return rows.filter(person_id__among=some).union(rows.filter(client_id__among=some))
