"""The search page, the palette's lines and the index of settings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from gestand.core.search import reindex
from tests.cast import Cast, make_client

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def text(browser: Browser, address: str, query: str = "") -> str:
    answer = browser.get(address, {"q": query} if query else {})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_search_page_groups_by_kind(indexed: Cast, anna: Browser) -> None:
    found = text(anna, "/search/", "jansne")
    assert f'href="/clients/{indexed.jansen.id}/"' in found
    assert "Familie <mark>Jansen</mark>" in found
    assert "Eva <mark>Jansen</mark>" in found
    assert 'Klanten <span class="num">1</span>' in found


def test_one_kind_alone(indexed: Cast, anna: Browser) -> None:
    found = anna.get("/search/", {"q": "jansen", "kind": "person"}).content.decode()
    assert "Eva <mark>Jansen</mark>" in found
    assert f'href="/clients/{indexed.jansen.id}/"' not in found


def test_an_unknown_kind_searches_everything(indexed: Cast, anna: Browser) -> None:
    assert "Eva <mark>" in anna.get("/search/", {"q": "jansen", "kind": "nonsense"}).content.decode()


@pytest.mark.parametrize("address", ["/search/", "/palette/"])
def test_a_standin_finds_only_granted_clients(indexed: Cast, bram: Browser, address: str) -> None:
    assert "Carla" in text(bram, address, "carla")
    assert "<mark>Eva" not in text(bram, address, "eva")
    assert str(indexed.jansen.id) not in text(bram, address, "bilthoven")


@pytest.mark.parametrize("address", ["/search/", "/palette/", "/settings/"])
def test_a_stranger_sees_nothing(indexed: Cast, dirk: Browser, address: str) -> None:
    answer = dirk.get(address, {"q": "jansen"})
    assert b"Jansen" not in answer.content


@pytest.mark.parametrize("address", ["/search/", "/palette/"])
def test_hits_and_the_question_are_escaped(indexed: Cast, anna: Browser, address: str) -> None:
    sly = make_client("<img src=x onerror=alert(1)> Sluw", "business")
    reindex("client", [sly.id])
    for query in ("sluw", "img", "<img src=x>", '"><script>alert(1)</script>'):
        found = text(anna, address, query)
        assert "<img src=x" not in found
        assert "<script>alert" not in found
    assert "&lt;img src=x onerror=alert(1)&gt; <mark>Sluw</mark>" in text(anna, address, "sluw")


def test_nothing_found_says_what_to_try(indexed: Cast, anna: Browser) -> None:
    assert "Niets gevonden" in text(anna, "/search/", "qqqqqq")


def test_the_palette_without_words_offers_commands_and_what_was_opened(indexed: Cast, anna: Browser) -> None:
    assert "Laatst geopend" not in text(anna, "/palette/")
    anna.get(f"/clients/{indexed.bakery.id}/")
    found = text(anna, "/palette/")
    assert "Laatst geopend" in found
    assert "Bakkerij Het Zoute Brood" in found
    assert 'href="/search/' not in found


def test_what_was_opened_is_not_offered_after_the_grant_ended(indexed: Cast, bram: Browser) -> None:
    bram.get(f"/clients/{indexed.bakery.id}/")
    assert "Zoute Brood" in text(bram, "/palette/")
    indexed.bram.grants.update(every_client=False)
    indexed.bram.grants.get().granted_clients.all().delete()
    assert "Zoute Brood" not in text(bram, "/palette/")


def test_commands_answer_to_the_beginning_of_their_words(indexed: Cast, anna: Browser) -> None:
    found = text(anna, "/palette/", "nieuw kla")
    assert 'role="option" href="/clients/new/"' in found
    assert 'href="/requests/' not in found


def test_a_standin_gets_no_commands_of_the_owner(indexed: Cast, bram: Browser) -> None:
    found = text(bram, "/palette/")
    assert 'href="/clients/"' in found
    assert 'href="/clients/new/"' not in found


def test_every_option_of_the_palette_is_one_for_the_listbox(indexed: Cast, anna: Browser) -> None:
    found = text(anna, "/palette/", "jansen")
    assert found.count("<a ") == found.count('<a role="option"')


@pytest.mark.parametrize("query", ["jansen", "carla van den berg", "34 56 78", "bakkerej zouet laptop", ""])
@pytest.mark.parametrize("address", ["/search/", "/palette/"])
@pytest.mark.parametrize("who", ["anna", "bram"])
def test_a_search_takes_at_most_twelve_queries(
    indexed: Cast, who: str, address: str, query: str, request: pytest.FixtureRequest
) -> None:
    browser: Browser = request.getfixturevalue(who)
    browser.get("/")
    with CaptureQueriesContext(connection) as queries:
        text(browser, address, query)
    assert len(queries) <= 12, [each["sql"][:120] for each in queries]


def test_settings_show_what_one_may_enter(indexed: Cast, anna: Browser, bram: Browser) -> None:
    assert "/clients/import" in text(anna, "/settings/")
    assert "/clients/import" not in text(bram, "/settings/")
