from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gestand.people import actions
from gestand.people.models import Correspondence
from tests.cast import NOW, Cast

MOST_QUERIES = 12


@pytest.fixture
def furnished(cast: Cast) -> Cast:
    """The bakery with a bit of everything, and three loose ends."""
    by = cast.owner
    actions.add_phone(by=by, at=NOW, owner=cast.bakery, number="030 765 43 21", label="Winkel")
    actions.add_mail(by=by, at=NOW, owner=cast.bakery, address="info@zoutebrood.example")
    actions.record_consent(
        by=by,
        at=NOW,
        person=cast.carla,
        purpose="purpose.mailing",
        wording="Ja, graag.",
        wording_version="1",
        source="telefoon",
    )
    for number in range(30):
        actions.note_call(by=by, at=NOW, client=cast.bakery, person=cast.carla, text=f"Gesprek {number}")
    for number in range(3):
        actions.note_call(by=by, at=NOW, caller=f"Onbekend {number}", text="Belt terug")
    other = actions.create_client(by=by, at=NOW, kind="business", name="Bakkerij Zoute Brood")
    actions.add_phone(by=by, at=NOW, owner=other, number="030 765 43 21")
    return cast


def pages(cast: Cast) -> dict[str, str]:
    entry = Correspondence.objects.filter(client=cast.bakery).first()
    loose = Correspondence.objects.unassigned().first()
    phone = cast.bakery.phone_numbers.first()
    assert entry is not None
    assert loose is not None
    assert phone is not None
    bakery, carla = [cast.bakery.id], [cast.carla.id]
    return {
        "clients": reverse("people:clients"),
        "all columns": reverse("people:clients")
        + "?column=town&column=phone&column=mail&column=contact&column=spoken&column=since&column=kind",
        "missing": reverse("people:clients") + "?missing=mail&town=Bilthoven",
        "new client": reverse("people:client-new"),
        "duplicates": reverse("people:duplicates"),
        "duplicate clients": reverse("people:duplicates") + "?kind=client",
        "overview": reverse("people:client", args=bakery),
        "consents in the timeline": reverse("people:client", args=bakery) + "?kind=consent",
        "people": reverse("people:client-people", args=bakery),
        "privacy": reverse("people:client-privacy", args=bakery),
        "edit": reverse("people:client-edit", args=bakery),
        "end": reverse("people:client-end", args=bakery),
        "new person": reverse("people:person-new", args=bakery),
        "letter": reverse("people:entry-new", args=bakery),
        "new number": reverse("people:client-point-new", args=[cast.bakery.id, "phone"]),
        "new mail": reverse("people:person-point-new", args=[cast.carla.id, "mail"]),
        "new address": reverse("people:person-point-new", args=[cast.carla.id, "address"]),
        "change number": reverse("people:point-edit", args=["phone", phone.id]),
        "person": reverse("people:person", args=carla),
        "edit person": reverse("people:person-edit", args=carla),
        "consent": reverse("people:consent-new", args=carla),
        "role": reverse("people:membership-edit", args=[cast.carla.memberships.get().id]),
        "entry": reverse("people:entry", args=[entry.id]),
        "correct entry": reverse("people:entry-edit", args=[entry.id]),
        "assign": reverse("people:entry-assign", args=[loose.id]),
        "call": reverse("people:call-new"),
        "who": reverse("people:who") + "?who=carla",
        "loose ends": reverse("people:loose-ends"),
        "merge": reverse("people:merge", args=["person", cast.carla.id, cast.eva.id]),
    }


NAMES = [
    "clients", "all columns", "missing", "new client", "duplicates", "duplicate clients", "overview",
    "consents in the timeline", "people", "privacy", "edit", "end", "new person", "letter", "new number", "new mail",
    "new address", "change number", "person", "edit person", "consent", "role", "entry", "correct entry", "assign",
    "call", "who", "loose ends", "merge",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_page_opens_with_at_most_twelve_queries(furnished: Cast, anna: Browser, name: str) -> None:
    url = pages(furnished)[name]
    anna.get(url)
    with CaptureQueriesContext(connection) as asked:
        response = anna.get(url)
    assert response.status_code == 200
    assert len(asked) <= MOST_QUERIES, "\n".join(query["sql"][:160] for query in asked)


@pytest.mark.parametrize("name", ["clients", "overview", "people", "privacy", "person", "entry", "loose ends", "call"])
def test_a_standin_pays_no_more_than_twelve_queries_either(furnished: Cast, bram: Browser, name: str) -> None:
    url = pages(furnished)[name]
    if name == "loose ends":
        actions.note_call(by=furnished.standin, at=NOW, caller="Iemand", text="x")
    bram.get(url)  # the first look writes a line in the audit log
    with CaptureQueriesContext(connection) as asked:
        response = bram.get(url)
    assert response.status_code == 200
    assert len(asked) <= MOST_QUERIES, "\n".join(query["sql"][:160] for query in asked)
