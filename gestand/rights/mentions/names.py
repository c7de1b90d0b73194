"""What a text would call somebody: names, mail addresses, telephone numbers; for a database, and exactly."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from gestand.people.models import MailAddress, Membership, Person, PhoneNumber
from gestand.rights.mentions.nicknames import nicknames

#: A shorter name would be found inside every other word.
SHORTEST_NAME = 3
_SHORTEST_NUMBER = 6
#: Before a last name, with the ways in which each is shortened.
_PREFIXES = {
    "van": r"v(?:an)?", "von": r"v(?:on)?", "vande": r"v(?:an)?[ ./-]{0,3}d(?:e[nr]?)?",
    "vanden": r"v(?:an)?[ ./-]{0,3}d(?:e[nr]?)?", "vander": r"v(?:an)?[ ./-]{0,3}d(?:e[nr]?)?",
    "vd": r"v(?:an)?[ ./-]{0,3}d(?:e[nr]?)?", "v.d": r"v(?:an)?[ ./-]{0,3}d(?:e[nr]?)?",
    "v/d": r"v(?:an)?[ ./-]{0,3}d(?:e[nr]?)?", "de": r"d(?:e[nr]?)?", "den": r"d(?:e[nr]?)?", "der": r"d(?:e[nr]?)?",
    "ten": r"te[nr]?", "ter": r"te[nr]?", "te": r"te[nr]?", "het": r"(?:he|['’])?t", "'t": r"(?:he|['’])?t",
    "’t": r"(?:he|['’])?t", "in": "in", "op": "op", "aan": "aan", "bij": "bij", "uit": "uit", "over": "over",
    "onder": "onder", "voor": "voor", "la": "la", "le": "le", "du": "du", "di": "di", "da": "da", "el": "el",
    "zum": "zum", "zur": "zur",
}  # fmt: skip
#: Letters that are written with and without an accent.
_ACCENTS = {
    "a": "aàáâãäåAÀÁÂÃÄÅ", "c": "cçCÇ", "e": "eèéêëEÈÉÊË", "i": "iìíîïIÌÍÎÏ", "n": "nñNÑ",
    "o": "oòóôõöøOÒÓÔÕÖØ", "s": "sšSŠ", "u": "uùúûüUÙÚÛÜ", "z": "zžZŽ",
}  # fmt: skip


class Number(NamedTuple):
    """A telephone number as every way of writing it has it: the digits without country code and without zero."""

    country: str
    digits: str


@dataclass(frozen=True, slots=True)
class Called:
    """Everything a person may be called by. ``given`` alone says little: it counts where the person belongs.

    ``also`` is what the owner typed; ``prefixed`` is prefix and last name, for every way to shorten a prefix.
    """

    full: tuple[str, ...]
    family: tuple[str, ...]
    prefixed: tuple[str, ...]
    given: tuple[str, ...]
    also: tuple[str, ...]
    mails: tuple[str, ...]
    phones: tuple[Number, ...]
    clients: frozenset[UUID]

    @property
    def everywhere(self) -> str:
        """A pattern for both databases, wide; what it finds is looked at exactly afterwards."""
        return "|".join(
            [
                *map(_loosely, (*self.full, *self.family, *self.also)),
                *map(_prefixed, self.prefixed),
                *map(_mail, self.mails),
                *(_number(phone.digits) for phone in self.phones),
            ]
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
        names = [
            *map(_loosely, (*self.called.full, *self.called.family, *self.called.also)),
            *map(_prefixed, self.called.prefixed),
        ]
        parts = [
            *(rf"(?<![\w@]){name}(?:'?s)?(?![\w@])" for name in names),
            *(rf"(?<![\w.@-]){_mail(mail)}(?![\w@-])" for mail in self.called.mails),
            *(rf"(?<!\d){_abroad(phone)}{_number(phone.digits)}(?!\d)" for phone in self.called.phones),
        ]
        return re.compile("|".join(parts), re.IGNORECASE) if parts else None

    @cached_property
    def _at_home(self) -> re.Pattern[str] | None:
        parts = [rf"(?<![\w@]){_loosely(name)}(?:'?s|tje|je|ke|ie)?(?![\w@])" for name in self.called.given]
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


def called(person: Person, *, also: str = "") -> Called:
    """What is on file of a person's names and numbers, without where the person belongs. Two queries.

    ``also``: other names, with commas between them, as the owner typed them.
    """
    family = f"{person.name_prefix} {person.family_name}".strip()
    full = {f"{first} {family}".strip() for first in (person.given_name, person.initials) if first and family}
    numbers = PhoneNumber.objects.filter(person=person).order_by("id").values_list("number", flat=True)
    mails = MailAddress.objects.filter(person=person).order_by("id").values_list("address", flat=True)
    core, has_prefix = _without_prefix(family)
    given = [person.given_name, *sorted(nicknames(person.given_name))]
    return Called(
        full=tuple(sorted(full)),
        family=tuple(dict.fromkeys((*_long_enough(person.family_name), *_long_enough(core), *_halves(core)))),
        prefixed=(family,) if has_prefix else (),
        given=tuple(name for each in given for name in _long_enough(each)),
        also=tuple(dict.fromkeys(name for each in also.split(",") for name in _long_enough(each))),
        mails=tuple(dict.fromkeys(mails)),
        phones=tuple(dict.fromkeys(filter(None, map(_national, numbers)))),
        clients=frozenset(),
    )


def called_at_home(person: Person, *, also: str = "") -> Called:
    """The same, with the households and businesses in whose texts a first name says enough."""
    homes = Membership.objects.filter(person=person).values_list("client_id", flat=True)
    return replace(called(person, also=also), clients=frozenset(homes))


def _long_enough(name: str) -> tuple[str, ...]:
    name = name.strip()
    return (name,) if len(name) >= SHORTEST_NAME else ()


def _without_prefix(family: str) -> tuple[str, bool]:
    """The last name without "van den", and whether there was one: it may be written in either field."""
    words = family.split()
    count = 0
    while count < len(words) - 1 and words[count].casefold().strip(".") in _PREFIXES:
        count += 1
    return " ".join(words[count:]), count > 0


def _halves(family: str) -> tuple[str, ...]:
    """Of "Jansen-de Vries" one name is often left out."""
    if "-" not in family:
        return ()
    return tuple(
        half for part in family.split("-") for half in _long_enough(_without_prefix(part.strip())[0]) if half != family
    )


def _prefixed(family: str) -> str:
    """Whoever is called "van den Berg" is "vd Berg", "v.d. Berg", "v/d Berg", "Vandenberg" and "van de Berg" too."""
    core, _has_prefix = _without_prefix(family)
    count = len(family.split()) - len(core.split())
    shapes = [_PREFIXES[word.casefold().strip(".")] for word in family.split()[:count]]
    return "[ ./-]{0,3}".join([*shapes, _loosely(core)])


def _mail(address: str) -> str:
    """An address, with a tag before the sign (eva+shop@…), and with the sign in words or in code."""
    local, _sign, domain = address.rpartition("@")
    return (
        rf"{re.escape(local)}(?:\+[a-z0-9_.-]+)?(?:@|%40|&#64;|[ ]?[\[(][ ]?(?:at|@)[ ]?[\])][ ]?){re.escape(domain)}"
    )


def _national(number: str) -> Number | None:
    """The digits that every way of writing a number has: +31 6 12… and 06 12… share "612…"."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, "NL")
        code, digits = str(parsed.country_code), str(parsed.national_number)
    except phonenumbers.NumberParseException:
        code, digits = "31", re.sub(r"\D", "", number).lstrip("0")
    return Number(code, digits) if len(digits) >= _SHORTEST_NUMBER else None


def _number(digits: str) -> str:
    return "[^0-9]{0,5}".join(digits)


def _abroad(phone: Number) -> str:
    """What may stand before a national number: "0", "0031", "+31 (0)"."""
    return rf"(?:(?:00[^0-9]{{0,3}})?{phone.country}[^0-9]{{0,3}})?(?:0[^0-9]{{0,3}})?"


#: Stands for the letter that is written in two ways.
_LONG_Y = "\x00"
#: Between the words of a name: spaces, a new line, a hyphen.
_BETWEEN = r"[ \t\r\n\u00a0-]+"


def _loosely(name: str) -> str:
    """A name with or without its accents, and with any space or hyphen between its words."""
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", name) if not unicodedata.combining(mark))
    bare = re.sub("ij|y", _LONG_Y, bare, flags=re.IGNORECASE)  # Meijer is Meyer
    parts: list[str] = []
    for letter in bare:
        if letter.isspace() or letter == "-":
            parts.append(_BETWEEN if not parts or parts[-1] != _BETWEEN else "")
        elif letter in _LONG_Y:
            parts.append("(?:ij|[yýÿ])")
        elif letter == ".":
            parts.append("[.]?[ ]?")  # "E.J." is "EJ" and "E. J."
        elif letter.lower() in _ACCENTS:
            parts.append(f"[{_ACCENTS[letter.lower()]}]")
        else:
            parts.append(re.escape(letter))
    return "".join(parts)
