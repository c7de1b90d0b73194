"""What the tests of core may ask for."""

from __future__ import annotations

import pytest

from gestand.core.house import SubjectRoot, house
from gestand.people.models import Client, Person
from gestand.team.models import Account


@pytest.fixture
def roots(monkeypatch: pytest.MonkeyPatch) -> dict[str, SubjectRoot]:
    """The three subject roots, whatever the rooms have registered."""
    known = {
        "person": SubjectRoot("person", Person, person_like=True),
        "client": SubjectRoot("client", Client, person_like=False),
        "account": SubjectRoot("account", Account, person_like=True),
    }
    monkeypatch.setattr(house, "subject_roots", known)
    return known
