"""Keeping search up to date: which entries change when a client, a person or what hangs on them changes."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from gestand.core.search.index import reindex, reindex_things_of
from gestand.people.findable import CLIENT, CORRESPONDENCE, PERSON
from gestand.people.models import Client, Membership, Person


def reindex_client(client: Client, *, with_people: bool = False, with_things: bool = False) -> None:
    """``with_people``: its name changed; ``with_things``: whether it is a client still. Other rooms tell both."""
    reindex(CLIENT, [client.id])
    if with_people or with_things:
        reindex_things_of(client.id)
    if with_people:
        reindex_people(Membership.objects.filter(client=client).values_list("person_id", flat=True))


def reindex_person(person: Person, *, with_clients: bool = False) -> None:
    reindex(PERSON, [person.id])
    if with_clients:
        reindex(CLIENT, list(Membership.objects.filter(person=person).values_list("client_id", flat=True)))


def reindex_people(ids: Iterable[UUID]) -> None:
    if found := list(ids):
        reindex(PERSON, found)


def reindex_correspondence(ids: Iterable[UUID]) -> None:
    if found := list(ids):
        reindex(CORRESPONDENCE, found)


def reindex_owner(owner: Client | Person) -> None:
    if isinstance(owner, Client):
        reindex_client(owner)
    else:
        reindex_person(owner)
