"""What every page's shell needs: the firm's name, the menu, who is signed in, how the screen looks.

Everything is looked up when a template first asks for it, so that a fragment or a public page pays nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from gestand import __version__
from gestand.core.actors import Role
from gestand.core.firm import current_firm
from gestand.core.house import Access, house
from gestand.ui import colour
from gestand.ui.formats import initials

if TYPE_CHECKING:
    from django.http import HttpRequest

    from gestand.core.firm import Firm

THEME_COOKIE = "gestand_theme"
DENSITY_COOKIE = "gestand_density"
THEMES = ("system", "light", "dark")
DENSITIES = ("comfortable", "compact")
PHONE_PLACES = 4


@dataclass(frozen=True, slots=True)
class Door:
    """A line of a menu, ready to show."""

    label: str
    url: str
    icon: str
    current: bool = False
    phone: bool = True
    key: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in."""

    name: str
    initials: str
    email: str
    is_owner: bool


class Shell:
    """One request's frame. Templates read its attributes; see gestand/ui/README.md."""

    version = ".".join(__version__.split(".")[:2])
    languages = (("nl", "Nederlands"), ("en", "English"))

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def firm(self) -> Firm | None:
        return current_firm()

    @property
    def firm_name(self) -> str:
        return self.firm.name if self.firm else "Gestand"

    @property
    def firm_initial(self) -> str:
        return self.firm_name[:1].upper()

    @cached_property
    def account(self) -> Person | None:
        user = self._user
        if user is None:
            return None
        return Person(user.name, initials(user.name), user.email, user.role == Role.OWNER)

    @cached_property
    def _user(self) -> Any:
        """The signed-in account; a visitor without a session costs no look-up."""
        if settings.SESSION_COOKIE_NAME not in self._request.COOKIES and not hasattr(self._request, "_cached_user"):
            return None
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def theme(self) -> str:
        chosen = self._user.theme if self._user else self._request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else "system"

    @cached_property
    def density(self) -> str:
        chosen = self._user.density if self._user else self._request.COOKIES.get(DENSITY_COOKIE, "")
        return chosen if chosen in DENSITIES else "comfortable"

    @property
    def language(self) -> str:
        return (translation.get_language() or settings.LANGUAGE_CODE)[:2]

    @property
    def path(self) -> str:
        return self._request.get_full_path()

    @cached_property
    def firm_css_url(self) -> str:
        """The small stylesheet with the firm's own colour; empty while it is the built-in one."""
        accent = self.firm.accent if self.firm else colour.BUILT_IN
        return "" if accent.lower() == colour.BUILT_IN else f"{reverse('ui:firm-css')}?{accent.lstrip('#').lower()}"

    @cached_property
    def icon_url(self) -> str:
        accent = self.firm.accent if self.firm else colour.BUILT_IN
        return f"{reverse('ui:firm-icon')}?{accent.lstrip('#').lower()}{self.firm_initial}"

    @cached_property
    def account_frame(self) -> str:
        """The frame of pages about signing in: who has no second factor yet sees no menu that would only refuse."""
        return "ui/page.html" if self._user is not None and is_mfa_enabled(self._user) else "ui/plain.html"

    @property
    def search_url(self) -> str:
        return address("office:search")

    @property
    def palette_url(self) -> str:
        return address("office:palette")

    @cached_property
    def _doors(self) -> tuple[str, bool, str]:
        match = self._request.resolver_match
        namespace = match.namespace if match else ""
        name = match.view_name if match else ""
        is_owner = bool(self.account and self.account.is_owner)
        return place_of(namespace, name), is_owner, self.language

    @property
    def menu(self) -> tuple[Door, ...]:
        return menu(*self._doors, place="main", filled=len(house.menu))

    @property
    def settings_menu(self) -> tuple[Door, ...]:
        return menu(*self._doors, place="settings", filled=len(house.menu))

    @property
    def new_actions(self) -> tuple[Door, ...]:
        return new_actions(*self._doors[1:], filled=len(house.new_actions))

    @property
    def rail(self) -> SafeString:
        return furniture("rail", self.firm_name, *self._doors, filled=len(house.menu))

    @property
    def bar(self) -> SafeString:
        return furniture("bottom_bar", self.firm_name, *self._doors, filled=len(house.menu))

    @property
    def new_menu(self) -> SafeString:
        return furniture("new_menu", "", "", *self._doors[1:], filled=len(house.new_actions))

    @property
    def keys_dialog(self) -> SafeString:
        return furniture("keys_dialog", "", "", is_owner=False, language=self.language, filled=0)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    return {"shell": Shell(request)}


def place_of(namespace: str, view_name: str) -> str:
    """The section of the menu that a page belongs to: an entry may claim one view, else its whole room."""
    sections = {entry.section for entry in house.menu}
    return view_name if view_name in sections else namespace


@lru_cache(maxsize=512)
def menu(section: str, is_owner: bool, _language: str, *, place: str, filled: int) -> tuple[Door, ...]:  # noqa: ARG001 - the key of the cache
    entries = [entry for entry in house.menu if entry.place == place and may_enter(entry.access, is_owner=is_owner)]
    return tuple(
        Door(str(entry.label), reverse(entry.url), entry.icon, section in {entry.section, entry.url}, entry.phone)
        for entry in entries
    )


@lru_cache(maxsize=64)
def new_actions(is_owner: bool, _language: str, *, filled: int) -> tuple[Door, ...]:  # noqa: ARG001 - the key of the cache
    return tuple(
        Door(str(action.label), reverse(action.url), action.icon, key=action.key)
        for action in house.new_actions
        if may_enter(action.access, is_owner=is_owner)
    )


@lru_cache(maxsize=512)
def furniture(part: str, firm_name: str, section: str, is_owner: bool, language: str, *, filled: int) -> SafeString:
    """A piece of the shell that is the same for many requests, rendered once."""
    main = menu(section, is_owner, language, place="main", filled=filled)
    settings_entries = menu(section, is_owner, language, place="settings", filled=filled)
    bar = tuple(door for door in main if door.phone)[:PHONE_PLACES]
    more = tuple(door for door in (*main, *settings_entries) if door not in bar)
    html = render_to_string(
        f"ui/elements/{part}.html",
        {
            "firm_name": firm_name,
            "firm_initial": firm_name[:1].upper(),
            "menu": main,
            "settings_menu": settings_entries,
            "bar": bar,
            "more": more,
            "more_current": any(door.current for door in more),
            "new_actions": new_actions(is_owner, language, filled=len(house.new_actions)),
            "home_url": address("office:today") or "/",
            "version": Shell.version,
        },
    )
    return mark_safe(html)  # a template's own output


def may_enter(access: Access, *, is_owner: bool) -> bool:
    return access is not Access.OWNER or is_owner


@lru_cache(maxsize=64)
def address(view_name: str) -> str:
    """The URL of a page that a higher room may offer; empty where it does not."""
    if view_name not in house.access:
        return ""
    try:
        return reverse(view_name)
    except NoReverseMatch:
        return ""
