"""The command palette in a real browser: by keyboard alone, and search without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from gestand.core.search import rebuild
from tests.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDE = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def indexed(cast: Cast) -> Cast:
    rebuild()
    return cast


def test_a_client_is_found_and_opened_without_touching_the_mouse(
    indexed: Cast, signed_in_page: Callable[..., Page], assert_no_axe_findings: Callable[[Page], None]
) -> None:
    page = signed_in_page(indexed.anna, **WIDE)
    page.goto("/")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette-option-0")
    page.keyboard.type("zoute borod")
    page.wait_for_selector("#palette mark")
    assert_no_axe_findings(page)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/clients/{indexed.bakery.id}/")


def test_the_arrows_walk_the_lines_and_escape_leaves(indexed: Cast, signed_in_page: Callable[..., Page]) -> None:
    page = signed_in_page(indexed.anna, **WIDE)
    page.goto("/")
    page.keyboard.press("/")
    page.wait_for_selector("#palette-option-1")
    page.keyboard.press("ArrowDown")
    assert page.locator("#palette [aria-selected=true]").get_attribute("id") == "palette-option-1"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    last = page.locator("#palette [role=option]").last.get_attribute("id")
    assert page.locator("#palette [aria-selected=true]").get_attribute("id") == last
    page.keyboard.press("Escape")
    assert not page.locator("#palette").is_visible()


def test_a_command_begins_something_new(indexed: Cast, signed_in_page: Callable[..., Page]) -> None:
    page = signed_in_page(indexed.anna, **WIDE)
    page.goto("/")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette-option-0")
    page.keyboard.type("nieuw klant")
    page.wait_for_selector("#palette-option-0[href='/clients/new/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clients/new/")


def test_what_was_opened_stands_on_top_the_next_time(indexed: Cast, signed_in_page: Callable[..., Page]) -> None:
    page = signed_in_page(indexed.anna, **WIDE)
    page.goto(f"/clients/{indexed.jansen.id}/")
    page.goto("/")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette-option-0")
    assert "Familie Jansen" in page.locator("#palette-option-0").inner_text()


def test_search_works_without_javascript(indexed: Cast, signed_in_page: Callable[..., Page]) -> None:
    page = signed_in_page(indexed.anna, java_script_enabled=False, **WIDE)
    page.goto("/")
    page.fill("[role=search] input[name=q]", "jansne")
    page.locator("[role=search] input[name=q]").press("Enter")
    page.click("text=Familie Jansen")
    assert page.url.endswith(f"/clients/{indexed.jansen.id}/")


@pytest.mark.parametrize("address", ["/", "/search/?q=jansen", "/search/?q=qqqq", "/settings/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_the_office_have_no_serious_faults(
    indexed: Cast,
    signed_in_page: Callable[..., Page],
    assert_no_axe_findings: Callable[[Page], None],
    address: str,
    scheme: str,
) -> None:
    page = signed_in_page(indexed.anna, color_scheme=scheme, viewport={"width": 390, "height": 844})
    page.goto(address)
    assert_no_axe_findings(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
