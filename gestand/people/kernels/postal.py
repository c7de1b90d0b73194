"""Postal codes and the lines of an address."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from gestand.people.kernels.folding import tidied
from gestand.people.kernels.refusals import NotValid

#: Four digits (no leading zero) and two letters; SA, SD and SS are never given out.
_DUTCH = re.compile(r"([1-9]\d{3})\s?-?\s?((?!SA|SD|SS)[A-Z]{2})")
#: Inside a line: capitals, or small letters against the digits ("3722ab"); "2026 om" is no postal code.
_DUTCH_INSIDE = re.compile(r"\b([1-9]\d{3})(?:\s?((?!SA|SD|SS)[A-Z]{2})|((?!sa|sd|ss)[a-z]{2}))\b")


def read_postal_code(text: str, *, country: str = "NL") -> str:
    """A Dutch code as "1234 AB"; a foreign one in capitals. Empty stays empty."""
    code = tidied(text).upper()
    if not code:
        return ""
    if country != "NL":
        if not re.fullmatch(r"[A-Z0-9][A-Z0-9 \-]{1,10}", code):
            raise NotValid(_("This is not a postal code."), field="postal_code")
        return code
    found = _DUTCH.fullmatch(code.removeprefix("NL-").removeprefix("NL "))
    if not found:
        raise NotValid(_("A Dutch postal code has four digits and two letters, as in 3722 AB."), field="postal_code")
    return f"{found[1]} {found[2]}"


def read_country(text: str) -> str:
    """The ISO code of a country: "nl" -> "NL", "Nederland" -> "NL"."""
    name = tidied(text)
    if not name:
        return "NL"
    code = COUNTRY_NAMES.get(name.casefold().rstrip("."), name.upper())
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise NotValid(_("Write the country as two letters, as in NL or BE."), field="country")
    return code


def dutch_postal_code_inside(line: str) -> tuple[str, str, str] | None:
    """A line with a Dutch postal code in it: what stands before, the code, what stands after."""
    found = _DUTCH_INSIDE.search(line)
    if not found:
        return None
    return (
        line[: found.start()].strip(" ,"),
        f"{found[1]} {(found[2] or found[3]).upper()}",
        line[found.end() :].strip(" ,"),
    )


COUNTRY_NAMES = {
    "nederland": "NL", "the netherlands": "NL", "netherlands": "NL", "holland": "NL",
    "belgië": "BE", "belgie": "BE", "belgium": "BE", "belgique": "BE",
    "duitsland": "DE", "germany": "DE", "deutschland": "DE",
    "frankrijk": "FR", "france": "FR", "luxemburg": "LU", "luxembourg": "LU",
    "verenigd koninkrijk": "GB", "united kingdom": "GB", "engeland": "GB", "england": "GB", "uk": "GB",
    "verenigde staten": "US", "united states": "US", "usa": "US", "spanje": "ES", "spain": "ES",
    "italië": "IT", "italie": "IT", "italy": "IT", "oostenrijk": "AT", "austria": "AT", "zwitserland": "CH",
    "switzerland": "CH",
    "denemarken": "DK", "denmark": "DK", "zweden": "SE", "sweden": "SE", "portugal": "PT",
    "polen": "PL", "poland": "PL",
}  # fmt: skip
