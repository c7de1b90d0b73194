"""What belongs to a thing without being one: interfaces, cables, users, photos, seats. How history writes them down.

A part stands in the history of its thing under its own name (``interface``), as pieces with ``SEPARATOR`` between them:
names as they are, choices and days by their value, persons by their id alone. Whoever reads it puts them in words, in
the reader's language and with the names of today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gestand.core.house import Label
from gestand.network.models import AddressKind, InterfaceKind, LinkKind
from gestand.ui.formats import day_words

SEPARATOR = " · "


class Part(models.TextChoices):
    INTERFACE = "interface", gettext_lazy("Interface")
    UPPER = "upper", gettext_lazy("Hangs on")
    LOWER = "lower", gettext_lazy("On it hangs")
    USER = "user", gettext_lazy("User")
    PHOTO = "photo", gettext_lazy("A photo")
    SEAT = "seat", gettext_lazy("Seat")
    LICENCE = "licence", gettext_lazy("Licence")
    NEEDED = "needed", gettext_lazy("Depends on")
    DEPENDENT = "dependent", gettext_lazy("Depends on it")
    VLAN = "vlan", gettext_lazy("VLAN")
    PLACE = "place", gettext_lazy("Place in the building")
    ADDRESS = "address", gettext_lazy("Address")
    OUTSIDE = "outside", gettext_lazy("Address outside every network")


_CHOICES: Mapping[str, Label] = {
    **dict(LinkKind.choices),
    **dict(InterfaceKind.choices),
    **dict(AddressKind.choices),
}
_PERSON = re.compile(r"person:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def pieces(*given: object) -> str:
    """What a part says, for history: what is empty is left out."""
    return SEPARATOR.join(str(one) for one in given if one not in (None, ""))


def told_later(name: str, value: object) -> str:
    """A piece that needs a word before it: "since:2026-01-01"."""
    return f"{name}:{value}" if value not in (None, "") else ""


def person_piece(person_id: UUID) -> str:
    """A person by id: the name stands with the person alone, and goes with him or her."""
    return f"person:{person_id}"


def persons_in(text: str) -> Iterator[UUID]:
    """Whose names the reader of this piece of history needs."""
    return (UUID(found) for found in _PERSON.findall(text))


def in_words(text: str, names: Mapping[UUID, str]) -> str:
    """Pieces of history for a reader: "Cable", "since mon 23 nov 2026", the names of persons."""
    return SEPARATOR.join(_piece(piece, names) for piece in text.split(SEPARATOR))


def _piece(piece: str, names: Mapping[UUID, str]) -> str:
    if piece in _CHOICES:
        return str(_CHOICES[piece])
    name, colon, value = piece.partition(":")
    if colon and name in ("since", "until", "there", "here"):
        words = {
            "since": _("since %(what)s"),
            "until": _("until %(what)s"),
            "there": _("port there %(what)s"),
            "here": _("port here %(what)s"),
        }[name]
        return words % {"what": day_in_words(value)}
    return _PERSON.sub(
        lambda found: names.get(UUID(found[1]), _("somebody who is no longer here")), day_in_words(piece)
    )


def day_in_words(text: str) -> str:
    """A day as people write it; any other text as it is."""
    if _DAY.match(text):
        try:
            return day_words(date.fromisoformat(text))
        except ValueError:
            pass
    return text
