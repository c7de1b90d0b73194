"""The words in the picture, in the language of who looks at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, wraps

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from gestand.network.picture.parts import CABLE, POWER, UNKNOWN, USB, WIRELESS

Words = Mapping[str, str]


def _once_a_language(make: Callable[[], Words]) -> Callable[[], Words]:
    """A picture asks for all words of a kind however few it needs: they are looked up once."""
    made = cache(lambda _language: make())
    return wraps(make)(lambda: made(get_language()))


@_once_a_language
def link_words() -> Words:
    return {
        CABLE: _("Cable"),
        WIRELESS: _("Wi-Fi"),
        USB: _("USB"),
        POWER: _("Power"),
        UNKNOWN: _("How it is connected is not written down"),
    }


@_once_a_language
def state_words() -> Words:
    return {"in_use": _("In use"), "spare": _("Spare"), "repair": _("In repair"), "gone": _("Gone")}


@_once_a_language
def kind_words() -> Words:
    return {
        "computer": _("Computer"),
        "server": _("Server"),
        "phone": _("Phone"),
        "tablet": _("Tablet"),
        "printer": _("Printer"),
        "router": _("Router or modem"),
        "switch": _("Switch"),
        "access_point": _("Access point"),
        "nas": _("NAS"),
        "camera": _("Camera"),
        "television": _("Television or player"),
        "ups": _("UPS"),
        "other": _("Other"),
    }


def internet() -> str:
    return _("Internet")


def no_site() -> str:
    return _("Without a site")


def port(name: str) -> str:
    return _("port %(name)s") % {"name": name}


def on_upper(name: str) -> str:
    return _("on %(name)s") % {"name": name}


def picture_of(title: str) -> str:
    return _("Network of %(title)s") % {"title": title}


def in_the_cupboard() -> str:
    return _("Spare, not connected")


def nothing_yet() -> str:
    return _("No device is written down yet.")


def devices(count: int) -> str:
    return ngettext("%(count)s device", "%(count)s devices", count) % {"count": count}


def overview() -> str:
    return _("Overview")


def other_devices() -> str:
    return _("Devices without a network")


def part_of(name: str, part: int, parts: int) -> str:
    return _("%(name)s, part %(part)s of %(parts)s") % {"name": name, "part": part, "parts": parts}


def twice_linked() -> str:
    return _("Also linked with, not drawn")


def on_mains_backup() -> str:
    return _("On a UPS")
