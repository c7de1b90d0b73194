"""A visitor asks for a correction on the website; the owner corrects it and answers, and the page keeps both."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gestand.core.mail.models import OutgoingMail
from gestand.core.search.index import rebuild
from gestand.rights import forms
from gestand.rights.models import Request
from tests.cast import Cast
from tests.journeys.test_access_request import link_mailed_to

if TYPE_CHECKING:
    import pytest
    from playwright.sync_api import Page


def test_a_visitor_asks_for_a_correction_and_gets_it(
    page: Page,
    cast: Cast,
    signed_in_page: Callable[..., Page],
    assert_no_axe_findings: Callable[[Page], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forms, "_QUICKEST_SECONDS", -1)  # a browser that is driven types faster than people
    rebuild()
    page.goto("/verzoek/")
    page.check("[name=kind][value=rectification]")
    page.fill("[name=name]", "Eva Jansen")
    page.fill("[name=email]", "eva@jansen.example")
    page.fill("[name=message]", "Mijn achternaam is Janssen, met twee keer een s.")
    page.check("[name=age][value=yes]")
    page.click(".form-foot button")
    page.wait_for_url("**/verzoek/verzonden/")
    page.goto(link_mailed_to("eva@jansen.example"))
    page.click("main form button")
    page.get_by_role("heading", name="Uw verzoek ligt bij ons").wait_for()
    receipt = OutgoingMail.objects.filter(to="eva@jansen.example").latest("queued_at", "id")
    assert "autoriteitpersoonsgegevens" in receipt.text

    request = Request.objects.get()
    desk = signed_in_page(cast.anna)
    desk.goto("/requests/")
    assert_no_axe_findings(desk)
    desk.get_by_role("link", name="Eva Jansen").click()
    assert_no_axe_findings(desk)
    desk.get_by_role("link", name="Verbetering doorvoeren").click()
    assert_no_axe_findings(desk)
    desk.fill("[name=person-family_name]", "Janssen")
    desk.get_by_role("button", name="Verbetering doorvoeren").click()
    desk.get_by_role("heading", name="Antwoord schrijven").wait_for()
    cast.eva.refresh_from_db()
    assert cast.eva.family_name == "Janssen"

    desk.get_by_role("link", name="Antwoord schrijven").click()
    desk.get_by_text("per brief").click()
    desk.get_by_role("button", name="Antwoord versturen").click()
    desk.get_by_role("heading", name="Beantwoord, per brief").wait_for()
    assert_no_axe_findings(desk)
    request.refresh_from_db()
    assert request.state == "answered"
    assert request.corrections.get().old == "Jansen"
