"""The frame around every page: menu, person, firm, look."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.cache import cache
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client as Browser
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from gestand.core.house import Access, MenuEntry, NewAction, house
from gestand.ui import context
from gestand.ui.context import Shell
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _fresh_shell() -> None:
    for kept in (context.menu, context.new_actions, context.furniture, context.address):
        kept.cache_clear()
    cache.clear()


def shell_of(path: str = "/ui/firm.css", account: object = None, **cookies: str) -> Shell:
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    if account is not None:
        request.user = request._cached_user = account
    request.resolver_match = None
    return Shell(request)


def test_the_firm_is_the_brand(cast: Cast) -> None:
    shell = shell_of()
    assert (shell.firm_name, shell.firm_initial) == ("Helder IT", "H")


def test_without_a_firm_it_is_called_gestand(db: None) -> None:
    assert shell_of().firm_name == "Gestand"


def test_a_visitor_costs_no_look_up_of_an_account(db: None) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        shell = shell_of(gestand_theme="dark")
        assert shell.account is None
        assert (shell.theme, shell.density) == ("dark", "comfortable")
    assert len(queries) == 0


def test_a_persons_choice_goes_before_the_browsers(cast: Cast) -> None:
    cast.anna.theme = "light"
    assert shell_of(account=cast.anna, gestand_theme="dark").theme == "light"


def test_a_made_up_theme_is_no_theme(db: None) -> None:
    assert shell_of(gestand_theme='"><script>').theme == "system"


def test_an_owners_door_is_not_shown_to_a_standin(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [
        MenuEntry("For all", "ui:firm-css", "sun", 1, "ui"),
        MenuEntry("For the owner", "ui:firm-icon", "lock", 2, "x", access=Access.OWNER),
    ]
    monkeypatch.setattr(house, "menu", entries)
    assert [door.label for door in shell_of(account=cast.anna).menu] == ["For all", "For the owner"]
    assert [door.label for door in shell_of(account=cast.bram).menu] == ["For all"]
    assert "For the owner" not in shell_of(account=cast.bram).rail


def test_settings_are_one_door_that_is_current_on_each_of_its_pages(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [
        MenuEntry("Mail", "ui:firm-css", "mail", 1, "x", place="settings"),
        MenuEntry("Settings", "office:settings", "settings", 2, "office:settings", place="foot"),
    ]
    monkeypatch.setattr(house, "menu", entries)
    shell = shell_of(account=cast.anna)
    frame = replace(shell._frame, section="x")
    rail = context.furniture("rail", frame)
    assert "Mail" not in rail
    assert rail.count('aria-current="page"') == 1


def test_a_page_of_settings_inside_a_room_leaves_the_rooms_own_door_current(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [
        MenuEntry("Clients", "ui:firm-icon", "users", 0, "x"),
        MenuEntry("Import", "ui:firm-css", "mail", 1, "x", place="settings"),
        MenuEntry("Settings", "office:settings", "settings", 2, "office:settings", place="foot"),
    ]
    monkeypatch.setattr(house, "menu", entries)
    shell = shell_of(account=cast.anna)
    doors = context.frame_words(replace(shell._frame, section="x"))
    assert [door.label for door in (*doors["menu"], *doors["settings_menu"]) if door.current] == ["Clients"]


def test_the_bottom_bar_has_four_places_and_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "menu", [MenuEntry(f"Door {n}", "ui:firm-css", "sun", n, f"x{n}") for n in range(6)])
    bar = shell_of(account=cast.anna).bar
    assert bar.index("Door 3") < bar.index("<details") < bar.index("Door 4")


def test_new_things_carry_their_key(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "new_actions", [NewAction("Call", "ui:firm-css", "phone-plus", 1, key="c")])
    assert 'data-key="c"' in shell_of(account=cast.anna).topbar


def test_a_signed_in_page_needs_one_query_for_its_frame(cast: Cast) -> None:
    request = RequestFactory().get("/")
    request.user = request._cached_user = cast.anna
    request.resolver_match = None
    with CaptureQueriesContext(connection) as queries:
        page = render_to_string("ui/page.html", {"shell": Shell(request)}, request=None)
    assert "Helder IT" in page
    assert "Gestand 0." in page
    assert len(queries) == 1


def test_the_firms_own_colour_brings_its_stylesheet(cast: Cast) -> None:
    assert shell_of().firm_css_url == ""
    cast.firm.accent = "#8a3b12"
    cast.firm.save()
    assert shell_of().firm_css_url == "/ui/firm.css?8a3b12"


def test_the_colour_sheet_may_be_kept_for_a_year(visitor: Browser, cast: Cast) -> None:
    cast.firm.accent = "#8a3b12"
    cast.firm.save()
    answer = visitor.get("/ui/firm.css?8a3b12")
    assert "--accent:light-dark(#8a3b12" in answer.content.decode()
    assert answer["Content-Type"] == "text/css"
    assert "immutable" in answer["Cache-Control"]


def test_the_mark_is_the_firms_letter(visitor: Browser, cast: Cast) -> None:
    answer = visitor.get(reverse("ui:firm-icon"))
    assert answer["Content-Type"] == "image/svg+xml"
    assert ">H</text>" in answer.content.decode()


def test_the_look_is_kept_with_the_account(anna: Browser, cast: Cast) -> None:
    answer = anna.post(reverse("ui:look"), {"theme": "dark", "density": "compact", "next": "/"})
    assert answer.status_code == 302
    cast.anna.refresh_from_db()
    assert (cast.anna.theme, cast.anna.density) == ("dark", "compact")


def test_a_visitors_look_is_kept_in_the_browser(visitor: Browser, cast: Cast) -> None:
    answer = visitor.post(reverse("ui:look"), {"theme": "dark", "next": "/"})
    assert answer.cookies["gestand_theme"].value == "dark"


def test_a_look_that_does_not_exist_changes_nothing(anna: Browser, cast: Cast) -> None:
    anna.post(reverse("ui:look"), {"theme": "plaid", "next": "/"})
    cast.anna.refresh_from_db()
    assert cast.anna.theme == "system"


@pytest.mark.parametrize("elsewhere", ["https://kwaad.example/", "//kwaad.example", "javascript:alert(1)"])
def test_the_way_back_never_leads_outside(visitor: Browser, cast: Cast, elsewhere: str) -> None:
    assert visitor.post(reverse("ui:look"), {"language": "en", "next": elsewhere})["Location"] == "/"


def test_another_language_leads_to_the_same_page(visitor: Browser, cast: Cast) -> None:
    answer = visitor.post(reverse("ui:look"), {"language": "en", "next": "/account/login/"})
    assert answer["Location"] == "/account/login/"
    assert "Sign in" in visitor.get("/account/login/").content.decode()


@pytest.mark.parametrize(("language", "words"), [("nl", "Inloggen"), ("en", "Sign in")])
def test_signing_in_speaks_both_languages(visitor: Browser, cast: Cast, language: str, words: str) -> None:
    visitor.cookies["gestand_language"] = language
    assert words in visitor.get("/account/login/").content.decode()


def test_the_page_of_elements_is_for_the_demo_alone(anna: Browser, cast: Cast, settings: object) -> None:
    assert anna.get(reverse("ui:elements")).status_code == 404
    settings.DEMO = True  # type: ignore[attr-defined]
    with translation.override("nl"):
        assert anna.get(reverse("ui:elements")).status_code == 200


@pytest.mark.urls("tests.ui.bilingual_urls")
def test_a_page_with_an_address_for_each_language_keeps_to_its_address(
    visitor: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house, "access", {**house.access, "ask": Access.PUBLIC, "inside": Access.PUBLIC})
    visitor.cookies["gestand_language"] = "en"
    spoken = {path: visitor.get(path).content.decode() for path in ("/ask/", "/en/ask/", "/inside/")}
    assert spoken == {"/ask/": "nl", "/en/ask/": "en", "/inside/": "en"}


@pytest.mark.urls("tests.ui.bilingual_urls")
def test_switching_language_goes_to_the_other_address(visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    assert visitor.post("/ui/look", {"language": "en", "next": "/ask/?a=1"})["Location"] == "/en/ask/?a=1"
    assert visitor.post("/ui/look", {"language": "nl", "next": "/en/ask/"})["Location"] == "/ask/"
