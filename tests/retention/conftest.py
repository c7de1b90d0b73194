"""What the tests of this room share: a journal of their own, and a client who left three years ago."""

from __future__ import annotations

from datetime import date

import pytest

from gestand.people.models import Client, Person
from tests.cast import Cast
from tests.erasure.conftest import journal_folder

__all__ = ["journal_folder"]


@pytest.fixture
def left(cast: Cast) -> Client:
    """The Jansen household left three years and a day ago, so that its term ended yesterday."""
    return end(cast.jansen, cast.eva, date(2023, 11, 22))


def end(client: Client, person: Person, on: date) -> Client:
    Client.objects.filter(id=client.id).update(ended_on=on, started_on=date(2015, 1, 1))
    Person.objects.filter(id=person.id).update(relation_ended_on=on)
    client.refresh_from_db()
    return client
