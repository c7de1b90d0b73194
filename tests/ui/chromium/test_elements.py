"""The page of elements in a real browser: accessible, operable by keyboard, forgiving."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WIDE = {"viewport": {"width": 1440, "height": 1000}}
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture
def elements(signed_in_page: Callable[..., Page], cast: Cast, settings: Any) -> Callable[..., Page]:
    def open_elements(**options: Any) -> Page:
        settings.DEMO = True
        page = signed_in_page(cast.anna, **options)
        page.faults = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda fault: page.faults.append(str(fault)))  # type: ignore[attr-defined]
        page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)  # type: ignore[attr-defined]
        page.goto("/ui/elements")
        return page

    return open_elements


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_serious(
    elements: Callable[..., Page], assert_no_axe_findings: Callable[[Page], None], size: dict[str, Any]
) -> None:
    page = elements(color_scheme="light", **size)
    bright = page.evaluate(BACKGROUND)
    assert_no_axe_findings(page)
    page.emulate_media(color_scheme="dark")
    page.reload()  # or colours are still on their way from light to dark
    assert page.evaluate(BACKGROUND) != bright
    assert_no_axe_findings(page)
    assert page.faults == []  # type: ignore[attr-defined]


def test_no_page_is_wider_than_its_window(elements: Callable[..., Page]) -> None:
    page = elements(viewport={"width": 390, "height": 900})
    for width in (390, 768, 1024, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        page.reload()
        assert page.evaluate("window.innerWidth") == width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_was_typed_survives_a_reload(elements: Callable[..., Page]) -> None:
    page = elements(**WIDE)
    page.fill("#id_name", "Garage Knal")
    for _look in range(100):
        if page.evaluate("Object.values(sessionStorage).some(kept => kept.includes('Garage Knal'))"):
            break
        page.wait_for_timeout(50)
    page.reload()
    assert page.input_value("#id_name") == "Garage Knal"


def test_what_was_saved_leaves_no_draft(elements: Callable[..., Page]) -> None:
    page = elements(**WIDE)
    page.fill("#id_name", "Garage Knal")
    page.click("text=Klant bewaren")
    page.wait_for_url("**/ui/elements?*name=Garage*")
    page.goto("/ui/elements")
    assert page.input_value("#id_name") == ""


def test_a_dialog_opens_in_place_and_closes_with_escape(elements: Callable[..., Page]) -> None:
    page = elements(**WIDE)
    page.click("[data-dialog=archive]")
    assert page.is_visible("#archive h2")
    page.keyboard.press("Escape")
    assert not page.is_visible("#archive h2")


def test_rows_are_walked_and_ticked_by_keyboard(elements: Callable[..., Page]) -> None:
    page = elements(**WIDE)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.is_checked("tbody tr:nth-child(2) .tick input")
    assert page.is_visible(".bulk-bar")
    assert page.inner_text("[data-selected]") == "1"


def test_a_question_mark_shows_the_keys(elements: Callable[..., Page]) -> None:
    page = elements(**WIDE)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.is_visible("#keys-help h2")


def test_a_menu_opens_without_javascript(elements: Callable[..., Page]) -> None:
    page = elements(java_script_enabled=False, **WIDE)
    page.click("summary.avatar")
    assert page.is_visible("text=Uitloggen")


def test_every_target_can_be_touched(elements: Callable[..., Page]) -> None:
    page = elements(**PHONE)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.button, .chip, .bottom-bar a, .tabs a, summary.avatar')]
        .filter(one => one.offsetParent && !one.closest('dialog, .menu-list'))
        .map(one => [one.textContent.trim(), one.getBoundingClientRect().height
            - 2 * Math.min(0, parseFloat(getComputedStyle(one, '::after').top) || 0)])
        .filter(([, height]) => height < 43.5)"""
    )
    assert small == []


def test_without_a_connection_a_form_stays_and_says_so(elements: Callable[..., Page]) -> None:
    page = elements(**WIDE)
    page.fill("#id_name", "Garage Knal")
    page.context.set_offline(True)
    page.click("text=Klant bewaren")
    assert page.is_visible("[data-connection-lost]")
    assert page.input_value("#id_name") == "Garage Knal"
    page.context.set_offline(False)


def test_the_form_of_another_page_opens_as_a_sheet(elements: Callable[..., Page]) -> None:
    page = elements(**WIDE)
    page.evaluate(
        """() => { const link = document.createElement('a'); link.href = '/account/logout/';
        link.dataset.sheet = ''; link.dataset.key = 'w'; link.textContent = 'Weg'; document.body.append(link);
        document.activeElement.blur(); }"""
    )
    page.keyboard.press("w")
    page.wait_for_selector("#sheet form .button")
    assert page.inner_text("#sheet h2") == "Uitloggen?"
    page.keyboard.press("Escape")
    assert not page.is_visible("#sheet form")


def test_the_command_palette_is_walked_by_keyboard(elements: Callable[..., Page]) -> None:
    page = elements(**WIDE)
    page.route(
        "**/palette/**",
        lambda route: route.fulfill(
            content_type="text/html",
            body='<a role="option" href="/ui/elements?one">Een</a><a role="option" href="/ui/elements?two">Twee</a>',
        ),
    )
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.wait_for_selector("#palette-option-1")
    page.keyboard.press("ArrowDown")
    field = page.locator("#palette input")
    assert field.get_attribute("aria-activedescendant") == "palette-option-1"
    page.keyboard.press("Enter")
    page.wait_for_url("**/ui/elements?two")
