"""One-time links: used once, soon, and never past the second factor outside a demo."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.actors import SHELL, Role
from gestand.core.audit.models import AuditLine
from gestand.team.actions.links import (
    INVITATION,
    SHELL_LINK,
    LinkNotValid,
    NoSuchAccount,
    make_login_link,
    use_login_link,
    valid_link,
)
from gestand.team.models import LoginLink
from tests.cast import Cast, make_account


def now() -> datetime:
    """Asked each time: a link is good for a quarter of an hour, and the suite may be older than that."""
    return datetime.now(UTC)


def address(cast: Cast, kind: str = SHELL_LINK) -> str:
    return reverse("team:login-link", args=[make_login_link(cast.anna, kind=kind, by=SHELL, at=now()).token])


def test_only_a_fingerprint_of_the_link_is_kept(cast: Cast) -> None:
    new = make_login_link(cast.anna, kind=SHELL_LINK, by=SHELL, at=now())
    assert LoginLink.objects.get().digest == sha256(new.token.encode()).hexdigest()


def test_looking_does_not_use_it_up(cast: Cast, visitor: Browser) -> None:
    link = address(cast)
    assert visitor.get(link).status_code == 200
    assert LoginLink.objects.get().used_at is None


def test_the_second_factor_is_asked_for_all_the_same(cast: Cast, visitor: Browser) -> None:
    assert visitor.post(address(cast)).headers["location"] == reverse("mfa_authenticate")
    assert visitor.get(reverse("team:profile")).status_code == 302


def test_who_has_no_second_factor_is_led_to_one(cast: Cast, visitor: Browser) -> None:
    weak = make_account("nieuw@helder-it.example", "Nieuw", Role.OWNER, second_factor=False)
    new = make_login_link(weak, kind=INVITATION, by=cast.owner, at=now())
    visitor.post(reverse("team:login-link", args=[new.token]))
    assert visitor.get(reverse("team:accounts")).headers["location"] == reverse("team:second-factor")


def test_in_a_demo_it_signs_in_fully(cast: Cast, visitor: Browser, settings: Any) -> None:
    settings.DEMO = True
    visitor.post(address(cast))
    assert visitor.get(reverse("team:accounts")).status_code == 200


def test_the_demos_waiver_counts_in_a_demo_alone(cast: Cast, visitor: Browser, settings: Any) -> None:
    cast.anna.authenticator_set.all().delete()
    settings.DEMO = True
    visitor.post(address(cast))
    settings.DEMO = False
    assert visitor.get(reverse("team:accounts")).headers["location"] == reverse("team:second-factor")


def test_an_invitation_never_waives_the_factor(cast: Cast, visitor: Browser, settings: Any) -> None:
    settings.DEMO = True
    assert visitor.post(address(cast, INVITATION)).headers["location"] == reverse("mfa_authenticate")


def test_a_link_works_once(cast: Cast, visitor: Browser) -> None:
    link = address(cast)
    visitor.post(link)
    assert Browser().post(link).status_code == 410


def test_a_link_is_over_after_a_quarter_of_an_hour(cast: Cast) -> None:
    made_at = now()
    new = make_login_link(cast.anna, kind=SHELL_LINK, by=SHELL, at=made_at)
    assert valid_link(new.token, at=made_at + timedelta(minutes=14)) is not None
    with pytest.raises(LinkNotValid):
        use_login_link(new.token, at=made_at + timedelta(minutes=15))


def test_a_newer_link_makes_the_older_one_useless(cast: Cast) -> None:
    older = make_login_link(cast.anna, kind=SHELL_LINK, by=SHELL, at=now())
    make_login_link(cast.anna, kind=SHELL_LINK, by=SHELL, at=now())
    assert valid_link(older.token, at=now()) is None


def test_who_has_no_access_gets_no_link(cast: Cast) -> None:
    with pytest.raises(NoSuchAccount):
        make_login_link(cast.dirk, kind=SHELL_LINK, by=SHELL, at=now())


def test_making_and_using_are_written(cast: Cast, visitor: Browser) -> None:
    visitor.post(address(cast))
    actions = set(AuditLine.objects.values_list("action", flat=True))
    assert {"team.login_link.make", "team.login_link.use"} <= actions


def test_nonsense_is_told_calmly(visitor: Browser, cast: Cast) -> None:
    assert visitor.get(reverse("team:login-link", args=["onzin"])).status_code == 410


def test_who_is_invited_chooses_a_password_then_a_factor(cast: Cast, visitor: Browser) -> None:
    cast.bram.authenticator_set.all().delete()
    cast.bram.set_unusable_password()
    cast.bram.save()
    new = make_login_link(cast.bram, kind=INVITATION, by=cast.owner, at=now())
    visitor.post(reverse("team:login-link", args=[new.token]))
    page = visitor.get(reverse("team:second-factor"))
    assert reverse("account_set_password") in page.content.decode()
    chosen = {"password1": "een zin van Bram zelf", "password2": "een zin van Bram zelf"}
    assert visitor.post(reverse("account_set_password"), chosen).headers["location"] == reverse("team:second-factor")
    assert reverse("mfa_activate_totp") in visitor.get(reverse("team:second-factor")).content.decode()
    assert visitor.get(reverse("mfa_activate_totp")).status_code == 200
