"""vCards 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350), card by card, as phones and mail programs really write them.

A reader of our own: libraries hold a whole file in memory and stop at the first card that breaks a rule.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import unquote

from gestand.people.importers.contact import (
    ImportedAddress,
    ImportedContact,
    ImportedMail,
    ImportedPhone,
    Limits,
    UnreadableRow,
)
from gestand.people.importers.encodings import open_text
from gestand.people.importers.rows import label_of

_LONGEST_LINE = 200_000
#: Pictures, sounds and keys are never taken over, so they are not even collected.
_HEAVY = re.compile(rb"(?:[\w-]+\.)?(?:photo|logo|sound|key|x-ms-cardpicture|x-ms-olk-[\w-]+)[;:]", re.IGNORECASE)
_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_TYPES = ("cell", "fax", "work", "home", "main", "iphone", "other")
#: The program's own marks, of no use to anyone else.
_OWN_MARKS = frozenset(
    [
        "version",
        "prodid",
        "rev",
        "uid",
        "fn",
        "n",
        "source",
        "clientpidmap",
        "class",
        "mailer",
        "tz",
        "geo",
        "end",
        "begin",
        "x-abuid",
        "kind",
    ]
)


@dataclass(slots=True)
class _Property:
    group: str
    name: str
    params: dict[str, list[str]] = field(default_factory=dict)
    value: str = ""

    @property
    def types(self) -> list[str]:
        return self.params.get("type", [])


def read_cards(stream: BinaryIO, *, encoding: str) -> Iterator[ImportedContact | UnreadableRow]:
    """Each card with its place in the file (the first is 1)."""
    number = depth = 0
    card: list[_Property] = []
    broken = False
    for line in _content_lines(stream, encoding):
        prop = _property(line, encoding)
        if prop is None:
            broken = broken or depth > 0
            continue
        mark = prop.value.strip().casefold()
        if prop.name == "begin" and mark == "vcard":
            if depth and not _inside_agent(card):
                # The card before was never ended: it counts as it stands.
                yield _contact(number, card, broken=broken)
                depth = 0
            depth += 1
            if depth == 1:
                number, card, broken = number + 1, [], False
        elif prop.name == "end" and mark == "vcard":
            depth -= 1
            if depth == 0:
                yield _contact(number, card, broken=broken)
                card = []
            depth = max(depth, 0)
        elif depth == 1 and len(card) < Limits.COLUMNS:
            card.append(prop)
    if depth and card:
        yield _contact(number, card, broken=broken)


def _inside_agent(card: list[_Property]) -> bool:
    return bool(card) and card[-1].name == "agent" and not card[-1].value.strip()


def _content_lines(stream: BinaryIO, encoding: str) -> Iterator[bytes]:
    """Unfolded lines, as bytes: a letter of two bytes may be cut by a fold."""
    wide = encoding.startswith(("utf-16", "utf-32"))
    source: Iterator[bytes]
    stream.seek(0)
    if wide:
        text = open_text(stream, encoding)
        source = (line.encode("utf-8", errors="replace") for line in text)
    else:
        source = iter(lambda: stream.readline(_LONGEST_LINE), b"")
    current = b""
    heavy = False
    try:
        for raw in source:
            line = raw.rstrip(b"\r\n").replace(b"\x00", b"")
            if line[:1] in (b" ", b"\t") and (current or heavy):
                if not heavy and len(current) < _LONGEST_LINE:
                    current += line[1:]
                continue
            if current.endswith(b"=") and not heavy and b"QUOTED-PRINTABLE" in current[:200].upper():
                if len(current) < _LONGEST_LINE:
                    current = current[:-1] + line
                continue
            if current:
                yield current
            heavy = bool(_HEAVY.match(line))
            current = b"" if heavy else line.removeprefix(b"\xef\xbb\xbf")
        if current:
            yield current
    finally:
        if wide:
            text.detach()


def _property(line: bytes, encoding: str) -> _Property | None:
    """Take "item1.TEL;TYPE=CELL:06..." apart; None when it is no property."""
    head, colon, rest = _split_head(line)
    if not colon:
        return None
    pieces = _split_outside_quotes(head.decode("ascii", errors="replace"), ";")
    group, _, name = pieces[0].strip().rpartition(".")
    if not re.fullmatch(r"[A-Za-z0-9-]+", name):
        return None
    prop = _Property(group.casefold(), name.casefold())
    for piece in pieces[1:]:
        key, equals, value = piece.partition("=")
        if not equals:  # 2.1: "TEL;CELL;VOICE:"
            key, value = ("encoding", key) if key.upper() in ("QUOTED-PRINTABLE", "BASE64", "B") else ("type", key)
        key = key.strip().casefold()
        values = [part.strip().strip('"') for part in _split_outside_quotes(value, ",")]
        if key != "label":  # TYPE="cell,voice" is two types
            values = [part.casefold() for whole in values for part in whole.split(",") if part]
        prop.params.setdefault(key, []).extend(values)
    prop.value = _decoded(rest, prop, encoding)
    return prop


def _split_head(line: bytes) -> tuple[bytes, bytes, bytes]:
    """At the first colon outside quotation marks."""
    quoted = False
    for place, byte in enumerate(line[:2000]):
        if byte == ord('"'):
            quoted = not quoted
        elif byte == ord(":") and not quoted:
            return line[:place], b":", line[place + 1 :]
    return line.partition(b":")


def _split_outside_quotes(text: str, sign: str) -> list[str]:
    if '"' not in text:
        return text.split(sign)
    return re.split(rf"{re.escape(sign)}(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", text)


def _decoded(raw: bytes, prop: _Property, encoding: str) -> str:
    charset = (prop.params.get("charset") or [""])[0]
    if "quoted-printable" in prop.params.get("encoding", []):
        raw = quopri.decodestring(raw)
        charset = charset or "utf-8"
    elif encoding.startswith(("utf-16", "utf-32")):
        charset = "utf-8"
    for name in (charset, "utf-8", encoding, "cp1252"):
        if not name or name in ("utf-16", "utf-32"):
            continue
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", errors="replace")


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text).strip()


def _split(value: str, sign: str) -> list[str]:
    """At each ``sign`` without a backslash before it."""
    parts, current, escaped = [], "", False
    for letter in value:
        if escaped:
            current, escaped = f"{current}\\{letter}", False
        elif letter == "\\":
            escaped = True
        elif letter == sign:
            parts.append(current)
            current = ""
        else:
            current += letter
    return [_unescaped(part) for part in [*parts, current]]


def _contact(number: int, card: list[_Property], *, broken: bool) -> ImportedContact | UnreadableRow:
    contact = ImportedContact(row=number)
    labels = {
        prop.group: _APPLE_LABEL.sub(r"\1", _unescaped(prop.value))
        for prop in card
        if prop.name == "x-ablabel" and prop.group
    }
    kind = next(
        (prop.value.strip().casefold() for prop in card if prop.name in ("kind", "x-addressbookserver-kind")), ""
    )
    if kind == "group":
        name = next((_unescaped(prop.value) for prop in card if prop.name == "fn"), "")
        return UnreadableRow(number, "not_a_contact", [name])
    if kind == "org" or any(prop.name == "x-abshowas" and prop.value.strip().upper() == "COMPANY" for prop in card):
        contact.hint = "business"
    for prop in sorted(card, key=lambda prop: "pref" not in prop.types and prop.params.get("pref") != ["1"]):
        _take(contact, prop, labels.get(prop.group, ""))
    if contact.hint == "business" and not contact.organisation:
        contact.organisation, contact.full_name = contact.full_name, ""
    if contact.hint == "business" and contact.full_name == contact.organisation:
        contact.full_name = ""
    if not card and broken:
        return UnreadableRow(number, "broken_card")
    return contact


def _take(contact: ImportedContact, prop: _Property, label: str) -> None:  # noqa: C901, PLR0912 - one arm a property
    match prop.name:
        case "n":
            family, given, middle, salutation, _suffix = ([*_split(prop.value, ";"), "", "", "", "", ""])[:5]
            contact.family_name = contact.family_name or family
            contact.given_name = contact.given_name or given
            contact.middle_name = contact.middle_name or middle
            contact.salutation = contact.salutation or salutation
        case "fn":
            contact.full_name = contact.full_name or _unescaped(prop.value)
        case "org":
            contact.organisation = contact.organisation or _split(prop.value, ";")[0]
        case "title" | "role":
            contact.job_title = contact.job_title or _unescaped(prop.value)
        case "tel":
            if number := _number(prop.value):
                contact.phones.append(ImportedPhone(number, _label(prop, label)))
        case "email":
            if address := _unescaped(prop.value).removeprefix("mailto:"):
                contact.mails.append(ImportedMail(address, _label(prop, label)))
        case "adr":
            _take_address(contact, prop, label)
        case "url":
            contact.website = contact.website or _unescaped(prop.value)
        case "note":
            note = _unescaped(prop.value)[: Limits.CELL_CHARACTERS]
            contact.note = f"{contact.note}\n{note}" if contact.note else note
        case "categories":
            contact.categories += [name[:60] for name in _split(prop.value, ",") if name]
        case name if name not in _OWN_MARKS and not name.startswith(
            ("x-ab", "x-apple", "x-android", "x-ms-", "x-evolution")
        ):
            if value := _unescaped(prop.value):
                contact.unknown[label or name.upper()] = value[:500]
        case _:
            pass


def _number(value: str) -> str:
    """RFC 3966 too: "tel:+31-30-0123456;ext=12"."""
    number = _unescaped(value)
    if number[:4].casefold() == "tel:":
        number, *params = unquote(number[4:]).split(";")
        extension = next((param[4:] for param in params if param[:4].casefold() == "ext="), "")
        return f"{number} tst {extension}" if extension else number
    return number


def _label(prop: _Property, label: str) -> str:
    if label:
        return label_of(label)
    return next((label_of(known) for known in _TYPES if known in prop.types), "")


def _take_address(contact: ImportedContact, prop: _Property, label: str) -> None:
    box, extra, street, city, region, code, country = ([*_split(prop.value, ";"), *[""] * 7])[:7]
    if box and not re.search(r"[A-Za-z]", box):
        box = f"Postbus {box}"
    street, *more = [line.strip() for line in street.replace("\r", "").split("\n") if line.strip()] or [""]
    address = ImportedAddress(
        street=street or box,
        extra=", ".join(filter(None, [*more, extra, box if street else ""])),
        postal_code=code,
        city=city,
        region=region,
        country=country,
        label=_label(prop, label),
        whole=_unescaped((prop.params.get("label") or [""])[0]),
    )
    if not address.is_empty:
        contact.addresses.append(address)
