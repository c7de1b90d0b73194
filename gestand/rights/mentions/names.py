"""What a text would call somebody: names, mail addresses, telephone numbers; for a database, and exactly."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from gestand.people.models import MailAddress, Membership, Person, PhoneNumber

#: A shorter name would be found inside every other word.
_SHORTEST_NAME = 3
_SHORTEST_NUMBER = 6
#: What may stand before a national number: "0", "0031", "+31 (0)".
_ABROAD = r"(?:(?:00)?31[^0-9]{0,3})?(?:0[^0-9]{0,3})?"
#: Letters that are written with and without an accent.
_ACCENTS = {
    "a": "aàáâãäåAÀÁÂÃÄÅ", "c": "cçCÇ", "e": "eèéêëEÈÉÊË", "i": "iìíîïIÌÍÎÏ", "n": "nñNÑ",
    "o": "oòóôõöøOÒÓÔÕÖØ", "s": "sšSŠ", "u": "uùúûüUÙÚÛÜ", "y": "yýÿYÝ", "z": "zžZŽ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Called:
    """Everything a person may be called by. ``given`` alone says little: it counts where the person belongs."""

    full: tuple[str, ...]
    family: tuple[str, ...]
    given: tuple[str, ...]
    mails: tuple[str, ...]
    phones: tuple[str, ...]
    clients: frozenset[UUID]

    @property
    def everywhere(self) -> str:
        """A pattern for both databases, wide; what it finds is looked at exactly afterwards."""
        return "|".join(
            [*map(_loosely, (*self.full, *self.family)), *map(re.escape, self.mails), *map(_number, self.phones)]
        )

    @property
    def at_home(self) -> str:
        """The same for texts of the person's own household or business."""
        return "|".join(map(_loosely, self.given))


@dataclass(frozen=True)
class Finder:
    """Finds a person in a text, word by word."""

    called: Called

    @cached_property
    def _everywhere(self) -> re.Pattern[str] | None:
        parts = [
            *(rf"(?<![\w@]){_loosely(name)}(?![\w@])" for name in (*self.called.full, *self.called.family)),
            *(rf"(?<![\w.@-]){re.escape(mail)}(?![\w@-])" for mail in self.called.mails),
            *(
                rf"(?<!\d)(?:(?:00)?31[^0-9]{{0,3}})?(?:0[^0-9]{{0,3}})?{_number(phone)}(?!\d)"
                for phone in self.called.phones
            ),
        ]
        return re.compile("|".join(parts), re.IGNORECASE) if parts else None

    @cached_property
    def _at_home(self) -> re.Pattern[str] | None:
        parts = [rf"(?<![\w@]){_loosely(name)}(?![\w@])" for name in self.called.given]
        return re.compile("|".join(parts), re.IGNORECASE) if parts else None

    def places(self, text: str, *, at_home: bool) -> list[tuple[int, int]]:
        """From where to where the person is named; what overlaps is one place."""
        patterns = [self._everywhere, self._at_home if at_home else None]
        found = [match.span() for pattern in patterns if pattern is not None for match in pattern.finditer(text)]
        merged: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged


def called(person: Person) -> Called:
    """What is on file of a person's names and numbers, without where the person belongs. Two queries."""
    family = f"{person.name_prefix} {person.family_name}".strip()
    full = {f"{first} {family}".strip() for first in (person.given_name, person.initials) if first and family}
    numbers = PhoneNumber.objects.filter(person=person).order_by("id").values_list("number", flat=True)
    mails = MailAddress.objects.filter(person=person).order_by("id").values_list("address", flat=True)
    return Called(
        full=tuple(sorted(full)),
        family=_long_enough(person.family_name),
        given=_long_enough(person.given_name),
        mails=tuple(dict.fromkeys(mails)),
        phones=tuple(dict.fromkeys(filter(None, map(_national, numbers)))),
        clients=frozenset(),
    )


def called_at_home(person: Person) -> Called:
    """The same, with the households and businesses in whose texts a first name says enough."""
    homes = Membership.objects.filter(person=person).values_list("client_id", flat=True)
    return replace(called(person), clients=frozenset(homes))


def _long_enough(name: str) -> tuple[str, ...]:
    name = name.strip()
    return (name,) if len(name) >= _SHORTEST_NAME else ()


def _national(number: str) -> str:
    """The digits that every way of writing a number has: +31 6 12… and 06 12… share "612…"."""
    digits = re.sub(r"\D", "", number)
    digits = digits.removeprefix("31") if number.startswith("+31") else digits.lstrip("0")
    return digits if len(digits) >= _SHORTEST_NUMBER else ""


def _number(digits: str) -> str:
    return "[^0-9]{0,3}".join(digits)


def _loosely(name: str) -> str:
    """A name with or without its accents, and with any space or hyphen between its words."""
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", name) if not unicodedata.combining(mark))
    parts: list[str] = []
    for letter in bare:
        if letter.isspace() or letter == "-":
            parts.append("[ -]+" if not parts or parts[-1] != "[ -]+" else "")
        elif letter.lower() in _ACCENTS:
            parts.append(f"[{_ACCENTS[letter.lower()]}]")
        else:
            parts.append(re.escape(letter))
    return "".join(parts)
