"""The choice of a version of an operating system, for a device whose text does not tell it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gestand.network.kernels.systems import cycles
from gestand.ui.formats import day_words

_PRODUCTS = {
    "windows": "Windows",
    "windows-server": "Windows Server",
    "macos": "macOS",
    "ios": "iOS",
    "ipados": "iPadOS",
    "android": "Android",
    "ubuntu": "Ubuntu",
    "debian": "Debian",
    "synology-dsm": "Synology DSM",
}


def system_field() -> forms.ChoiceField:
    """Every version that the list knows, by product; left alone, the text says which it is."""
    return forms.ChoiceField(
        label=gettext_lazy("Version"),
        required=False,
        choices=_choices,
        help_text=gettext_lazy("Tells until when it gets security updates."),
    )


def _choices() -> list[tuple[str, object]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for cycle in cycles().values():
        words = f"{cycle.name}, {day_words(cycle.ends_on)}" if cycle.ends_on else cycle.name
        groups.setdefault(_PRODUCTS.get(cycle.product, cycle.product), []).append((cycle.key, words))
    return [("", _("As its text says")), *groups.items()]
