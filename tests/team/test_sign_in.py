"""Signing in: passwords, codes, limits, devices, and what is written about it."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.fernet import Fernet
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.actors import SHELL, NotAllowed, Role
from gestand.core.audit.models import AuditLine
from gestand.core.mail.models import OutgoingMail
from gestand.team.actions.accounts import forget_factors
from gestand.team.allauth_adapters import MfaAdapter
from gestand.team.current import actor_for
from gestand.team.devices import coarse_device
from gestand.team.models import Account, TeamSession
from tests.cast import NOW, PASSWORD, Cast, browser_of, make_account

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _no_limits_from_earlier_tests() -> None:
    cache.clear()


@pytest.fixture
def owner(cast: Cast) -> Account:
    """Anna with a real authenticator app."""
    Authenticator.objects.filter(user=cast.anna).delete()
    TOTP.activate(cast.anna, SECRET)
    return cast.anna


def code_now() -> str:
    return str(format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time())))))


def sign_in(browser: Browser, account: Account, password: str = PASSWORD, agent: str = FIREFOX) -> int:
    data = {"login": account.email, "password": password}
    return browser.post(reverse("account_login"), data, headers={"user-agent": agent}).status_code


def test_password_and_code_bring_one_in(owner: Account, visitor: Browser) -> None:
    sign_in(visitor, owner)
    visitor.post(reverse("mfa_authenticate"), {"code": code_now()}, headers={"user-agent": FIREFOX})
    assert visitor.get(reverse("team:profile")).status_code == 200


def test_the_session_keeps_a_coarse_device_and_no_address(owner: Account, visitor: Browser) -> None:
    sign_in(visitor, owner)
    visitor.post(reverse("mfa_authenticate"), {"code": code_now()}, headers={"user-agent": FIREFOX})
    session = TeamSession.objects.get(account=owner)
    assert session.device == "Firefox on Windows"
    everything = f"{visitor.session.items()}"
    assert "127.0.0.1" not in everything
    assert "Gecko" not in everything


def test_a_wrong_code_does_not(owner: Account, visitor: Browser) -> None:
    sign_in(visitor, owner)
    visitor.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert visitor.get(reverse("team:profile")).status_code == 302
    assert AuditLine.objects.filter(action="team.factor.fail", subject_id=owner.id).exists()


def test_five_wrong_passwords_close_the_door_for_a_while(owner: Account, visitor: Browser) -> None:
    for _try in range(5):
        sign_in(visitor, owner, "fout wachtwoord")
    answer = visitor.post(reverse("account_login"), {"login": owner.email, "password": PASSWORD})
    assert answer.status_code != 302
    assert not visitor.session.get("account_login")


def test_the_limit_is_kept_under_a_fingerprint(owner: Account, visitor: Browser) -> None:
    sign_in(visitor, owner, "fout wachtwoord")
    kept = " ".join(cache._cache)  # type: ignore[attr-defined]
    assert "127.0.0.1" not in kept
    assert owner.email not in kept


def test_an_unknown_address_is_answered_like_a_wrong_password(owner: Account, visitor: Browser) -> None:
    wrong = visitor.post(reverse("account_login"), {"login": owner.email, "password": "fout wachtwoord"})
    unknown = visitor.post(reverse("account_login"), {"login": "niemand@helder-it.example", "password": "fout"})
    assert wrong.status_code == unknown.status_code
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()


def test_a_failed_sign_in_is_counted_without_what_was_typed(owner: Account, visitor: Browser) -> None:
    sign_in(visitor, owner, "fout wachtwoord")
    line = AuditLine.objects.get(action="team.sign_in.fail")
    assert (line.subject_id, line.facts) == (owner.id, {})


def test_signing_in_and_out_is_written(owner: Account, visitor: Browser) -> None:
    sign_in(visitor, owner)
    visitor.post(reverse("mfa_authenticate"), {"code": code_now()})
    visitor.post(reverse("account_logout"))
    actions = list(AuditLine.objects.filter(actor_id=owner.id).values_list("action", flat=True))
    assert {"team.sign_in", "team.sign_out"} <= set(actions)


def test_there_is_no_sign_up(visitor: Browser, cast: Cast) -> None:
    assert visitor.get("/account/signup/").status_code == 404
    assert visitor.get("/account/email/").status_code == 404


def test_the_secret_of_an_app_is_sealed_in_the_database(owner: Account) -> None:
    assert SECRET not in str(Authenticator.objects.get(user=owner, type="totp").data)


def test_the_last_factor_cannot_be_taken_away(owner: Account, visitor: Browser) -> None:
    sign_in(visitor, owner)
    visitor.post(reverse("mfa_authenticate"), {"code": code_now()})
    visitor.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=owner, type="totp").exists()


def test_a_new_account_sets_up_an_app_without_typing_the_password_again(visitor: Browser, cast: Cast) -> None:
    weak = make_account("nieuw@helder-it.example", "Nieuw", Role.OWNER, second_factor=False)
    sign_in(visitor, weak)
    page = visitor.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    assert b"<svg" in page.content


def test_a_forgotten_password_is_mailed_through_the_outbox(owner: Account, visitor: Browser) -> None:
    visitor.post(reverse("account_reset_password"), {"email": owner.email})
    mail = OutgoingMail.objects.get()
    assert mail.to == owner.email
    assert "/account/password/reset/key/" in mail.text


def test_asking_for_an_unknown_address_looks_the_same(owner: Account, visitor: Browser) -> None:
    known = visitor.post(reverse("account_reset_password"), {"email": owner.email})
    unknown = visitor.post(reverse("account_reset_password"), {"email": "niemand@helder-it.example"})
    assert known.headers["location"] == unknown.headers["location"]


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.0 Safari/605.1.15", "Safari on macOS"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) CriOS/130.0 Mobile Safari/604.1", "Chrome on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        ("curl/8.1", ""),
    ],
)  # fmt: skip
def test_a_device_is_told_in_two_words(agent: str, device: str) -> None:
    assert coarse_device(agent) == device


def test_a_changed_password_is_told_by_mail_without_an_address(owner: Account, visitor: Browser) -> None:
    sign_in(visitor, owner)
    visitor.post(reverse("mfa_authenticate"), {"code": code_now()})
    new = {"oldpassword": PASSWORD, "password1": "weer een andere zin", "password2": "weer een andere zin"}
    visitor.post(reverse("account_change_password"), new)
    mail = OutgoingMail.objects.get()
    assert mail.account_id == owner.id
    assert "127.0.0.1" not in mail.text


@pytest.fixture
def wrong_key(owner: Account, monkeypatch: pytest.MonkeyPatch) -> Account:
    """The data folder of another day: its key does not open what the database holds."""
    monkeypatch.setattr(MfaAdapter, "_box", Fernet(Fernet.generate_key()))
    return owner


def test_a_second_factor_that_cannot_be_read_is_told_calmly_at_the_door(wrong_key: Account, visitor: Browser) -> None:
    sign_in(visitor, wrong_key)
    answer = visitor.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert answer.status_code == 200
    assert "kan niet worden gelezen" in answer.content.decode()
    assert "_auth_user_id" not in visitor.session


def test_no_page_about_second_factors_fails_on_the_wrong_key(wrong_key: Account) -> None:
    Authenticator.objects.create(
        user=wrong_key, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "gAAAAAB", "used_mask": 0}
    )
    browser = browser_of(wrong_key)
    browser.raise_request_exception = False
    answer = browser.post(reverse("mfa_reauthenticate"), {"code": "123456"})
    assert "kan niet worden gelezen" in answer.content.decode()
    for name in ("mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_index", "mfa_reauthenticate"):
        answer = browser.get(reverse(name), follow=True)
        assert answer.status_code < 500, name


def test_the_wrong_key_opens_no_door_to_a_guess(wrong_key: Account, visitor: Browser) -> None:
    sign_in(visitor, wrong_key)
    for code in ("000000", code_now(), ""):
        visitor.post(reverse("mfa_authenticate"), {"code": code})
    assert "_auth_user_id" not in visitor.session


def test_lost_factors_are_taken_away_by_the_machines_own_shell_alone(owner: Account) -> None:
    browser_of(owner)
    with pytest.raises(NotAllowed):
        forget_factors(owner, by=actor_for(owner, at=NOW), at=NOW)
    assert forget_factors(owner, by=SHELL, at=NOW) >= 1
    assert Account.objects.lacks_second_factor(owner)
    assert not TeamSession.objects.filter(account=owner).exists()
    line = AuditLine.objects.get(action="team.factor.forget")
    assert (line.subject_id, line.actor_kind) == (owner.id, "shell")


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(owner: Account, visitor: Browser, target: str) -> None:
    visitor.get("/account/login/", {"next": target})
    first = visitor.post(f"/account/login/?next={target}", {"login": owner.email, "password": PASSWORD, "next": target})
    second = visitor.post(first.headers["location"], {"code": code_now(), "next": target})
    assert second.headers["location"] == "/"
