"""A button that is pressed twice, with JavaScript and without, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gestand.people.models import Client
from tests.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

WIDE = {"viewport": {"width": 1440, "height": 900}}
SAVE = ".form-foot button.primary"


def fill_in_a_client(page: Page) -> list[str]:
    """A client with a name, ready to be saved; gives the list in which each sending will stand."""
    sent: list[str] = []
    page.goto("/clients/new/")
    page.fill("input[name=name]", "Smederij Vuur")
    page.fill("input[name=family_name]", "Smit")
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    return sent


def test_a_double_press_leaves_the_browser_once(cast: Cast, signed_in_page: Callable[..., Page]) -> None:
    page = signed_in_page(cast.anna, **WIDE)
    sent = fill_in_a_client(page)
    page.dblclick(SAVE)
    page.wait_for_url("**/clients/*-*/")
    assert len(sent) == 1
    assert Client.objects.filter(name="Smederij Vuur").count() == 1


def test_who_presses_again_without_javascript_makes_one_client(cast: Cast, signed_in_page: Callable[..., Page]) -> None:
    """The first answer takes long; the second press takes its place in the browser."""
    page = signed_in_page(cast.anna, **WIDE, java_script_enabled=False)
    sent = fill_in_a_client(page)

    def let_the_first_wait(route: Route) -> None:
        if len(sent) == 1:
            route.fetch(max_redirects=0)  # the server has it, the browser hears nothing
        else:
            route.continue_()

    page.route("**/clients/new/", let_the_first_wait)
    place = page.locator(SAVE)
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box
    for _press in range(2):  # by hand: Playwright itself would wait for the page that does not come
        page.mouse.click(box["x"] + 5, box["y"] + 5)
        page.wait_for_timeout(700)
    page.wait_for_url("**/clients/*-*/")
    assert len(sent) == 2
    assert page.url.endswith(f"/clients/{Client.objects.get(name='Smederij Vuur').id}/")


def test_a_browser_that_sends_a_form_again_is_led_to_the_same_page(
    cast: Cast, signed_in_page: Callable[..., Page]
) -> None:
    """The first answer is lost on the way, and the browser asks once more."""
    page = signed_in_page(cast.anna, **WIDE, java_script_enabled=False)

    def lose_the_answer(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
        route.continue_()

    page.route("**/clients/new/", lose_the_answer)
    fill_in_a_client(page)
    page.click(SAVE)
    page.wait_for_url("**/clients/*-*/")
    assert page.url.endswith(f"/clients/{Client.objects.get(name='Smederij Vuur').id}/")
