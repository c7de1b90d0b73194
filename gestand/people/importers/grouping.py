"""Which rows belong to one client: three fixed rules, told on the preview, where a person may decide otherwise.

1. Rows with the same company are one business; the persons in them are its people.
2. Persons with the same last name at the same address are one household.
3. Whoever is left is a household of one.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from gestand.people.kernels.folding import folded

_LEGAL_FORM = re.compile(r"\s(?:bv|b v|nv|n v|vof|v o f|cv|c v|ltd|gmbh|inc|llc|holding)$")


def company_key(name: str) -> str:
    """A company's name without its legal form: "Café Zürich B.V." and "Cafe Zurich" are one."""
    return _LEGAL_FORM.sub("", folded(name)) or folded(name)


def address_key(street: str, postal_code: str, city: str) -> str:
    """Postal code and house number tell a Dutch address; else street and town do."""
    number = re.search(r"\d+\s*-?\s*\w{0,4}$", street.strip())
    if postal_code and number:
        return f"{postal_code.replace(' ', '').upper()} {folded(number[0])}"
    return f"{folded(street)} {folded(city)}" if street else ""


def household_key(family_name: str, street: str, postal_code: str, city: str) -> str:
    """Empty when there is too little to tell a household by."""
    address = address_key(street, postal_code, city)
    return f"{folded(family_name)}|{address}" if family_name and address else ""


def short_hash(key: str) -> int:
    """Eight bytes for a key: a hundred thousand of them fit in a few megabytes."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big")


class Grouper:
    """Gives every row the number of the first row of its group; holds eight bytes a row."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}

    def place(self, row: int, key: str) -> int:
        return self._first.setdefault(short_hash(key), row) if key else row


def legal_form_of(name: str) -> str:
    """The legal form that a name shows, as a key of ``LegalForm``; empty when it shows none."""
    words = f" {folded(name)} "
    for form, pattern in _FORMS:
        if re.search(pattern, words):
            return form
    return ""


_FORMS = (
    ("company", r" (?:bv|b v|nv|n v|gmbh|ltd) "),
    ("partnership", r" (?:vof|v o f|maatschap|cv|c v) "),
    ("association", r" (?:stichting|vereniging|cooperatie) "),
)
