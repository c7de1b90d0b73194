from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gestand.people import actions
from gestand.people.cards import duplicates_card
from gestand.people.models import Person
from gestand.people.queries.duplicates import (
    count_duplicates,
    duplicate_clients,
    duplicate_persons,
    lookalikes_of_client,
)
from tests.cast import NOW, Cast


def add_person(cast: Cast, given: str, family: str, *, phone: str = "", mail: str = "", prefix: str = "") -> Person:
    person = actions.create_person(
        by=cast.owner, at=NOW, client=cast.jansen, given_name=given, name_prefix=prefix, family_name=family
    )
    if phone:
        actions.add_phone(by=cast.owner, at=NOW, owner=person, number=phone)
    if mail:
        actions.add_mail(by=cast.owner, at=NOW, owner=person, address=mail)
    return person


@pytest.mark.parametrize(
    ("given", "family", "prefix", "phone", "mail", "reasons"),
    [
        ("Carla", "Berg", "", "", "CARLA@zoutebrood.example", ["mail"]),
        ("C.", "Berg", "", "030-0123456", "", ["phone"]),
        ("Eva", "Jansen", "", "", "", ["name"]),
        ("Eva", "Jansen", "", "020 1234567", "eva@jansen.example", ["phone", "mail", "name"]),
    ],
)
def test_a_pair_is_found_with_its_reasons(  # noqa: PLR0917
    cast: Cast, given: str, family: str, prefix: str, phone: str, mail: str, reasons: list[str]
) -> None:
    actions.change_person(by=cast.owner, at=NOW, person=cast.eva, salutation="mevrouw")  # sorted as people are here
    other = add_person(cast, given, family, prefix=prefix, phone=phone, mail=mail)
    (pair,) = duplicate_persons()
    assert other in (pair.one, pair.other)
    assert pair.reasons == reasons


def test_a_couple_with_one_number_is_no_pair(cast: Cast) -> None:
    add_person(cast, "Tom", "Jansen", phone="020 123 45 67")
    assert duplicate_persons() == []


def test_a_number_of_a_switchboard_is_no_sign(cast: Cast) -> None:
    for letter in "ABCDEF":
        add_person(cast, "Jan", f"Berg{letter}", mail="info@groep.example")
    assert duplicate_persons() == []


def test_a_pair_that_was_judged_stays_away(cast: Cast, anna: Browser) -> None:
    other = add_person(cast, "Carla", "Berg", mail="carla@zoutebrood.example")
    anna.post(reverse("people:not-the-same", args=["person", other.id, cast.carla.id]))
    assert duplicate_persons() == []


def test_clients_are_found_by_number_and_registration(cast: Cast) -> None:
    actions.change_client(by=cast.owner, at=NOW, client=cast.bakery, kvk_number="12345678")
    other = actions.create_client(by=cast.owner, at=NOW, kind="business", name="Zoute", kvk_number="12345678")
    (pair,) = duplicate_clients()
    assert {pair.one, pair.other} == {cast.bakery, other}
    assert pair.reasons == ["kvk"]


def test_a_household_is_no_duplicate_of_a_business(cast: Cast) -> None:
    for client in (cast.bakery, cast.jansen):
        actions.add_phone(by=cast.owner, at=NOW, owner=client, number="030 765 43 21")
    assert duplicate_clients() == []


def test_more_people_ask_no_more_queries(cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            duplicate_persons()
        return len(asked)

    before = queries()
    for letter in "abcdefgh":
        add_person(cast, "Jan", letter.upper() * 4, mail=f"{letter}@x.example", phone=f"030 76543{ord(letter)}"[:11])
    assert queries() <= before + 3


def test_a_new_client_is_compared_with_the_known_ones(cast: Cast) -> None:
    found = lookalikes_of_client(name="", numbers=["+31201234567"], mails=[], kvk_number="")
    assert found == [cast.jansen]


def test_the_today_page_tells_of_pairs_that_were_counted(cast: Cast) -> None:
    cache.clear()
    assert duplicates_card(actor=cast.owner, at=NOW) == []
    add_person(cast, "Carla", "Berg", mail="carla@zoutebrood.example")
    assert count_duplicates() == 1
    (line,) = duplicates_card(actor=cast.owner, at=NOW)
    assert line.action_url == reverse("people:duplicates")
    assert duplicates_card(actor=cast.standin, at=NOW) == []
