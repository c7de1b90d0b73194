"""Every address with every role: the access table says what has to happen, and nothing else happens.

The list of addresses comes from the URLconf, so that a new page that is not in the table fails here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from gestand.core.actors import Role
from gestand.core.declarations import Purpose
from gestand.core.house import Access, house
from gestand.core.mail import queue_mail
from gestand.people.models import Correspondence, MailAddress, Membership
from tests.cast import Cast, browser_of, make_account

UNKNOWN = UUID("00000000-0000-7000-8000-000000000000")
#: What stands in an address, by the name of its parameter; everything else gets a value of its kind.
SAMPLES = {"token": "onzin", "uidb36": "onzin", "key": "onzin-onzin", "slug": "onzin"}
BY_CONVERTER = {"UUIDConverter": UNKNOWN, "IntConverter": 1, "StringConverter": "onzin", "SlugConverter": "onzin"}
CALM_OR_SENT_AWAY = {200, 204, 302, 400, 404, 405, 410, 422}


@dataclass(frozen=True)
class Address:
    view_name: str
    converters: tuple[tuple[str, str], ...] = field(default=())

    def url(self, **chosen: object) -> str:
        values = {
            name: chosen.get(name, SAMPLES.get(name, BY_CONVERTER.get(kind, "onzin"))) for name, kind in self.converters
        }
        return reverse(self.view_name, kwargs=values)

    @property
    def access(self) -> Access:
        return house.access[self.view_name]


def addresses() -> list[Address]:
    return sorted(set(_walk(get_resolver(), "", ())), key=lambda address: address.view_name)


def _walk(resolver: URLResolver, namespace: str, above: tuple[tuple[str, str], ...]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = above + tuple((name, type(converter).__name__) for name, converter in entry.pattern.converters.items())
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner, here)
        elif isinstance(entry, URLPattern):
            named = tuple((name, "regex") for name in entry.pattern.regex.groupindex if name not in dict(here))
            yield Address(f"{namespace}{entry.name}", here + named)


def reachable() -> list[Address]:
    return [address for address in addresses() if address.view_name in house.access]


def body_of(answer: HttpResponse) -> str:
    """A page without what differs by itself: tokens, nonces, the address it was asked under."""
    text = answer.content.decode(errors="replace")
    return re.sub(r'(value|nonce)="[^"]*"', "", text)


def ask(browser: Browser, url: str) -> HttpResponse:
    """As a browser asks; where only a button leads, as the button."""
    answer = browser.get(url)
    return browser.post(url) if answer.status_code == 405 else answer


def sent_to(answer: HttpResponse) -> str:
    return str(answer.headers.get("location", ""))


def rows_of_the_jansens(cast: Cast) -> dict[str, UUID]:
    """Rows that Bram may not see, by the name under which addresses take them (a job holds ids and counts alone)."""
    at = datetime.now(UTC)
    mail_id = queue_mail(
        to="eva@jansen.example",
        subject="Nieuwe laptop",
        text="Beste Eva, hij is er.",
        purpose=Purpose.CONTACT,
        by=cast.owner,
        at=at,
        person_id=cast.eva.id,
    )
    return {
        "client_id": cast.jansen.id,
        "person_id": cast.eva.id,
        "entry_id": Correspondence.objects.get(client=cast.jansen).id,
        "membership_id": Membership.objects.get(client=cast.jansen).id,
        "point_id": MailAddress.objects.get(person=cast.eva).id,
        "mail_id": mail_id,
    }


def test_every_address_stands_in_the_access_table() -> None:
    missing = {address.view_name for address in addresses()} - set(house.access) - set(house.closed_urls)
    assert not missing, f"add to house.add_access in the room's room.py: {sorted(missing)}"


def test_the_access_table_holds_no_address_that_is_gone() -> None:
    assert set(house.access) - {address.view_name for address in addresses()} == set()


def test_pages_for_nobody_are_404_for_everybody(cast: Cast, anna: Browser, visitor: Browser) -> None:
    for address in addresses():
        if address.view_name in house.closed_urls:
            assert ask(anna, address.url()).status_code == ask(visitor, address.url()).status_code == 404


def test_a_visitor_sees_public_pages_and_else_the_sign_in_page(cast: Cast) -> None:
    wrong = []
    for address in reachable():
        answer = ask(Browser(), address.url())
        at_the_door = answer.status_code == 302 and sent_to(answer).startswith("/account/login/?next=")
        good = answer.status_code in CALM_OR_SENT_AWAY if address.access is Access.PUBLIC else at_the_door
        if not good:
            wrong.append((address.view_name, answer.status_code, sent_to(answer)))
    assert not wrong


def test_an_account_without_second_factor_reaches_no_team_page(cast: Cast) -> None:
    weak = make_account("nieuw@helder-it.example", "Nieuw", Role.OWNER, second_factor=False)
    wrong = []
    for address in reachable():
        answer = ask(browser_of(weak), address.url())
        stopped = sent_to(answer) == reverse("team:second-factor")
        if stopped != (address.access in (Access.TEAM, Access.OWNER)) or answer.status_code not in CALM_OR_SENT_AWAY:
            wrong.append((address.view_name, answer.status_code, sent_to(answer)))
    assert not wrong


def test_a_standin_finds_nothing_at_an_owners_address(cast: Cast, bram: Browser) -> None:
    nothing = body_of(bram.get("/no/such/page/"))
    wrong = []
    for address in reachable():
        if address.access is Access.OWNER:
            answer = ask(bram, address.url())
            if answer.status_code != 404 or body_of(answer) != nothing:
                wrong.append((address.view_name, answer.status_code))
    assert not wrong


def test_a_standin_comes_in_everywhere_else(cast: Cast) -> None:
    wrong = []
    for address in reachable():
        if address.access in (Access.TEAM, Access.SIGNED_IN):
            answer = ask(browser_of(cast.bram), address.url())
            if answer.status_code not in CALM_OR_SENT_AWAY or sent_to(answer).startswith("/account/login/?next="):
                wrong.append((address.view_name, answer.status_code, sent_to(answer)))
    assert not wrong


def test_what_a_standin_may_not_see_looks_like_what_does_not_exist(cast: Cast, bram: Browser) -> None:
    forbidden = rows_of_the_jansens(cast)
    wrong, asked = [], set()
    for address in reachable():
        here = {name: value for name, value in forbidden.items() if name in dict(address.converters)}
        if not here or address.access is not Access.TEAM:
            continue
        asked |= set(here)
        hidden, unknown = ask(bram, address.url(**here, kind="mail")), ask(bram, address.url(kind="mail"))
        if hidden.status_code != 404 or body_of(hidden) != body_of(unknown):
            wrong.append((address.view_name, hidden.status_code, unknown.status_code))
    assert not wrong
    assert asked == set(forbidden), "a page took another name for its parameter: put it in rows_of_the_jansens"


def test_the_owner_is_sent_away_nowhere(cast: Cast) -> None:
    wrong = []
    for address in reachable():
        answer = ask(browser_of(cast.anna), address.url())
        away = sent_to(answer).startswith("/account/login/?next=") or sent_to(answer) == reverse("team:second-factor")
        if away or answer.status_code not in CALM_OR_SENT_AWAY:
            wrong.append((address.view_name, answer.status_code, sent_to(answer)))
    assert not wrong


@pytest.mark.parametrize("name", ["dirk"])
def test_a_stranger_without_access_finds_nothing_inside(cast: Cast, name: str) -> None:
    wrong = []
    for address in reachable():
        if address.access is Access.PUBLIC:
            continue
        answer = ask(browser_of(getattr(cast, name)), address.url())
        if answer.status_code != 404 and sent_to(answer) != reverse("team:no-access"):
            wrong.append((address.view_name, answer.status_code, sent_to(answer)))
    assert not wrong
