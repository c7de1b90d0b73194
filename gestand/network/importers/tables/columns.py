"""Columns of a list of devices: which field each one fills, by its header, else by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gestand.network.importers.values import address_of, mac_of, text_of
from gestand.people.kernels.folding import folded

#: What a column may fill.
FIELDS: dict[str, str | Promise] = {
    "name": _("Name of the device"),
    "host_name": _("Host name"),
    "kind": _("Kind of device"),
    "make": _("Make"),
    "model": _("Model"),
    "serial_number": _("Serial number"),
    "operating_system": _("Operating system"),
    "address": _("IP address"),
    "mac": _("MAC address"),
    "site": _("Site"),
    "place": _("Place in the building"),
    "user_name": _("User"),
    "state": _("State of the device"),
    "purchased_on": _("Bought on"),
    "installed_on": _("Installed on"),
    "warranty_ends_on": _("Warranty until"),
    "supplier": _("Supplier"),
    "note": _("Note"),
}
#: A column of passwords is never read, not even to be kept beside: they belong in the vault.
NEVER_READ = "secret"
#: Of what has no field: kept in the note of each device, after the name of the column.
IN_NOTE = "in_note"
#: Fields of which one is enough to know a device by.
KNOWN_BY = frozenset(["name", "host_name", "serial_number", "mac", "address"])

_SECRETS = re.compile(
    r"wachtwoord|password|passw|\bpwd\b|\bpass\b|\bpin\b|pincode|\bpsk\b|\bsleutel\b|wifi ?key|wpa|\bkey\b|"
    r"licentiecode|product ?key|productcode|\btotp\b|\botp\b|\b2fa\b|recovery|herstel(?:sleutel|code)|secret|geheim|"
    r"bitlocker|inlogcode|\bcode\b"
)
_NOT_OURS = re.compile(
    r"prijs|price|bedrag|amount|kosten|cost|\bid\b|dns|gateway|mask|vlan|poort\b|port\b|e ?mail|telefoon|phone"
)
_WORDS = {
    "mac": r"\bmac\b|mac ?adres|mac ?address|fysiek adres|physical address|hardware ?adres",
    "address": r"\bip\b|\bipv[46]\b|ip ?adres\w*|ip ?address\w*|intern adres",
    "serial_number": r"serial|serie ?n(?:umme)?r|serienummer|\bs n\b|\bsn\b|service ?tag",
    "host_name": r"host ?na(?:me|am)|computer ?na(?:me|am)|\bhost\b|netbios|\bfqdn\b|netwerknaam|pc ?naam",
    "operating_system": r"operating system|besturingssysteem|\bos\b|windows ?versie|windows version",
    "warranty_ends_on": r"warranty|garantie",
    "purchased_on": r"purchase|aangeschaft|aanschaf\w*|aankoop\w*|aangekocht|gekocht op|bought|koopdatum",
    "supplier": r"supplier|leverancier|vendor name|gekocht bij|winkel",
    "user_name": r"gebruiker\w*|\buser\b|assigned to|toegewezen aan|in gebruik bij|medewerker|eigenaar|owner",
    "installed_on": r"install\w*|in ?gebruik ?(?:sinds|genomen)?\b",
    "make": r"\bmake\b|manufacturer|fabrikant|\bmerk\b|\bbrand\b|\bvendor\b",
    "model": r"\bmodel\w*|typenummer|type ?nr|type aanduiding",
    "kind": r"\b(?:type|soort|kind|categorie|category)\b|apparaat ?(?:type|soort)",
    "place": r"physical location|\bplaats\b|\broom\b|ruimte|kamer|\brack\b|\bplek\b|verdieping|\bplace\b",
    "site": r"\bsite\b|locatie|location|vestiging|\bbranch\b|kantoor|filiaal",
    "state": r"\bstatus\b|\bstate\b|\bstaat\b",
    "note": r"notitie\w*|opmerking\w*|\bnotes?\b|remarks?|comments?|toelichting|omschrijving|description|bijzonder\w*",
    "name": r"\bna(?:me|am)\b|apparaat|\bdevice\b|\basset\b|toestel|hardware|\bitem\b|\blabel\b",
}
_KNOWN_WORDS = tuple((key, re.compile(words)) for key, words in _WORDS.items())


def column_names(header: Sequence[str]) -> list[str]:
    """What each column is called, where it has no name or that of another one by its number."""
    names: list[str] = []
    for number, cell in enumerate(header, start=1):
        name = text_of(cell, 80) or gettext("column %(n)d") % {"n": number}
        names.append(name if name not in names else f"{name} ({number})")
    return names


def guess_column(header: str) -> str | None:
    """A key of ``FIELDS``, ``NEVER_READ``, "" when it is none of ours, None when unknown."""
    words = folded(header)
    if not words:
        return None
    if _SECRETS.search(words):
        return NEVER_READ
    for key, pattern in _KNOWN_WORDS:
        if pattern.search(words):
            return "" if key in ("name", "note", "kind", "model") and _NOT_OURS.search(words) else key
    return "" if _NOT_OURS.search(words) else None


def guess_columns(header: Sequence[str], samples: Sequence[Sequence[str]]) -> list[str]:
    """A field for every column; each field but the note at most once."""
    guesses: list[str] = []
    for place, name in enumerate(header):
        key = guess_column(name)
        if key is None:
            key = _by_values([row[place] for row in samples if place < len(row) and row[place].strip()])
        if key in guesses and key not in ("", "note", "address", "mac", NEVER_READ):
            key = ""
        guesses.append(key)
    return guesses


def _by_values(values: Sequence[str]) -> str:
    if not values:
        return ""
    for key, test in (("mac", mac_of), ("address", address_of)):
        if sum(1 for value in values if test(value)) > len(values) * 0.6:
            return key
    return ""


def may_be_header(records: Sequence[Sequence[str]]) -> bool:
    """A first row of words, each another and none a value, above others: a person can say what they mean."""
    first = [cell.strip() for cell in records[0]]
    return (
        len(records) > 1
        and all(first)
        and len(set(first)) == len(first)
        and not any(mac_of(cell) or address_of(cell) or cell[0].isdigit() for cell in first)
    )


def looks_like_header(cells: Sequence[str]) -> bool:
    """Names of columns rather than a device: known words, and nothing that is a value."""
    filled = [cell for cell in cells if cell.strip()]
    known = sum(1 for cell in filled if guess_column(cell))
    values = sum(1 for cell in filled if mac_of(cell) or address_of(cell))
    return not values and (known >= 2 or (known == 1 and len(filled) == 1))  # noqa: PLR2004 - one of many may be chance
