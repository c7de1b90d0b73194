"""A call noted from anywhere, and a line written on a client's page, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from gestand.core.search import rebuild
from gestand.people.models import Client, Correspondence
from tests.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDE = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture
def indexed(cast: Cast) -> Cast:
    rebuild()
    return cast


def test_a_call_is_noted_by_keyboard_alone_wherever_one_is(
    indexed: Cast, signed_in_page: Callable[..., Page], assert_no_axe_findings: Callable[[Page], None]
) -> None:
    page = signed_in_page(indexed.anna, **WIDE)
    page.goto("/clients/")
    page.keyboard.press("c")
    page.wait_for_selector("dialog[open] input[name=who]:focus")
    page.keyboard.type("carla")
    page.wait_for_selector("dialog[open] .who-choice:has-text('Carla van den Berg') input:checked")
    assert_no_axe_findings(page)
    page.fill("dialog[open] input[name=text]", "Kassa start niet op")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice:has-text('Bakkerij Het Zoute Brood')")
    assert page.url.endswith("/clients/")
    entry = Correspondence.objects.get(text="Kassa start niet op")
    assert (entry.client, entry.person) == (indexed.bakery, indexed.carla)


def test_arrows_pick_who_and_enter_goes_on_to_what(indexed: Cast, signed_in_page: Callable[..., Page]) -> None:
    page = signed_in_page(indexed.anna, **WIDE)
    page.goto("/calls/new/")
    page.keyboard.type("jansen")
    page.wait_for_selector(".who-choice:has-text('Eva Jansen')")
    names = page.locator(".who-choice .row-title").all_inner_texts()
    page.wait_for_selector(".who-choice input:checked")
    page.locator(".who-choice input").first.evaluate("first => { first.checked = true }")
    for _ in range(names.index("Eva Jansen")):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("Printer")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice:has-text('Jansen')")
    assert Correspondence.objects.get(text="Printer").person == indexed.eva


def test_a_call_of_somebody_unknown_is_assigned_later(indexed: Cast, signed_in_page: Callable[..., Page]) -> None:
    page = signed_in_page(indexed.anna, **PHONE)
    page.goto("/calls/new/")
    page.fill("input[name=who]", "06 99 88 77 66")
    page.fill("input[name=text]", "Belt terug")
    page.click("button:has-text('Gesprek vastleggen')")
    page.click("a:has-text('Toewijzen')")
    page.fill("input[name=who]", "eva")
    page.check(".who-choice:has-text('Eva Jansen') input")
    page.click("button:has-text('Toewijzen')")
    page.wait_for_url("**/loose-ends/")
    assert Correspondence.objects.get(text="Belt terug").client == indexed.jansen


def test_a_call_is_noted_without_javascript(indexed: Cast, signed_in_page: Callable[..., Page]) -> None:
    page = signed_in_page(indexed.anna, java_script_enabled=False)
    page.goto("/calls/new/")
    page.fill("input[name=who]", "bakkerij")
    page.fill("input[name=text]", "Zonder script")
    page.click("button:has-text('Gesprek vastleggen')")
    if page.locator(".who-choice").count():
        page.check(".who-choice:has-text('Bakkerij Het Zoute Brood') input >> nth=0")
        page.click("button:has-text('Gesprek vastleggen')")
    page.wait_for_selector(".notice:has-text('Bakkerij')")
    assert Correspondence.objects.get(text="Zonder script").client == indexed.bakery


def test_a_line_written_on_a_clients_page_stands_there_at_once(
    indexed: Cast, signed_in_page: Callable[..., Page], assert_no_axe_findings: Callable[[Page], None]
) -> None:
    page = signed_in_page(indexed.anna, **WIDE)
    page.goto(f"/clients/{indexed.bakery.id}/")
    page.click("#composer .chip:has-text('Bezocht')")
    page.fill("#composer textarea", "Kassa vervangen")
    page.select_option("#composer select", label="Carla van den Berg")
    page.click("#composer button:has-text('Vastleggen')")
    page.wait_for_selector(".timeline-item:has-text('Kassa vervangen')")
    assert page.input_value("#composer textarea") == ""
    assert_no_axe_findings(page)


def test_a_pasted_signature_becomes_a_client(indexed: Cast, signed_in_page: Callable[..., Page]) -> None:
    page = signed_in_page(indexed.anna, **PHONE)
    page.goto("/clients/new/")
    page.fill("textarea[name=paste]", "Piet Bos\nBos Techniek B.V.\nDorpsweg 3\n3722 ZZ Bilthoven\n06 12 34 56 78")
    page.click("button:has-text('Uit elkaar halen')")
    page.wait_for_selector("input[name=name][value='Bos Techniek B.V.']")
    page.click("button:has-text('Klant bewaren')")
    page.wait_for_selector("h1:has-text('Bos Techniek B.V.')")
    client = Client.objects.get(name="Bos Techniek B.V.")
    assert client.memberships.get().person.phone_numbers.get().number == "+31612345678"
