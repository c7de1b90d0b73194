"""The owner looks at a client's network: zooms, pans with the keyboard, opens a device, answers what is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from gestand.network import actions
from gestand.network.models import Device, Link
from tests.cast import NOW, Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def devices(cast: Cast) -> list[Device]:
    """A router with fourteen computers on it."""
    found = []
    for number in range(15):
        kind, name = ("computer", f"Kassa {number}") if number else ("router", "Zendkastje")
        row = actions.add_thing("device", by=cast.owner, at=NOW, owner=cast.bakery, kind=kind, name=name)
        assert isinstance(row, Device)
        found.append(row)
    Link.objects.bulk_create(Link(upper=found[0], lower=lower) for lower in found[1:])
    return found


def seen(page: Page) -> list[float]:
    """The part of the drawing that the frame shows: left, top, width, height."""
    told = page.locator(".network-picture").get_attribute("viewBox") or ""
    return [float(one) for one in told.split()]


def test_the_picture_zooms_pans_and_leads_to_a_device(
    cast: Cast,
    signed_in_page: Callable[..., Page],
    assert_no_axe_findings: Callable[[Page], None],
    devices: list[Device],
) -> None:
    page = signed_in_page(cast.anna, reduced_motion="reduce")
    page.goto(f"/clients/{cast.bakery.id}/network/picture/")
    page.locator(".picture-frame.is-live").wait_for()
    assert_no_axe_findings(page)
    whole = seen(page)
    for _larger in range(5):
        page.locator("[data-zoom=in]").click()
    assert seen(page)[2] < whole[2]
    page.locator(".picture-frame").focus()
    before = seen(page)
    page.keyboard.press("ArrowRight")
    assert seen(page)[0] > before[0]
    page.keyboard.press("0")
    page.get_by_role("link", name="Kassa 3", exact=False).first.click()
    page.get_by_role("heading", name="Kassa 3", level=1).wait_for()


def test_without_script_the_picture_scrolls_and_stands_in_words(
    cast: Cast, signed_in_page: Callable[..., Page], devices: list[Device]
) -> None:
    page = signed_in_page(cast.anna, java_script_enabled=False)
    page.goto(f"/clients/{cast.bakery.id}/network/picture/")
    assert page.locator(".network-picture").is_visible()
    assert not page.locator(".picture-tools").is_visible()
    page.locator("summary", has_text="Hetzelfde in woorden").click()
    assert page.locator("details tbody tr").count() == len(devices)


def test_on_a_phone_the_tab_has_no_sideways_scroll_and_asks_what_is_missing(
    cast: Cast,
    signed_in_page: Callable[..., Page],
    assert_no_axe_findings: Callable[[Page], None],
    devices: list[Device],
) -> None:
    page = signed_in_page(cast.anna, **PHONE)
    page.goto(f"/clients/{cast.bakery.id}/network/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    assert_no_axe_findings(page)
    page.get_by_text("wie is de internetprovider?").wait_for()
    page.get_by_role("button", name="Niet van toepassing").click()
    page.get_by_text("Het wordt bij deze klant niet meer gevraagd.").wait_for()
    page.locator("aside").get_by_role("link", name="Vastleggen", exact=True).click()
    page.get_by_label("Waarvan").or_(page.get_by_role("textbox").first).first.wait_for()
    assert "/backup/new/" in page.url
