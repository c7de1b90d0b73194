"""The clock of a person: the last day on which any of his or her relations ended; empty while one lasts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from gestand.people.models import Membership, Person


def ends_of_relations(person_ids: Iterable[UUID]) -> dict[UUID, date | None]:
    """For each person with a membership: None while a relation lasts, else the last end. Two ends count: the client's
    and the person's own with that client.
    """
    ends: dict[UUID, list[date | None]] = {}
    rows = Membership.objects.filter(person_id__in=list(person_ids)).values_list(
        "person_id", "until_on", "client__ended_on"
    )
    for person_id, until_on, ended_on in rows:
        known = [day for day in (until_on, ended_on) if day is not None]
        ends.setdefault(person_id, []).append(min(known) if known else None)
    return {
        person_id: None if None in days else max(day for day in days if day is not None)
        for person_id, days in ends.items()
    }


def wind_clocks(person_ids: Iterable[UUID], *, today: date) -> None:
    """Bring ``relation_ended_on`` up to date. Who belongs to no client any more ended today, if nothing earlier did."""
    ids = list(person_ids)
    ends = ends_of_relations(ids)
    changed = []
    for person in Person.objects.filter(id__in=ids):
        ended_on = ends.get(person.id, person.relation_ended_on or today)
        if person.relation_ended_on != ended_on:
            person.relation_ended_on = ended_on
            changed.append(person)
    Person.objects.bulk_update(changed, ["relation_ended_on"], batch_size=500)
