"""From a row of cells and the meaning of its columns to one contact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gestand.people.importers.columns import ADDRESS_PARTS, NEVER_READ
from gestand.people.importers.contact import (
    ImportedAddress,
    ImportedContact,
    ImportedMail,
    ImportedPhone,
    Limits,
    PlaceLabel,
    UnreadableRow,
)
from gestand.people.kernels.folding import folded

_SEVERAL = " ::: "
_EXCHANGE = re.compile(r"/o=", re.IGNORECASE)
#: What Outlook writes in fields that nobody filled.
_EMPTY_WORDS = frozenset(
    [
        "0/0/00",
        "0-0-00",
        "0.0.00",
        "0-0-0000",
        "normal",
        "normaal",
        "unspecified",
        "niet-gespecificeerd",
        "false",
        "onwaar",
        "smtp",
        "ex",
        "n/a",
        "-",
    ]
)
_LABELS = {
    word: label
    for label, words in {
        PlaceLabel.HOME: "home thuis prive personal huis",
        PlaceLabel.WORK: "work werk zakelijk business kantoor",
        PlaceLabel.MOBILE: "mobile mobiel cell iphone",
        PlaceLabel.FAX: "fax homefax workfax faxthuis faxwerk",
        PlaceLabel.OTHER: "other overig anders",
        PlaceLabel.MAIN: "main hoofd",
        PlaceLabel.INVOICE: "invoice billing factuur factuuradres",
        PlaceLabel.POST: "post postal postadres",
    }.items()
    for word in words.split()
} | {"internet": ""}
_BUSINESS_WORDS = frozenset(
    ["zakelijk", "bedrijf", "business", "company", "b2b", "zzp", "organisatie", "firma", "zakelijke"]
)
_PRIVATE_WORDS = frozenset(
    [
        "particulier",
        "prive",
        "household",
        "private",
        "consumer",
        "consument",
        "b2c",
        "gezin",
        "huishouden",
        "persoon",
        "person",
    ]
)
#: Words that only stand in the name of a business (a sole trader's own name passes for a person, and may be turned).
_COMPANY_NAME = re.compile(
    r"\b(b\.?v\.?|n\.?v\.?|v\.?o\.?f\.?|c\.?v\.?|ltd|gmbh|inc|llc|holding|groep|group|stichting|vereniging|"
    r"cooperatie|maatschap|bakkerij|slagerij|kapsalon|garage|bouwbedrijf|bouw|installatie\w*|administratie\w*|advies\w*|"
    r"advocaten|notaris\w*|makelaar\w*|restaurant|cafe|hotel|winkel|school|basisschool|praktijk|huisarts\w*|tandarts\w*|"
    r"fysio\w*|apotheek|kerk|gemeente|club|bedrijf|transport|techniek|design|studio|consultancy|services?|solutions|"
    r"shop|schilders?bedrijf|loodgieter\w*|hoveniers?\w*)(?!\w)",
    re.IGNORECASE,
)


def label_of(text: str) -> str:
    """A label as one of ``PlaceLabel``, or as written."""
    words = folded(text.strip().lstrip("* ")).replace(" ", "")
    return str(_LABELS.get(words, text.strip().lstrip("* ")))[:40]


def looks_like_company(name: str) -> bool:
    return _COMPANY_NAME.search(name) is not None


def hint_of(text: str) -> str:
    words = set(folded(text).split())
    return "business" if words & _BUSINESS_WORDS else "household" if words & _PRIVATE_WORDS else ""


@dataclass(slots=True)
class _Column:
    place: int
    key: str
    slot: str


class RowReader:
    """Reads rows of one file. ``several``: Google's " ::: " stands between values of one cell."""

    def __init__(self, header: Sequence[str], columns: Sequence[str], *, several: bool) -> None:
        self._width = len(header)
        self._header = list(header)
        self._several = several
        self._columns: list[_Column] = []
        self._unknown: list[int] = []
        for place, name in enumerate(columns[: self._width]):
            key, _, slot = name.partition(":")
            if key == NEVER_READ:
                continue
            if key:
                self._columns.append(_Column(place, key, slot))
            else:
                self._unknown.append(place)

    def read(self, row: int, cells: list[str]) -> ImportedContact | UnreadableRow | None:
        """None for an empty row."""
        if not any(cell.strip() for cell in cells):
            return None
        if any(len(cell) > Limits.CELL_CHARACTERS for cell in cells):
            return UnreadableRow(row, "cell_too_long", [cell[:2000] for cell in cells])
        if len(cells) > self._width and any(cell.strip() for cell in cells[self._width :]):
            return UnreadableRow(row, "too_many_cells", cells)
        contact = ImportedContact(row=row, cells=cells)
        parts: dict[tuple[str, str], dict[str, str]] = {}
        for column in self._columns:
            if column.place < len(cells) and (value := cells[column.place].strip()):
                self._take(contact, parts, column, value)
        self._finish(contact, parts)
        for place in self._unknown:
            if place < len(cells) and (value := cells[place].strip()) and value.casefold() not in _EMPTY_WORDS:
                contact.unknown[self._header[place]] = value[:500]
        return contact

    def _take(
        self, contact: ImportedContact, parts: dict[tuple[str, str], dict[str, str]], column: _Column, value: str
    ) -> None:
        key, slot = column.key, column.slot
        if key in ADDRESS_PARTS or key == "address_label":
            place = parts.setdefault(("address", slot), {})
            place[key] = (
                f"{place[key]}, {value}" if key in place and key == "address_extra" else place.get(key) or value
            )
        elif key in ("phone", "mail"):
            parts.setdefault((key, slot), {}).setdefault("value", "")
            known = parts[key, slot]["value"]
            parts[key, slot]["value"] = f"{known}{_SEVERAL}{value}" if known else value
        elif key in ("phone_label", "mail_label"):
            parts.setdefault((key.removesuffix("_label"), slot), {})["label"] = value
        elif key == "categories":
            contact.categories += [name.strip(" *")[:60] for name in re.split(r" ::: |[;,]", value) if name.strip(" *")]
        elif key == "note":
            contact.note = f"{contact.note}\n{value}" if contact.note else value
        elif key == "kind":
            contact.hint = hint_of(value)
        elif key == "client_name":
            parts.setdefault((key, ""), {}).setdefault("value", value)
        elif key == "website":
            contact.website = contact.website or value.split(_SEVERAL, maxsplit=1)[0].strip()
        elif hasattr(contact, key) and not getattr(contact, key):
            setattr(contact, key, value)

    def _finish(self, contact: ImportedContact, parts: dict[tuple[str, str], dict[str, str]]) -> None:
        for (kind, slot), found in parts.items():
            if kind == "client_name":
                _settle_name(contact, found["value"])
                continue
            label = label_of(found.get("label", "") or found.get("address_label", "")) if slot.startswith("#") else slot
            if kind == "address":
                address = _address(found, label)
                if not address.is_empty and not _known(contact.addresses, address):
                    contact.addresses.append(address)
                continue
            for value in found.get("value", "").split(_SEVERAL):
                value = value.strip()  # noqa: PLW2901
                if not value or value.casefold() in _EMPTY_WORDS:
                    continue
                if kind == "phone":
                    contact.phones.append(ImportedPhone(value, label))
                elif not _EXCHANGE.match(value):
                    contact.mails.append(ImportedMail(value, label))
        if contact.full_name and contact.hint == "business" and not contact.organisation and not contact.family_name:
            contact.organisation, contact.full_name = contact.full_name, ""


def _settle_name(contact: ImportedContact, name: str) -> None:
    """The name of a client is a company's or a person's: the kind says which, else the name, else who stands beside."""
    has_person = bool(contact.full_name or contact.given_name or contact.family_name)
    if contact.hint == "household":
        contact.full_name = contact.full_name if has_person else name
    elif contact.hint == "business" or looks_like_company(name) or has_person:
        contact.organisation = contact.organisation or name
    else:
        contact.full_name = name


def _address(found: dict[str, str], label: str) -> ImportedAddress:
    number = found.get("house_number", "")
    addition = found.get("house_number_addition", "")
    street = " ".join(
        filter(None, [found.get("street", ""), number + (f"-{addition}" if number and addition else addition)])
    )
    extra = found.get("address_extra", "")
    if po_box := found.get("po_box", ""):
        box = po_box if re.search(r"[A-Za-z]", po_box) else f"Postbus {po_box}"
        street, extra = (street, ", ".join(filter(None, [extra, box]))) if street else (box, extra)
    address = ImportedAddress(
        street=street,
        extra=extra,
        postal_code=found.get("postal_code", ""),
        city=found.get("city", ""),
        region=found.get("region", ""),
        country=found.get("country", ""),
        label=label,
    )
    if address.is_empty:
        address.whole = found.get("address", "")
    return address


def _known(addresses: list[ImportedAddress], new: ImportedAddress) -> bool:
    return any(
        (old.street, old.postal_code, old.city, old.whole) == (new.street, new.postal_code, new.city, new.whole)
        for old in addresses
    )
