"""The requests of a client's people, on the client's Privacy tab."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gestand.core.house import house
from gestand.rights.actions.answers import answer_in_writing
from gestand.rights.models import Request
from gestand.rights.panels import MOST_SHOWN, PRIVACY_PANEL
from tests.cast import Cast
from tests.rights.steps import entered


def lines_of(cast: Cast) -> list[tuple[int | None, int | None]]:
    """(number, days left) of each line on the page of family Jansen."""
    told = PRIVACY_PANEL.context(
        actor=cast.owner, client_id=cast.jansen.id, person_ids=[cast.eva.id], at=timezone.now()
    )
    return [(line.request.number, line.days_left) for line in told.get("lines", [])]


def answered(cast: Cast, request: Request) -> None:
    answer_in_writing(request=request, words="Gedaan.", channel="letter", email="", by=cast.owner, at=timezone.now())


def test_the_owner_sees_what_is_asked_and_how_long_there_is(cast: Cast, anna: Browser) -> None:
    entered(cast, received_at=timezone.localtime() - timedelta(days=8))
    page = anna.get(reverse("people:client-privacy", args=[cast.jansen.id])).content.decode()
    assert "Inzageverzoek van Eva Jansen" in page
    assert "nog 20 dagen" in page


def test_the_oldest_open_request_stands_first_and_answers_last(cast: Cast) -> None:
    answered(cast, entered(cast))
    entered(cast)
    entered(cast, received_at=timezone.localtime() - timedelta(days=30))
    assert lines_of(cast) == [(3, -2), (2, 28), (1, None)]


def test_only_so_many_answers_are_shown_but_every_open_request(cast: Cast) -> None:
    for _each in range(MOST_SHOWN):
        answered(cast, entered(cast))
    for _each in range(MOST_SHOWN):
        entered(cast)
    assert {left for _number, left in lines_of(cast)} == {28}
    assert len(lines_of(cast)) == MOST_SHOWN


def test_another_clients_request_is_not_there(cast: Cast, anna: Browser) -> None:
    entered(cast)
    assert "Eva Jansen" not in anna.get(reverse("people:client-privacy", args=[cast.bakery.id])).content.decode()


def test_a_request_of_nobody_known_is_not_there(cast: Cast) -> None:
    entered(cast, identified=False)
    assert lines_of(cast) == []


def test_a_stand_in_sees_none_of_it(cast: Cast, bram: Browser) -> None:
    person = cast.carla
    entered(cast, person_id=person.id, name="Carla van den Berg")
    page = bram.get(reverse("people:client-privacy", args=[cast.bakery.id]))
    assert page.status_code == 200
    assert "Inzageverzoek" not in page.content.decode()


def test_it_costs_one_query(cast: Cast) -> None:
    for _each in range(3):
        entered(cast)
    with CaptureQueriesContext(connection) as queries:
        assert len(lines_of(cast)) == 3
    assert len(queries) == 1
    assert PRIVACY_PANEL in house.client_panels
