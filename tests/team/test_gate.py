"""The gate: who comes in where, and what everybody else finds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from gestand.core.actors import Role
from gestand.core.house import house
from gestand.core.requests import actor_of
from gestand.team.current import Standing, position_of
from gestand.team.models import Account, Grant, TeamSession
from tests.cast import PASSWORD, Cast, browser_of, make_account


def test_a_visitor_is_sent_to_the_sign_in_page(cast: Cast, visitor: Browser) -> None:
    answer = visitor.get(reverse("team:sessions"))
    assert answer.headers["location"] == "/account/login/?next=/me/sessions/"


def test_an_address_outside_the_access_table_exists_for_nobody(anna: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(house.access, "team:sessions")
    assert anna.get(reverse("team:sessions")).status_code == 404


def test_an_account_without_second_factor_reaches_only_the_way_to_one(cast: Cast) -> None:
    weak = make_account("nieuw@helder-it.example", "Nieuw", Role.OWNER, second_factor=False)
    browser = browser_of(weak)
    assert browser.get(reverse("team:accounts")).headers["location"] == reverse("team:second-factor")
    assert browser.get(reverse("team:second-factor")).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(cast: Cast) -> None:
    Authenticator.objects.filter(user=cast.anna).update(type=Authenticator.Type.RECOVERY_CODES)
    assert browser_of(cast.anna).get(reverse("team:accounts")).status_code == 302


def test_an_account_without_second_factor_acts_as_a_visitor_on_public_pages(cast: Cast) -> None:
    weak = make_account("nieuw@helder-it.example", "Nieuw", Role.OWNER, second_factor=False)
    answer = browser_of(weak).get(reverse("account_login"))
    assert actor_of(answer.wsgi_request).id is None


def test_a_standin_finds_nothing_at_the_owners_pages(bram: Browser) -> None:
    assert bram.get(reverse("team:accounts")).status_code == 404


def test_forbidden_and_unknown_look_the_same(bram: Browser, cast: Cast) -> None:
    forbidden = bram.get(reverse("team:account", args=[cast.anna.id]))
    unknown = bram.get("/no/such/page/")
    assert forbidden.status_code == unknown.status_code == 404
    assert _body(forbidden.content) == _body(unknown.content)


def test_a_stranger_without_any_access_finds_nothing(dirk: Browser) -> None:
    assert dirk.get(reverse("team:sessions")).status_code == 404


def test_a_closed_account_is_out_at_once(anna: Browser, cast: Cast) -> None:
    Account.objects.filter(pk=cast.anna.pk).update(is_active=False)
    assert anna.get(reverse("team:sessions")).status_code == 302


def test_an_ended_access_is_out_at_once(bram: Browser, cast: Cast) -> None:
    assert bram.get(reverse("team:sessions")).status_code == 200
    Grant.objects.update(ended_at=datetime.now(UTC))
    assert bram.get(reverse("team:sessions")).status_code == 404


def test_an_access_that_is_to_come_opens_only_the_way_to_a_second_factor(cast: Cast) -> None:
    Grant.objects.update(from_on=timezone.localdate() + timedelta(days=3))
    Grant.objects.update(until_on=timezone.localdate() + timedelta(days=9))
    assert position_of(cast.bram, at=datetime.now(UTC)).standing is Standing.UPCOMING
    assert browser_of(cast.bram).get(reverse("team:profile")).status_code == 200


def test_a_grant_signed_later_than_today_gives_nothing(cast: Cast) -> None:
    Grant.objects.update(signed_on=timezone.localdate() + timedelta(days=1))
    assert position_of(cast.bram, at=datetime.now(UTC)).standing is Standing.ENDED


def test_a_running_grant_shows_its_clients_alone(cast: Cast) -> None:
    assert position_of(cast.bram, at=datetime.now(UTC)).actor.clients == frozenset({cast.bakery.id})


def test_a_grant_for_all_clients_shows_every_client(cast: Cast) -> None:
    Grant.objects.update(every_client=True)
    assert position_of(cast.bram, at=datetime.now(UTC)).actor.sees_every_client


@pytest.mark.parametrize(("name", "most"), [("anna", 2), ("bram", 3)])
def test_coming_in_costs_few_queries(
    cast: Cast, name: str, most: int, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    browser = browser_of(getattr(cast, name))
    address = reverse("team:second-factor")
    browser.get(address)  # the day on which the session was seen is written once
    with django_assert_max_num_queries(most):  # type: ignore[operator]
        browser.get(address)


def test_a_new_password_ends_every_session(anna: Browser, cast: Cast) -> None:
    cast.anna.set_password("een heel andere lange zin")
    cast.anna.save()
    assert anna.get(reverse("team:sessions")).status_code == 302


def test_a_session_remembers_the_day_and_not_the_hour(anna: Browser) -> None:
    anna.get(reverse("team:profile"))
    assert TeamSession.objects.get().seen_on is not None


def test_signing_in_with_a_password_asks_for_the_factor(cast: Cast, visitor: Browser) -> None:
    answer = visitor.post(reverse("account_login"), {"login": cast.anna.email, "password": PASSWORD})
    assert answer.headers["location"] == reverse("mfa_authenticate")
    assert visitor.get(reverse("team:profile")).status_code == 302


def _body(content: bytes) -> str:
    """A page without what differs by itself: the address it was asked under, tokens, the reference."""
    import re

    text = content.decode()
    text = re.sub(r'value="[^"]*"', "", text)
    return re.sub(r'nonce="[^"]*"', "", text)
