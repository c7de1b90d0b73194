"""What every page's shell needs: the firm's name, the menu, who is signed in, how the screen looks.

Everything is looked up when a template first asks for it, so that a fragment or a public page pays nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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

THEME_COOKIE = f"{settings.COOKIE_PREFIX}gestand_theme"
DENSITY_COOKIE = f"{settings.COOKIE_PREFIX}gestand_density"
THEMES = ("system", "light", "dark")
DENSITIES = ("comfortable", "compact")
PHONE_PLACES = 4
PRIVACY = "privacy"  # the section of the main entry whose pages carry the tabs


@dataclass(frozen=True, slots=True)
class Door:
    """A line of a menu, ready to show."""

    label: str
    url: str
    icon: str
    current: bool = False
    phone: bool = True
    key: str = ""
    dialog: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in."""

    name: str
    initials: str
    email: str
    is_owner: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """All that the pieces of the shell depend on: the key under which they are kept."""

    firm_name: str
    section: str
    language: str
    account: Person | None
    theme: str
    density: str
    filled: int  # how much the rooms had put into the house


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
    def _frame(self) -> Frame:
        match = self._request.resolver_match
        return Frame(
            firm_name=self.firm_name,
            section=place_of(match.namespace, match.view_name, self._request.path) if match else "",
            language=self.language,
            account=self.account,
            theme=self.theme,
            density=self.density,
            filled=len(house.menu) + len(house.new_actions) + len(house.access),
        )

    @property
    def menu(self) -> tuple[Door, ...]:
        return menu(self._frame, "main")

    @property
    def settings_menu(self) -> tuple[Door, ...]:
        return menu(self._frame, "foot")

    @property
    def privacy_tabs(self) -> tuple[Door, ...]:
        """The tabs of "Privacy", on its pages alone; one is current by its address."""
        if self._frame.section != PRIVACY:
            return ()
        here = self._request.path
        tabs = menu(self._frame, "privacy")
        return tuple(replace(tab, current=here.startswith(tab.url)) for tab in tabs)

    @property
    def new_actions(self) -> tuple[Door, ...]:
        return new_actions(self._frame)

    @property
    def assets(self) -> SafeString:
        return furniture("assets")

    @property
    def rail(self) -> SafeString:
        return furniture("rail", self._frame)

    @property
    def topbar(self) -> SafeString:
        return furniture("topbar", self._frame)

    @property
    def bar(self) -> SafeString:
        return furniture("bottom_bar", self._frame)

    @property
    def dialogs(self) -> SafeString:
        return furniture("shell_dialogs", self._frame)

    @property
    def scripts(self) -> SafeString:
        return furniture("scripts")


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    return {"shell": Shell(request)}


def place_of(namespace: str, view_name: str, path: str) -> str:
    """The section of the menu that a page belongs to: an address below a tab of Privacy belongs there, else an entry
    may claim one view, else its whole room.
    """
    if path.startswith(privacy_addresses(len(house.menu))):
        return PRIVACY
    sections = {entry.section for entry in house.menu}
    return view_name if view_name in sections else namespace


@lru_cache(maxsize=8)
def privacy_addresses(_filled: int) -> tuple[str, ...]:
    return tuple(reverse(entry.url) for entry in house.menu if entry.place == "privacy")


@lru_cache(maxsize=512)
def menu(frame: Frame, place: str) -> tuple[Door, ...]:
    entries = [entry for entry in house.menu if entry.place == place and may_enter(entry.access, frame)]
    sections = {each: {entry.section for entry in house.menu if entry.place == each} for each in ("main", "settings")}
    behind = sections["settings"] - sections["main"] if place == "foot" else set()  # a room's own door goes first
    return tuple(
        Door(
            str(entry.label),
            reverse(entry.url),
            entry.icon,
            frame.section in {entry.section, entry.url, *behind},
            entry.phone,
        )
        for entry in entries
    )


@lru_cache(maxsize=512)
def new_actions(frame: Frame) -> tuple[Door, ...]:
    return tuple(
        Door(str(action.label), reverse(action.url), action.icon, key=action.key, dialog=action.dialog)
        for action in house.new_actions
        if may_enter(action.access, frame)
    )


@lru_cache(maxsize=1024)
def furniture(part: str, frame: Frame | None = None) -> SafeString:
    """A piece of the shell that is the same for many requests, rendered once and kept."""
    return mark_safe(render_to_string(f"ui/elements/{part}.html", frame_words(frame) if frame else {}))  # our own


def frame_words(frame: Frame) -> dict[str, Any]:
    """What the pieces of the shell say."""
    main, arranging = menu(frame, "main"), menu(frame, "foot")
    bar = tuple(door for door in main if door.phone)[:PHONE_PLACES]
    more = tuple(door for door in (*main, *arranging) if door not in bar)
    return {
        "frame": frame,
        "firm_initial": frame.firm_name[:1].upper(),
        "menu": main,
        "settings_menu": arranging,
        "bar": bar,
        "more": more,
        "more_current": any(door.current for door in more),
        "new_actions": new_actions(frame),
        "languages": Shell.languages,
        "home_url": address("office:today") or "/",
        "search_url": address("office:search"),
        "palette_url": address("office:palette"),
        "version": Shell.version,
    }


def may_enter(access: Access, frame: Frame) -> bool:
    return access is not Access.OWNER or bool(frame.account and frame.account.is_owner)


@lru_cache(maxsize=64)
def address(view_name: str) -> str:
    """The URL of a page that a higher room may offer; empty where it does not."""
    if view_name not in house.access:
        return ""
    try:
        return reverse(view_name)
    except NoReverseMatch:
        return ""
