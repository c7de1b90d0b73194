"""Columns: which field each one fills. Known exports by their exact headers, any other by its words and its values."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gestand.people.importers.contact import FileFormat
from gestand.people.importers.known_headers import KNOWN_HEADERS, OUTLOOK_SIGNS
from gestand.people.kernels.folding import folded
from gestand.people.kernels.mails import is_mail_address
from gestand.people.kernels.phones import is_phone

#: What a column may fill. A key with ":" has a place behind it ("phone:work"); "#1" ties a value to its label.
FIELDS: dict[str, str | Promise] = {
    "client_name": _("Name of person or company"),
    "full_name": _("Name of the person"),
    "given_name": _("First name"),
    "initials": _("Initials"),
    "middle_name": _("Middle name"),
    "name_prefix": _("Prefix (van, de)"),
    "family_name": _("Last name"),
    "salutation": _("Form of address"),
    "job_title": _("Job title"),
    "organisation": _("Company"),
    "kind": _("Kind: business or private"),
    "kvk_number": _("Chamber-of-commerce number"),
    "vat_id": _("VAT id"),
    "phone": _("Phone"),
    "phone:mobile": _("Phone, mobile"),
    "phone:work": _("Phone, work"),
    "phone:home": _("Phone, home"),
    "phone:other": _("Phone, other"),
    "phone:fax": _("Fax"),
    "mail": _("E-mail address"),
    "mail:work": _("E-mail address, work"),
    "mail:home": _("E-mail address, home"),
    "website": _("Website"),
    "address": _("Address in one cell"),
    "street": _("Street, with or without number"),
    "house_number": _("House number"),
    "house_number_addition": _("House number addition"),
    "address_extra": _("Second line of the address"),
    "postal_code": _("Postal code"),
    "city": _("Town"),
    "region": _("Province"),
    "country": _("Country"),
    "started_on": _("Client since"),
    "categories": _("Category"),
    "note": _("Note"),
}
ADDRESS_PARTS = frozenset(
    [
        "address",
        "street",
        "house_number",
        "house_number_addition",
        "address_extra",
        "postal_code",
        "city",
        "region",
        "country",
        "po_box",
    ]
)
#: Parts of an address at another place than the first: offered as "Street: work" and so on.
PLACES: dict[str, str | Promise] = {
    "work": _("work"),
    "home": _("home"),
    "other": _("other address"),
    "post": _("postal address"),
    "invoice": _("invoice address"),
}
#: A column for citizen service numbers is never read, not even to be kept beside.
NEVER_READ = "bsn"

#: Words that say: whatever this is, it is none of ours (and its values are not to be guessed from).
_NOT_OURS = re.compile(
    r"\b(assist\w*|manager\w*|spouse|partner|kind(?:eren)?|mailtype|child\w*|yomi|phonetic|fonetisch\w*|type|display|"
    r"weergave\w*|weergegeven|birth\w*|verjaar\w*|geboorte\w*|anniversary|jubileum|iban|bank\w*|rekening\w*|bic|account\w*|"
    r"photo|foto|id|klantnummer|debiteurnummer|relatienummer|klantnr|debnr|nummer klant|custom|event|relation|password|"
    r"wachtwoord|saldo|omzet|datum|date)\b"
)
_PLACES = (
    ("invoice", re.compile(r"factuur|invoice|billing")),
    ("post", re.compile(r"\bpost(?!code|al code|bus|nummer)|correspondentie|mailing")),
    ("work", re.compile(r"werk|zakelijk|business|work|bedrijf|kantoor|office|company|vestiging|bezoek")),
    ("home", re.compile(r"thuis|prive|huis(?!n)|home|personal|woon(?!plaats)")),
    ("other", re.compile(r"\bander\w*|\bother\b|overig")),
)
_KINDS = (
    ("phone:fax", re.compile(r"fax")),
    ("phone:mobile", re.compile(r"mobiel|mobile|\bgsm\b|\bcell|\b06\b|smartphone|whatsapp")),
    ("mail", re.compile(r"\be ?mail(?!ing)|\bmail\b|mailadres")),
    ("phone", re.compile(r"telefoon|phone|\btel\b|telnr|doorkies")),
    ("postal_code", re.compile(r"postcode|postal code|\bzip")),
    ("house_number_addition", re.compile(r"toevoeging|addition")),
    ("house_number", re.compile(r"huisnummer|huisnr|house number")),
    ("po_box", re.compile(r"postbus|po box")),
    ("country", re.compile(r"\bland\b|country")),
    ("region", re.compile(r"provincie|province|\bstate\b|\bregion$")),
    ("city", re.compile(r"plaats|\bcity|\bstad\b|\btown")),
    ("street", re.compile(r"straat|street")),
    ("kvk_number", re.compile(r"\bkvk|kamer van koophandel")),
    ("vat_id", re.compile(r"\bbtw\b|\bvat\b")),
    ("website", re.compile(r"website|webpagina|web page|webadres")),
    ("note", re.compile(r"notitie|opmerking|\bnotes?\b|remark|memo\b")),
    ("organisation", re.compile(r"bedrijfsnaam|firmanaam|company name|organi[sz]ation name|naam bedrijf")),
    ("started_on", re.compile(r"(klant|client|customer) (sinds|vanaf|since)")),
    ("address", re.compile(r"\w*adres\b|\baddress\b")),
)
_GOOGLE = re.compile(
    r"(e mail|e mailadres|phone|telefoon|address|adres|website|organi[sz]ation|organisatie) (\d{1,2}) "
    r"(.*)"
)
_OUTLOOK_MAIL = re.compile(r"e mail \d adres")
_GOOGLE_PARTS = {
    "type": "label", "label": "label", "value": "value", "waarde": "value",
    "formatted": "address", "opgemaakt": "address", "street": "street", "straat": "street",
    "extended address": "address_extra", "aanvullend adres": "address_extra", "po box": "po_box", "postbus": "po_box",
    "postal code": "postal_code", "postcode": "postal_code", "city": "city", "plaats": "city",
    "region": "region", "regio": "region", "country": "country", "land": "country",
}  # fmt: skip


def guess_column(header: str) -> str | None:  # noqa: PLR0911 - the first rule that knows it answers
    """The field for a header: a key of ``FIELDS``, "" when it is known to be none of ours, None when unknown."""
    words = folded(header)
    if (known := KNOWN_HEADERS.get(words)) is not None:
        return known
    if (found := _GOOGLE.fullmatch(words)) and not _OUTLOOK_MAIL.fullmatch(words):
        return _google_column(*found.groups())
    if _NOT_OURS.search(words) and not re.search(r"postadres|klant sinds", words):
        return ""
    place = next((name for name, pattern in _PLACES if pattern.search(words)), "")
    kind = next((name for name, pattern in _KINDS if pattern.search(words)), None)
    if kind is None:
        return None
    if kind == "street" and re.search(r"\b[23]\b", words):
        kind = "address_extra"
    if kind == "address" and re.search(r"straat|street", words):
        kind = "street"
    if kind in ADDRESS_PARTS and place:
        return f"{kind}:{place}"
    if kind in ("phone", "mail") and place in ("work", "home", "other"):
        return f"{kind}:{place}" if f"{kind}:{place}" in FIELDS else kind
    return kind


def _google_column(thing: str, number: str, part: str) -> str:
    slot = f"#{number}"
    known = _GOOGLE_PARTS.get(part, "")
    if thing in ("address", "adres"):
        return f"address_label:{slot}" if known == "label" else f"{known}:{slot}" if known in ADDRESS_PARTS else ""
    if thing.startswith("organi"):
        return {"name": "organisation", "naam": "organisation", "title": "job_title", "titel": "job_title"}.get(
            part, ""
        )
    name = "mail" if thing.startswith("e mail") else "website" if thing == "website" else "phone"
    if known == "value":
        return name if name == "website" else f"{name}:{slot}"
    return f"{name}_label:{slot}" if known == "label" and name != "website" else ""


def known_export(header: Sequence[str]) -> str:
    """Outlook's or Google's own header, or ""."""
    words = [folded(name) for name in header]
    if any(_GOOGLE.fullmatch(name) and name.endswith(("value", "waarde")) for name in words) or (
        {"group membership", "yomi name"} & set(words)
    ):
        return FileFormat.GOOGLE
    if {"first name", "organization name", "labels"} <= set(words):
        return FileFormat.GOOGLE
    return FileFormat.OUTLOOK if len(OUTLOOK_SIGNS & set(words)) >= 3 else ""  # noqa: PLR2004 - one or two any list has


def guess_columns(header: Sequence[str], samples: Sequence[Sequence[str]]) -> list[str]:
    """A field for every column: from its header, else from what stands in it."""
    export = known_export(header)
    guesses: list[str] = []
    for place, name in enumerate(header):
        values = [row[place] for row in samples if place < len(row) and row[place].strip()]
        known = guess_column(name) if name.strip() else None
        if known in ("client_name", "salutation") and export:
            known = {"name": "full_name", "name prefix": "salutation"}.get(folded(name), known)
        guesses.append(known if known is not None else guess_from_values(values))
    return _settled(header, guesses, samples, export=export)


def _settled(header: Sequence[str], guesses: list[str], samples: Sequence[Sequence[str]], *, export: str) -> list[str]:
    """What the columns say about each other."""
    has_person = any(key in ("given_name", "family_name", "full_name") for key in guesses)
    has_company = "organisation" in guesses
    for place, key in enumerate(guesses):
        words = folded(header[place])
        if words in ("name prefix", "prefix") and export:
            guesses[place] = "salutation"
        elif key == "client_name" and export:
            guesses[place] = "full_name"
        elif key == "client_name" and "kind" in guesses:
            continue
        elif key == "client_name" and has_person and not has_company:
            # "Klant" beside "Contactpersoon" is the company; "Naam" beside "Voornaam" the last name.
            guesses[place] = (
                "family_name" if words in ("naam", "name") and "family_name" not in guesses else "organisation"
            )
        elif key == "client_name" and has_company and not has_person:
            guesses[place] = "full_name"
        elif (key == "client_name" and has_company and has_person) or (
            key == "house_number" and words in ("nr", "nummer") and "street" not in guesses
        ):
            guesses[place] = ""
    if not any(key in _NAMES for key in guesses):
        names = next(
            (place for place, key in enumerate(guesses) if not key and _are_names(place, header, samples)), None
        )
        if names is not None:
            guesses[names] = "client_name"
    return guesses


def _are_names(place: int, header: Sequence[str], samples: Sequence[Sequence[str]]) -> bool:
    """A column of which nothing is known but that its cells read like names."""
    values = [row[place] for row in samples if place < len(row) and row[place].strip()]
    likely = sum(1 for value in values if _NAME.fullmatch(value.strip()))
    return (not header[place] or guess_column(header[place]) is None) and likely > len(values) * 0.6


def guess_from_values(values: Sequence[str]) -> str:
    """By what most of the values look like; "" when they look like nothing known."""
    if not values:
        return ""
    for key, test in _LOOKS:
        if sum(1 for value in values if test(value)) > len(values) * 0.6:
            return key
    return ""


_NAME = re.compile(r"[^\W\d_][\w.'’ -]*,? [^\W\d_][\w.'’& -]*")
_NAMES = frozenset(["client_name", "full_name", "given_name", "family_name", "organisation"])
_URL = re.compile(r"(?:https?://|www\.)\S+\.\S+", re.IGNORECASE)
_POSTAL_CODE = re.compile(r"(?:NL-)?[1-9]\d{3}\s?[A-Za-z]{2}")
_STREET = re.compile(r"[^\W\d][\w.' -]{2,60}\s\d{1,4}(?:\s?[-/]?\s?\w{1,4})?")
_KVK = re.compile(r"\d{8}")
_VAT = re.compile(r"NL\s?\d{9}B\d{2}", re.IGNORECASE)
_LOOKS = (
    ("mail", is_mail_address),
    ("website", lambda value: bool(_URL.fullmatch(value.strip()))),
    ("postal_code", lambda value: bool(_POSTAL_CODE.fullmatch(value.strip()))),
    ("vat_id", lambda value: bool(_VAT.fullmatch(value.strip()))),
    ("kvk_number", lambda value: bool(_KVK.fullmatch(value.strip()))),
    ("phone:mobile", lambda value: is_phone(value) and bool(re.match(r"\s*(?:06|\+31\s?\(?0?\)?6|00316)", value))),
    ("phone", is_phone),
    ("street", lambda value: bool(_STREET.fullmatch(value.strip()))),
)


def looks_like_header(cells: Sequence[str]) -> bool:
    """Names of columns rather than a contact: known words and nothing that is a value."""
    filled = [cell for cell in cells if cell.strip()]
    if not filled:
        return False
    known = sum(1 for cell in filled if guess_column(cell) is not None)
    values = sum(
        1 for cell in filled if is_mail_address(cell) or is_phone(cell) or _POSTAL_CODE.fullmatch(cell.strip())
    )
    return (known >= 2 and known > values) or (known == 1 and len(filled) <= 3 and not values)  # noqa: PLR2004


def header_signature(header: Iterable[str], delimiter: str = "") -> str:
    """What tells one kind of file from another, so that its columns are remembered; no names can be read back."""
    words = "\x1f".join(folded(name) for name in header)
    return hashlib.sha256(f"{delimiter}\x1e{words}".encode()).hexdigest()
