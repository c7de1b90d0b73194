"""A new owner makes the firm: from the console's link to the empty office."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from gestand.core.firm import current_firm
from gestand.team.first_run import setup_code
from gestand.team.models import Account
from tests.cast import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page


def fill_firm(page: Page) -> None:
    page.fill("[name=name]", "Helder IT")
    page.fill("[name=street]", "Voorbeeldlaan 1")
    page.fill("[name=postal_code]", "3723zz")
    page.fill("[name=city]", "Bilthoven")
    page.fill("[name=phone]", "030 012 34 56")
    page.fill("[name=email]", "info@helder-it.example")
    page.fill("[name=website]", "www.helder-it.example")
    page.fill("[name=officer_name]", "Anna Helder")
    page.fill("[name=officer_email]", "privacy@helder-it.example")


def virtual_authenticator(page: Page) -> None:
    """A passkey holder inside the browser, that says yes to everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_new_owner_makes_the_firm_and_comes_back_with_a_passkey(
    page: Page, assert_no_axe_findings: Callable[[Page], None]
) -> None:
    virtual_authenticator(page)
    page.goto("/")
    assert page.url.endswith("/begin/")
    assert_no_axe_findings(page)
    page.goto(f"/begin/?code={setup_code()}")
    assert_no_axe_findings(page)
    fill_firm(page)
    page.click(".form-foot button.primary")

    page.wait_for_url("**/begin/you/")
    assert page.input_value("[name=name]") == "Anna Helder"
    page.fill("[name=email]", "anna@helder-it.example")
    page.fill("[name=password]", "een lange zin met spaties")
    assert_no_axe_findings(page)
    page.click(".form-foot button.primary")

    page.wait_for_url("**/begin/second-factor/")
    assert_no_axe_findings(page)
    page.click(".choice-cards a[href*=webauthn]")
    page.wait_for_url("**/webauthn/add/**")
    assert_no_axe_findings(page)
    if page.locator("[name=passwordless]").count():
        page.check("[name=passwordless]")
    page.click("main button.primary")

    page.wait_for_url("**/recovery-codes/")
    assert_no_axe_findings(page)
    page.goto("/")
    page.wait_for_url("**/begin/mail/")
    assert_no_axe_findings(page)
    page.click("main button:not([name])")
    page.wait_for_url(lambda url: "/begin" not in url)
    assert page.locator("main").count() == 1
    firm = current_firm()
    assert firm is not None
    assert firm.set_up_at is not None

    page.context.clear_cookies()
    page.goto("/account/login/")
    assert_no_axe_findings(page)
    page.click("#passkey_login, [data-passkey-login]")
    page.wait_for_url(lambda url: "login" not in url)
    assert Account.objects.get().sessions.latest("created_at").device


def test_who_chose_the_app_goes_back_to_a_passkey_that_is_then_asked_for_beside_the_password(page: Page) -> None:
    virtual_authenticator(page)
    page.goto(f"/begin/?code={setup_code()}")
    fill_firm(page)
    page.click(".form-foot button.primary")
    page.fill("[name=email]", "anna@helder-it.example")
    page.fill("[name=password]", PASSWORD)
    page.click(".form-foot button.primary")
    page.click(".choice-cards a[href*=totp]")
    page.get_by_role("link", name="Kies een andere manier").click()
    page.wait_for_url("**/begin/second-factor/")
    page.click(".choice-cards a[href*=webauthn]")
    page.uncheck("[name=passwordless]")
    page.click("main button.primary")
    page.wait_for_url("**/recovery-codes/")

    page.context.clear_cookies()
    page.goto("/account/login/")
    page.fill("[name=login]", "anna@helder-it.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main form[data-failed] button.primary")
    page.wait_for_url("**/2fa/authenticate/**")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url("**/begin/mail/")


def test_a_link_with_a_wrong_code_tells_where_the_right_one_is(
    page: Page, assert_no_axe_findings: Callable[[Page], None]
) -> None:
    page.goto("/begin/?code=WRONG")
    page.get_by_text("in het venster (terminal) waarin Gestand is gestart").wait_for()
    assert_no_axe_findings(page)


@pytest.mark.parametrize("width", [390, 1440])
def test_the_first_form_fits_a_phone_and_a_desk(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/begin/?code={setup_code()}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
