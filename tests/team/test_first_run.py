"""An empty home: the set-up code, the steps, and that they can be left and taken up."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.audit.models import AuditLine
from gestand.core.firm import Firm, current_firm
from gestand.team import first_run
from gestand.team.first_run import setup_code
from gestand.team.models import Account
from tests.cast import PASSWORD, Cast

FIRM = {
    "name": "Helder IT",
    "street": "Voorbeeldlaan 1",
    "postal_code": "3723zz",
    "city": "Bilthoven",
    "country": "nl",
    "phone": "030 012 34 56",
    "email": "info@helder-it.example",
    "website": "www.helder-it.example",
    "kvk_number": "1234 5678",
    "legal_person": "no",
    "vat_id": "NL000099998B57",
    "officer_name": "Anna Helder",
    "officer_email": "privacy@helder-it.example",
    "officer_is_registered": "no",
    "accent": "#1f5f66",
}
OWNER = {"name": "Anna Helder", "email": "anna@helder-it.example", "password": PASSWORD, "language": "nl"}


@pytest.fixture(autouse=True)
def _no_limits_from_earlier_tests() -> None:
    cache.clear()


@pytest.fixture
def with_code(visitor: Browser) -> Browser:
    visitor.get(reverse("team:setup"), {"code": setup_code()})
    return visitor


def with_owner(browser: Browser) -> Account:
    browser.post(reverse("team:setup-firm"), FIRM)
    browser.post(reverse("team:setup-owner"), OWNER)
    return Account.objects.get()


@pytest.mark.parametrize("name", ["team:accounts", "team:firm"])
def test_every_page_leads_to_the_wizard(visitor: Browser, name: str) -> None:
    assert visitor.get(reverse(name)).headers["location"] == reverse("team:setup")


def test_without_the_code_nobody_claims_a_fresh_gestand(visitor: Browser) -> None:
    assert visitor.post(reverse("team:setup-firm"), FIRM).headers["location"] == reverse("team:setup")
    assert visitor.post(reverse("team:setup-owner"), OWNER).headers["location"] == reverse("team:setup")
    assert not Firm.objects.exists()
    assert not Account.objects.exists()


def test_a_wrong_code_is_told(visitor: Browser) -> None:
    answer = visitor.post(reverse("team:setup"), {"code": "AAAA-BBBB-CCCC"})
    assert answer.status_code == 422
    assert visitor.get(reverse("team:setup-firm")).status_code == 302


def test_guessing_the_code_is_slowed_down(visitor: Browser) -> None:
    for _try in range(20):
        visitor.post(reverse("team:setup"), {"code": "AAAA-BBBB-CCCC"})
    visitor.post(reverse("team:setup"), {"code": setup_code()})
    assert visitor.get(reverse("team:setup-firm")).status_code == 302


def test_the_code_may_be_typed_in_any_way(visitor: Browser) -> None:
    answer = visitor.post(reverse("team:setup"), {"code": f" {setup_code().lower().replace('-', ' ')} "})
    assert answer.headers["location"] == reverse("team:setup-firm")


def test_the_firms_facts_are_kept_in_one_shape(with_code: Browser) -> None:
    assert with_code.post(reverse("team:setup-firm"), FIRM).headers["location"] == reverse("team:setup-owner")
    firm = current_firm()
    assert firm is not None
    assert (firm.postal_code, firm.phone, firm.website) == ("3723 ZZ", "+31300123456", "https://www.helder-it.example")
    assert (firm.kvk_number, firm.vat_id, firm.country) == ("12345678", "NL000099998B57", "NL")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", ""),
        ("postal_code", "372 ZZ"),
        ("phone", "geen"),
        ("email", "info"),
        ("website", "geen site"),
        ("kvk_number", "123"),
        ("vat_id", "NL111222333B01"),
        ("officer_email", ""),
        ("country", "Nederland"),
        ("accent", "rood"),
    ],
)
def test_a_wrong_fact_is_told_beside_its_field_and_nothing_is_lost(with_code: Browser, field: str, wrong: str) -> None:
    answer = with_code.post(reverse("team:setup-firm"), FIRM | {field: wrong})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["city"].value() == "Bilthoven"
    assert not Firm.objects.exists()


@pytest.mark.parametrize("typed", ["niets", "geen site", "https://"])
def test_a_wrong_website_is_answered_with_an_example(with_code: Browser, typed: str) -> None:
    answer = with_code.post(reverse("team:setup-firm"), FIRM | {"website": typed})
    assert answer.context["form"].errors["website"] == ["Een website ziet eruit als www.voorbeeld.nl."]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_who_chose_a_language_in_the_wizard_is_offered_an_account_in_it(with_code: Browser, language: str) -> None:
    with_code.post(reverse("team:setup-firm"), FIRM)
    with_code.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    assert with_code.get(reverse("team:setup-owner")).context["form"]["language"].value() == language


def test_an_address_on_another_domain_than_the_site_is_pointed_out(with_code: Browser) -> None:
    with_code.post(reverse("team:setup-firm"), FIRM | {"officer_email": "privacy@helder-ti.example"})
    page = with_code.get(reverse("team:setup-owner"))
    assert "privacy@helder-ti.example" in page.content.decode()


def test_a_weak_password_is_refused(with_code: Browser) -> None:
    with_code.post(reverse("team:setup-firm"), FIRM)
    answer = with_code.post(reverse("team:setup-owner"), OWNER | {"password": "welkom123"})
    assert list(answer.context["form"].errors) == ["password"]
    assert not Account.objects.exists()


def test_the_owner_is_made_once(with_code: Browser, client: Browser) -> None:
    with_owner(with_code)
    client.get(reverse("team:setup"), {"code": setup_code()})
    answer = client.post(reverse("team:setup-owner"), OWNER | {"email": "dief@vreemd.example"})
    assert answer.status_code == 302
    assert Account.objects.get().email == "anna@helder-it.example"


def test_with_an_owner_the_code_opens_nothing_more(with_code: Browser, client: Browser) -> None:
    with_owner(with_code)
    answer = client.get(reverse("team:setup"), {"code": setup_code()})
    assert answer.headers["location"].startswith("/account/login/")


def test_left_halfway_the_wizard_goes_on_where_it_was(with_code: Browser) -> None:
    with_owner(with_code)
    assert with_code.get(reverse("team:setup")).headers["location"] == reverse("team:setup-factor")


def test_it_does_not_end_before_the_second_factor(with_code: Browser) -> None:
    with_owner(with_code)
    assert with_code.post(reverse("team:setup-mail")).headers["location"] == reverse("team:setup")
    assert first_run.is_needed()


def test_setting_up_an_app_asks_for_no_password_again(with_code: Browser) -> None:
    with_owner(with_code)
    assert with_code.get(reverse("mfa_activate_totp")).status_code == 200


def test_at_the_end_the_office_opens_and_the_code_is_gone(
    with_code: Browser, django_capture_on_commit_callbacks: Any
) -> None:
    owner = with_owner(with_code)
    Authenticator.objects.create(user=owner, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    assert with_code.get(reverse("team:setup")).headers["location"] == reverse("team:setup-mail")
    with django_capture_on_commit_callbacks(execute=True):
        with_code.post(reverse("team:setup-mail"))
    assert not first_run.is_needed()
    assert not (settings.GESTAND_HOME / "keys" / "setup").exists()
    assert AuditLine.objects.filter(action="team.setup.finish", actor_id=owner.id).exists()
    assert with_code.get(reverse("team:accounts")).status_code == 200


def test_afterwards_the_wizard_is_closed(visitor: Browser, cast: Cast) -> None:
    assert visitor.get(reverse("team:setup")).headers["location"] != reverse("team:setup-firm")
    assert visitor.post(reverse("team:setup-firm"), FIRM | {"name": "Dief"}).status_code == 302
    assert Firm.objects.get().name == "Helder IT"


def test_the_owner_changes_the_profile_later(anna: Browser) -> None:
    anna.post(reverse("team:firm"), FIRM | {"name": "Helder & Co", "accent": "#7a1f5f"})
    firm = Firm.objects.get()
    assert (firm.name, firm.accent, firm.set_up_at is None) == ("Helder & Co", "#7a1f5f", False)


def test_a_profile_as_a_real_firm_publishes_it_holds_every_fact(with_code: Browser) -> None:
    """The facts of a published privacy statement: who, where, phone, site, officer."""
    published = {
        "name": "Zo werkt iT",
        "street": "Berlagelaan 125",
        "postal_code": "3723 AC",
        "city": "Bilthoven",
        "country": "NL",
        "phone": "+31 30 878 14 24",
        "email": "info@zowerktit.nl",
        "website": "https://www.zowerktit.nl/",
        "legal_person": "no",
        "officer_name": "Pien Kramer",
        "officer_email": "p.kramer@zowerktit.nl",
        "officer_is_registered": "yes",
        "accent": "#1f5f66",
    }
    assert with_code.post(reverse("team:setup-firm"), published).status_code == 302
    firm = Firm.objects.get()
    kept = {name: getattr(firm, name) for name in published if name not in ("legal_person", "officer_is_registered")}
    assert kept == {name: published[name] for name in kept} | {"phone": "+31308781424"}
    assert firm.officer_is_registered


def second_browser() -> Browser:
    other = Browser()
    other.get(reverse("team:setup"), {"code": setup_code()})
    return other


def test_of_two_who_claim_one_is_the_owner_and_the_other_is_told_calmly(with_code: Browser) -> None:
    slower = second_browser()
    with_owner(with_code)
    late = slower.post(reverse("team:setup-owner"), {**OWNER, "email": "dirk@vreemd.example"}, follow=True)
    assert late.status_code == 409
    assert "Deze Gestand heeft al een eigenaar" in late.content.decode()
    assert "_auth_user_id" not in slower.session
    assert [account.email for account in Account.objects.all()] == ["anna@helder-it.example"]


def test_who_looked_before_the_other_was_done_is_refused_by_the_action_itself(
    with_code: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    slower = second_browser()
    with_owner(with_code)
    monkeypatch.setattr("gestand.team.views.setup._may_go_on", lambda *_: True)
    monkeypatch.setattr("gestand.team.views.setup.has_owner", lambda: False)
    slower.post(reverse("team:setup-owner"), {**OWNER, "email": "dirk@vreemd.example"})
    assert Account.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_browsers_at_the_same_moment_make_one_firm_with_one_owner() -> None:
    first_run.forget()
    browsers = [second_browser() for _number in range(2)]
    for name, facts in (("team:setup-firm", FIRM), ("team:setup-owner", OWNER)):
        both = threading.Barrier(2)
        statuses: list[int] = []

        def send(browser: Browser, number: int) -> None:
            mine = {**facts, "email": f"iemand{number}@helder-it.example"}  # noqa: B023
            both.wait()  # noqa: B023
            statuses.append(browser.post(reverse(name), mine).status_code)  # noqa: B023
            connection.close()

        threads = [threading.Thread(target=send, args=(browser, number)) for number, browser in enumerate(browsers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert statuses == [302, 302]
    assert (Firm.objects.count(), Account.objects.count()) == (1, 1)
    assert sorted(browser.get(reverse("team:setup"), follow=True).status_code for browser in browsers) == [200, 409]


def test_a_stranger_who_guesses_keeps_the_owner_from_nothing(visitor: Browser) -> None:
    stranger = Browser(REMOTE_ADDR="198.51.100.7")
    for _try in range(30):
        stranger.post(reverse("team:setup"), {"code": "AAAA-BBBB-CCCC"})
    visitor.post(reverse("team:setup"), {"code": setup_code()})
    assert visitor.get(reverse("team:setup-firm")).status_code == 200


def test_a_link_with_a_wrong_code_says_where_the_right_one_is(visitor: Browser) -> None:
    answer = visitor.get(reverse("team:setup"), {"code": "WRONG"})
    assert answer.status_code == 422
    assert "in het venster (terminal) waarin Gestand is gestart" in answer.content.decode()
    assert "venster (terminal)" not in visitor.get(reverse("team:setup")).content.decode()


def test_from_the_page_of_the_app_one_can_go_back_and_choose_a_passkey(with_code: Browser) -> None:
    with_owner(with_code)
    page = with_code.get(reverse("mfa_activate_totp")).content.decode()
    assert f'href="{reverse("mfa_index")}"' in page
    choices = with_code.get(reverse("mfa_index"), follow=True, headers={"host": "localhost"}).content.decode()
    assert reverse("mfa_add_webauthn") in choices
