"""Names by id, for pages below this room that hold ids alone (the audit log)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from gestand.people.models import Client, Person


def names_of_clients(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Names by id; who is gone is left out."""
    return dict(Client.objects.filter(id__in=ids).values_list("id", "name"))


def names_of_persons(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Names by id; who is gone is left out."""
    return {person.id: person.full_name for person in Person.objects.filter(id__in=ids)}
