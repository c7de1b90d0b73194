"""Sessions that should be over, and what a weak one may do."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.actors import Role
from gestand.team.actions.accounts import deactivate_account
from gestand.team.actions.grants import end_grant
from gestand.team.models import TeamSession
from tests.cast import PASSWORD, Cast, make_account

HOME = "/"


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    cache.clear()


def test_the_session_key_changes_at_sign_in(cast: Cast) -> None:
    weak = make_account("nieuw@helder-it.example", "Nieuw", Role.OWNER, second_factor=False)
    browser = Browser()
    session = browser.session
    session["planted"] = "1"
    session.save()
    planted = session.session_key
    browser.cookies["gestand_session"] = planted or ""
    browser.post(reverse("account_login"), {"login": weak.email, "password": PASSWORD})
    assert browser.cookies["gestand_session"].value != planted
    assert not TeamSession.objects.filter(session_key=planted).exists()


def test_a_new_password_ends_the_other_sessions(cast: Cast, anna: Browser) -> None:
    cast.anna.set_password("een andere lange zin")
    cast.anna.save()
    assert anna.get(HOME).status_code == 302


def test_a_closed_account_is_out_at_its_next_click(cast: Cast, bram: Browser) -> None:
    deactivate_account(cast.bram, by=cast.owner, at=datetime.now(UTC))
    for url in (HOME, reverse("people:client", args=[cast.bakery.id]), reverse("team:profile")):
        assert bram.get(url).status_code == 302


def test_a_grant_that_ends_mid_session_closes_the_open_page(cast: Cast, bram: Browser) -> None:
    assert bram.get(reverse("people:client", args=[cast.bakery.id])).status_code == 200
    end_grant(cast.bram.grants.get(), by=cast.owner, at=datetime.now(UTC))
    answer = bram.post(reverse("people:compose", args=[cast.bakery.id]), {"kind": "note", "text": "Nog iets."})
    assert answer.status_code in (302, 404)
    assert not cast.bakery.correspondence.filter(text="Nog iets.").exists()


def test_factors_are_not_touched_without_signing_in_anew(cast: Cast, anna: Browser) -> None:
    """A laptop that stood open: nobody adds or removes a factor, or reads the recovery codes, without the password."""
    before = Authenticator.objects.count()
    for name in ("mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        answer = anna.post(reverse(name), {})
        assert "reauthenticate" in answer.headers.get("location", "") or answer.status_code in (302, 404), name
    for name in ("mfa_view_recovery_codes", "mfa_download_recovery_codes"):
        answer = anna.get(reverse(name))
        assert answer.status_code in (302, 404), name
    assert Authenticator.objects.count() == before


def test_a_wrong_next_leads_nowhere_else(cast: Cast) -> None:
    weak = make_account("nieuw@helder-it.example", "Nieuw", Role.OWNER, second_factor=False)
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
        answer = Browser().post(
            reverse("account_login"), {"login": weak.email, "password": PASSWORD, "next": elsewhere}
        )
        assert "evil" not in answer.headers["location"]
        assert "javascript" not in answer.headers["location"]
        cache.clear()


def test_guessing_passwords_is_slowed_down_whatever_a_forwarded_header_says(cast: Cast) -> None:
    browser = Browser()
    for number in range(12):
        answer = browser.post(
            reverse("account_login"),
            {"login": cast.anna.email, "password": f"fout {number}"},
            headers={"x-forwarded-for": f"203.0.113.{number}"},
        )
    right = browser.post(reverse("account_login"), {"login": cast.anna.email, "password": PASSWORD})
    assert right.status_code != 302, answer.status_code
