"""Links with a secret in them: guessed, looked at by a mail scanner, used twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.actors import SHELL
from gestand.core.mail.models import OutgoingMail
from gestand.rights.actions.requests import take_form
from gestand.rights.models import Request, RequestState
from gestand.team.actions.links import INVITATION, make_login_link
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    cache.clear()


def signed_in(browser: Browser) -> bool:
    """Also half: a second factor may still have to follow."""
    return any(key in browser.session for key in ("_auth_user_id", "account_login"))


def test_a_login_link_outlives_a_look_and_not_a_use(cast: Cast) -> None:
    link = make_login_link(cast.bram, kind=INVITATION, by=SHELL, at=datetime.now(UTC))
    url = reverse("team:login-link", args=[link.token])
    assert [Browser().get(url).status_code, Browser().head(url).status_code] == [200, 405]
    first, second = Browser(), Browser()
    assert first.post(url).status_code == 302
    assert second.post(url).status_code == 410
    assert signed_in(first)
    assert not signed_in(second)


def test_a_login_link_is_no_way_around_the_second_factor(cast: Cast) -> None:
    link = make_login_link(cast.anna, kind=INVITATION, by=SHELL, at=datetime.now(UTC))
    browser = Browser()
    browser.post(reverse("team:login-link", args=[link.token]))
    assert browser.get("/").status_code == 302
    assert browser.get(reverse("people:clients")).headers["location"].startswith("/account/login/")


@pytest.mark.parametrize("cut", [1, 10, 42])
def test_a_part_of_a_login_link_opens_nothing(cast: Cast, cut: int) -> None:
    link = make_login_link(cast.bram, kind=INVITATION, by=SHELL, at=datetime.now(UTC))
    assert Browser().post(reverse("team:login-link", args=[link.token[:cut]])).status_code == 410


def test_an_old_login_link_opens_nothing(cast: Cast) -> None:
    link = make_login_link(cast.bram, kind=INVITATION, by=SHELL, at=datetime.now(UTC) - timedelta(days=8))
    assert Browser().post(reverse("team:login-link", args=[link.token])).status_code == 410


def test_the_database_holds_no_link_that_works(cast: Cast) -> None:
    link = make_login_link(cast.bram, kind=INVITATION, by=SHELL, at=datetime.now(UTC))
    assert Browser().post(reverse("team:login-link", args=[link.link.digest])).status_code == 410


def confirmation_url() -> str:
    now = datetime.now(UTC)
    take_form(kind="access", name="C", email="carla@zoutebrood.example", message="", language="nl", at=now)
    words = OutgoingMail.objects.latest("queued_at").text.split()
    return next("/" + word.split("/", 3)[3] for word in words if "://" in word and "bevestig" in word)


def test_a_form_is_confirmed_by_its_button_once(cast: Cast) -> None:
    url = confirmation_url()
    assert Browser().get(url).status_code == 200
    assert Request.objects.get().state == RequestState.UNCONFIRMED
    assert [Browser().post(url).status_code, Browser().post(url).status_code] == [200, 404]
    assert Request.objects.count() == 1


def test_an_empty_code_opens_no_package_that_is_not_on_its_way(cast: Cast) -> None:
    for code in ("", " ", "#", "https://x/pakket/#", "None"):
        assert Browser().post(reverse("public:fetch"), {"code": code}).status_code in (404, 422)


def test_a_new_password_for_an_unknown_address_sends_no_mail_and_says_the_same(cast: Cast) -> None:
    """Else anybody could have mail sent in the firm's name to any address."""
    url = reverse("account_reset_password")
    known = Browser().post(url, {"email": cast.anna.email})
    unknown = Browser().post(url, {"email": "wie.dan.ook@elders.example"})
    assert (known.status_code, known.headers["location"]) == (unknown.status_code, unknown.headers["location"])
    assert list(OutgoingMail.objects.values_list("to", flat=True)) == [cast.anna.email]


def test_a_reset_link_dies_with_the_password_it_replaced(cast: Cast) -> None:
    token = default_token_generator.make_token(cast.anna)
    cast.anna.set_password("een heel andere zin")
    cast.anna.save()
    assert not default_token_generator.check_token(cast.anna, token)


def test_guessing_codes_is_slowed_down_whatever_a_forwarded_header_says(cast: Cast) -> None:
    """Without a proxy in front nobody but the guesser wrote that header."""
    answers = [
        Browser().post(
            reverse("public:fetch"), {"code": f"raden{number}"}, headers={"x-forwarded-for": f"203.0.113.{number}"}
        )
        for number in range(22)
    ]
    assert answers[-1].status_code == 429
