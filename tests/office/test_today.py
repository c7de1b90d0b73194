"""The today page: what needs you, in order, and calm when nothing does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from gestand.core.actors import Actor
from gestand.core.gathering import Gathers, Reading
from gestand.core.house import CardLine, SideCard, house
from gestand.core.mail.models import MailSettings
from gestand.core.questions import Question
from gestand.office.today import greeting
from gestand.people.models import Client, Correspondence
from gestand.sharing.actions.agreements import WantedAgreement, add_agreement
from gestand.sharing.actions.recipients import Wanted, add_recipient, describe_recipient
from tests.cast import NOW, Cast


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """An empty shelf of cards, to be filled by the test."""
    shelf: list[Any] = []
    monkeypatch.setattr(house, "today_cards", shelf)
    monkeypatch.setattr(house, "side_cards", [])
    return shelf


def card(*lines: tuple[int, str]) -> Any:
    def show(*, actor: Actor, at: datetime) -> Sequence[CardLine]:
        return [CardLine(urgency, "mail", "warn", title, "detail", "Bekijk", "/ergens/") for urgency, title in lines]

    return show


def page(browser: Browser, address: str = "/") -> str:
    return browser.get(address).content.decode()


def test_what_hurts_most_comes_first(anna: Browser, cards: list[Any]) -> None:
    cards += [card((50, "kan wachten")), card((0, "belofte verbroken"), (20, "verzoek"))]
    found = page(anna)
    places = [found.index(title) for title in ("belofte verbroken", "verzoek", "kan wachten")]
    assert places == sorted(places)


def test_at_most_seven_lines_and_the_rest_behind_a_link(anna: Browser, cards: list[Any]) -> None:
    cards.append(card(*((number, f"regel {number}.") for number in range(9))))
    assert "regel 6." in page(anna)
    assert "regel 7." not in page(anna)
    assert "en nog 2" in page(anna)
    assert "regel 8." in page(anna, "/?all=1")


def test_a_line_has_one_action_and_maybe_days_left(anna: Browser, cards: list[Any]) -> None:
    line = CardLine(
        10, "id", "warn", "Inzageverzoek", "", "Pakket bekijken", "/requests/x/", days_left=9, days_total=28
    )
    cards.append(lambda **_: [line])
    found = page(anna)
    assert '<a class="button " href="/requests/x/">Pakket bekijken</a>' in found
    assert "nog 9 dagen" in found or "9 dagen" in found


def test_what_a_card_says_is_escaped(anna: Browser, cards: list[Any]) -> None:
    cards.append(card((1, "<script>alert(1)</script>")))
    assert "<script>alert(1)" not in page(anna)


def test_nothing_to_do_is_a_quiet_line(anna: Browser, cards: list[Any]) -> None:
    assert "Alles loopt." in page(anna)


def test_an_empty_office_shows_three_next_steps(anna: Browser, cards: list[Any]) -> None:
    Correspondence.objects.all().delete()
    Client.objects.all().delete()
    found = page(anna)
    assert len(found.partition('class="choice-cards"')[2].partition("</div>")[0].split("<a href=")) == 1 + 3
    for step in ("Importeer je contacten", "Voeg je eerste klant toe", "Stel de mail in"):
        assert step in found
    assert "Alles loopt." not in found


def test_a_side_card_without_content_is_hidden(
    anna: Browser, cards: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    side = SideCard(1, "people/parts/no-such-template.html", lambda **_: {})
    monkeypatch.setattr(house, "side_cards", [side])
    assert anna.get("/").status_code == 200


def test_a_visitor_is_asked_to_sign_in(visitor: Browser, cast: Cast) -> None:
    answer = visitor.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize("who", ["anna", "bram"])
def test_the_whole_page_takes_at_most_eight_queries(cast: Cast, who: str, request: pytest.FixtureRequest) -> None:
    browser: Browser = request.getfixturevalue(who)
    browser.get("/")
    with CaptureQueriesContext(connection) as queries:
        assert browser.get("/").status_code == 200
    assert len(queries) <= 8, [query["sql"][:120] for query in queries]


def test_a_register_with_agreements_costs_no_query_more(
    anna: Browser, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    MailSettings.objects.create(id=1, host="mail.provider.example", host_kind="provider", saved_at=NOW)
    for name in ("Drukkerij Jansen", "Hosting Noord"):
        wanted = Wanted(name=name, kind="processor", purposes=["purpose.contact"], country="NL")
        row = add_recipient(wanted, by=cast.owner, at=NOW)
        add_agreement(row.key, WantedAgreement(signed_on=date(2020, 1, 5)), by=cast.owner, at=NOW)
    wanted = Wanted(name="Mail BV", kind="processor", purposes=["purpose.contact"], country="NL")
    describe_recipient("mail_provider", wanted, by=cast.owner, at=NOW)
    assert "Mail BV" in page(anna)
    with django_assert_max_num_queries(8):
        anna.get("/")


def test_cards_ask_together_and_a_side_card_shares_their_answer(
    anna: Browser, cards: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    anna.get("/")
    with CaptureQueriesContext(connection) as without:
        anna.get("/")

    @Question
    def clients() -> QuerySet[Any, Any]:
        return Client.objects.order_by("name").values_list("name", flat=True)

    @Gathers
    def counted(*, actor: Actor, at: datetime) -> Reading[Sequence[CardLine]]:
        return Reading(lambda names: card((1, f"{len(names)} klanten"))(actor=actor, at=at), clients.about())

    @Gathers
    def first(*, actor: Actor, at: datetime) -> Reading[dict[str, Any]]:
        return Reading(lambda names: {"first": names[0]}, clients.about())

    def told(context: dict[str, Any], *, at: datetime) -> Sequence[CardLine]:
        return card((2, f"als eerste {context['first']}"))(actor=None, at=at)

    cards += [counted, card((3, "vraagt niets"))]
    monkeypatch.setattr(house, "side_cards", [SideCard(1, "ui/icons/none.html", first, told)])
    monkeypatch.setattr("gestand.office.views.render_to_string", lambda *_: "")
    with CaptureQueriesContext(connection) as queries:
        found = page(anna)
    assert len(queries) == len(without) + 1
    for words in ("2 klanten", "als eerste Bakkerij Het Zoute Brood", "vraagt niets"):
        assert words in found


@pytest.mark.parametrize(
    ("hour", "words"),
    [(5, "Goedemorgen"), (10, "Goedemorgen"), (11, "Goedemiddag"), (17, "Goedenavond"), (2, "Goedenavond")],
)
def test_the_greeting_follows_the_clock_on_the_wall(hour: int, words: str) -> None:
    at = datetime(2026, 11, 23, hour, 30, tzinfo=UTC)
    assert greeting("Anna Helder", at=at) == f"{words}, Anna"
