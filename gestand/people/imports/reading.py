"""One contact, judged: cleaned values, remarks, and what makes it impossible or doubtful. No database."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Self

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gestand.core.refusals import Refused
from gestand.people.drafts import EARLIEST, checked_address, checked_client, checked_person
from gestand.people.importers import ImportedAddress, ImportedContact, Limits
from gestand.people.importers.contact import PlaceLabel
from gestand.people.importers.grouping import legal_form_of
from gestand.people.kernels import names, numbers
from gestand.people.kernels.folding import folded, tidied, tidied_text
from gestand.people.kernels.mails import folded_mail, read_mail_address
from gestand.people.kernels.phones import Phone, read_phone
from gestand.people.kernels.postal import dutch_postal_code_inside, read_country, read_postal_code
from gestand.people.kernels.refusals import HoldsBsn, NotValid
from gestand.people.kernels.websites import read_website
from gestand.people.models import AddressKind, ClientKind

LABEL_WORDS: dict[str, str | Promise] = {
    PlaceLabel.HOME: gettext_lazy("home"),
    PlaceLabel.WORK: gettext_lazy("work"),
    PlaceLabel.MOBILE: gettext_lazy("mobile"),
    PlaceLabel.FAX: gettext_lazy("fax"),
    PlaceLabel.OTHER: gettext_lazy("other"),
    PlaceLabel.MAIN: gettext_lazy("main"),
    PlaceLabel.POST: gettext_lazy("post"),
    PlaceLabel.INVOICE: gettext_lazy("invoices"),
}
_ADDRESS_KINDS = {PlaceLabel.POST: AddressKind.POST, PlaceLabel.INVOICE: AddressKind.INVOICE}
#: Groups that Google and Outlook make by themselves say nothing about a client.
_OWN_CATEGORIES = frozenset(
    ["mycontacts", "starred", "othercontacts", "imported", "contacts", "contacten", "mijncontacten"]
)
_SEVERAL_PHONES = re.compile(r"\s*(?:/|;|\n|\||\bof\b|\ben\b|\bor\b)\s*")
_LONGEST_SALUTATION = 40
_LONGEST_PART = 160


@dataclass(slots=True)
class Reading:
    """A contact as it would be written. Lists hold plain lists, so that a row of the database can keep it."""

    organisation: str = ""
    salutation: str = ""
    initials: str = ""
    given_name: str = ""
    name_prefix: str = ""
    family_name: str = ""
    job_title: str = ""
    kvk_number: str = ""
    vat_id: str = ""
    website: str = ""
    note: str = ""
    started_on: str = ""
    phones: list[list[str]] = field(default_factory=list)  # [E.164, label]
    mails: list[list[str]] = field(default_factory=list)  # [address, label]
    addresses: list[list[str]] = field(default_factory=list)  # [kind, street, extra, postal code, town, country]
    unknown: dict[str, str] = field(default_factory=dict)
    former_company: str = ""  # of a row that a person took out of its company, to put it back

    @property
    def has_person(self) -> bool:
        return bool(self.family_name or self.given_name or self.initials)

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, [self.given_name or self.initials, self.name_prefix, self.family_name]))

    @property
    def postal_codes(self) -> set[str]:
        return {address[3] for address in self.addresses if address[3]}

    def as_json(self) -> dict[str, Any]:
        return {name: value for name in _FIELD_NAMES if (value := getattr(self, name))}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls(**kept)


_FIELD_NAMES = tuple(one.name for one in fields(Reading))


@dataclass(slots=True)
class Judgement:
    """``remarks`` and ``faults`` are [code, value] of ``importers.problems``; a fault refuses the row."""

    row: int
    reading: Reading
    kind: str = ClientKind.HOUSEHOLD
    remarks: list[list[str]] = field(default_factory=list)
    faults: list[list[str]] = field(default_factory=list)
    holds_number: bool = False  # the note holds what looks like a BSN: a person must look


def judge(contact: ImportedContact) -> Judgement:
    """Clean a contact and say what is wrong with it, in the active language where labels are words."""
    reading = Reading(unknown=contact.unknown)
    result = Judgement(contact.row, reading)
    _take_names(contact, reading)
    _take_business(contact, result)
    _take_mails(contact, result)
    notes = [tidied_text(contact.note)]
    notes += _take_phones(contact, result)
    notes += _take_addresses(contact, result)
    notes += _take_website(contact, result)
    if categories := [name for name in contact.categories if folded(name).replace(" ", "") not in _OWN_CATEGORIES]:
        notes.append(_("Category: %(names)s") % {"names": ", ".join(dict.fromkeys(categories))})
    reading.note = "\n".join(filter(None, notes))
    if len(reading.note) > Limits.CELL_CHARACTERS:
        reading.note = reading.note[: Limits.CELL_CHARACTERS]
        result.remarks.append(["note_shortened", ""])
    _take_start(contact, result)
    result.kind = ClientKind.BUSINESS if reading.organisation else ClientKind.HOUSEHOLD
    _check_whole(result)
    result.holds_number = bool(numbers.bsns_in(reading.note))
    return result


def _take_names(contact: ImportedContact, reading: Reading) -> None:  # noqa: C901 - the ways in which names are written
    reading.organisation = tidied(contact.organisation)
    given, family = tidied(contact.given_name), tidied(contact.family_name)
    prefix, middle = tidied(contact.name_prefix), tidied(contact.middle_name)
    full = tidied(contact.full_name)
    if folded(full) == folded(reading.organisation):
        full = ""
    if reading.organisation and not family and folded(given) == folded(reading.organisation):
        given = ""
    salutation = tidied(contact.salutation)
    initials = tidied(contact.initials)
    if not (given or family) and full:
        parsed = names.parse_name(full)
        given, prefix, family = parsed.given_name, parsed.name_prefix, parsed.family_name
        initials, salutation = parsed.initials or initials, salutation or parsed.salutation
    elif not family and " " in given:
        parsed = names.parse_name(given)
        given, prefix, family = parsed.given_name, parsed.name_prefix, parsed.family_name
        initials, salutation = parsed.initials or initials, salutation or parsed.salutation
    elif family and not given and "," in family:
        parsed = names.parse_name(family)
        given, prefix, family = parsed.given_name, parsed.name_prefix, parsed.family_name
        initials = parsed.initials or initials
    words = family.split()
    while not prefix and len(words) > 1 and names.is_prefix(words[0]):
        start = next((at for at, word in enumerate(words[:-1]) if not names.is_prefix(word)), len(words) - 1)
        prefix, words = " ".join(words[:start]), words[start:]
    if middle and all(names.is_prefix(word) for word in middle.split()):
        prefix = prefix or middle
    elif middle:
        reading.unknown = {**reading.unknown, str(_("Middle name")): middle}
        initials = initials or names.initials_of(f"{given} {middle}")
    if given and re.fullmatch(r"(?:[^\W\d_]{1,2}\.\s?)+", given):
        initials, given = given.replace(" ", ""), ""
    reading.salutation = names.SALUTATIONS.get(salutation.casefold().rstrip("."), salutation)[:_LONGEST_SALUTATION]
    reading.initials, reading.given_name = initials[:20], given
    reading.name_prefix, reading.family_name = prefix, " ".join(words)
    reading.job_title = tidied(contact.job_title)[:80]
    if not reading.has_person:
        reading.salutation = reading.initials = ""


def _take_business(contact: ImportedContact, result: Judgement) -> None:
    reading = result.reading
    if kvk := contact.kvk_number.strip():
        try:
            reading.kvk_number = numbers.read_kvk_number(kvk)
        except NotValid:
            result.faults.append(["kvk_wrong", kvk[:40]])
    if vat := contact.vat_id.strip():
        try:
            reading.vat_id = numbers.read_vat_id(vat, legal_form=legal_form_of(reading.organisation))
        except HoldsBsn:
            result.remarks.append(["vat_holds_bsn", ""])
        except NotValid:
            result.faults.append(["vat_wrong", vat[:40]])
    if not reading.organisation and (reading.kvk_number or reading.vat_id or contact.hint == ClientKind.BUSINESS):
        reading.organisation = reading.full_name


def _take_mails(contact: ImportedContact, result: Judgement) -> None:
    known: set[str] = set()
    for mail in contact.mails:
        several = (
            re.split(r"[;,\s/]+", mail.address)
            if mail.address.count("@") > 1 and "<" not in mail.address
            else [mail.address]
        )
        for text in filter(None, several):
            try:
                address = read_mail_address(text)
            except NotValid:
                result.faults.append(["mail_wrong", tidied(text)[:80]])
                continue
            if folded_mail(address) not in known:
                known.add(folded_mail(address))
                result.reading.mails.append([address, _label(mail.label)])


def _take_phones(contact: ImportedContact, result: Judgement) -> list[str]:
    """Lines for the note: what stands in a phone column and is no number."""
    notes: list[str] = []
    known: set[str] = set()
    for phone in contact.phones:
        label = _label(phone.label)
        for text, read in _single_phones(phone.number):
            if read is None:
                notes.append(_("Phone: %(text)s") % {"text": tidied(text)[:200]})
                result.remarks.append(["phone_to_note", tidied(text)[:80]])
                continue
            if read.number not in known:
                known.add(read.number)
                extension = _("ext. %(number)s") % {"number": read.extension} if read.extension else ""
                result.reading.phones.append([read.number, " ".join(filter(None, [label, extension]))[:40]])
    return notes


def _single_phones(text: str) -> list[tuple[str, Phone | None]]:
    """A cell as one number, or as several with a stroke between them; None where it is no number."""
    if (whole := _phone(text)) is not None:
        return [(text, whole)]
    return [(part, _phone(part)) for part in _SEVERAL_PHONES.split(text) if part.strip()]


def _phone(text: str) -> Phone | None:
    try:
        return read_phone(text)
    except NotValid:
        return None


def _label(label: str) -> str:
    words = str(LABEL_WORDS.get(label, label))
    return "" if numbers.bsns_in(words) else tidied(words)[:40]


def _take_addresses(contact: ImportedContact, result: Judgement) -> list[str]:
    notes: list[str] = []
    for address in contact.addresses:
        fields, left_over = _address_fields(address, result)
        if fields["street"] or fields["city"]:
            try:
                cleaned = checked_address(fields)  # type: ignore[arg-type]
            except HoldsBsn:
                result.faults.append(["bsn_in_name", ""])
                continue
            except Refused:
                notes.append(_("Address: %(text)s") % {"text": ", ".join(filter(None, fields.values()))[:400]})
                continue
            row = [str(cleaned[name]) for name in ("kind", "street", "extra", "postal_code", "city", "country")]
            if row[1:] not in [known[1:] for known in result.reading.addresses]:
                result.reading.addresses.append(row)
        elif fields["postal_code"]:
            left_over.append(fields["postal_code"])
        notes += [_("Address: %(text)s") % {"text": text} for text in left_over]
    return notes


def _address_fields(address: ImportedAddress, result: Judgement) -> tuple[dict[str, str], list[str]]:
    street, extra, city, code = (
        tidied(text) for text in (address.street, address.extra, address.city, address.postal_code)
    )
    if address.whole and not (street or city or code):
        street, extra, code, city = _parts_of(address.whole)
    if not code and (found := dutch_postal_code_inside(city)):
        _before, code, city = found
    left_over: list[str] = []
    country = _country(address.country, left_over)
    try:
        code = read_postal_code(code, country=country)
    except NotValid:
        result.remarks.append(["postal_code_odd", code[:20]])
        code, extra = "", ", ".join(filter(None, [extra, code]))
    if len(street) > _LONGEST_PART:
        street, extra = street[:_LONGEST_PART], ", ".join(filter(None, [street[_LONGEST_PART:], extra]))
    kind = _ADDRESS_KINDS.get(
        PlaceLabel(address.label) if address.label in list(PlaceLabel) else PlaceLabel.OTHER, AddressKind.VISIT
    )
    if re.match(r"(?:postbus|po box|p\.o\. box)\b", street, re.IGNORECASE):
        kind = AddressKind.POST
    return (
        {
            "kind": str(kind),
            "street": street,
            "extra": extra[:_LONGEST_PART],
            "postal_code": code,
            "city": city[:80],
            "country": country,
        },
        left_over,
    )


def _country(text: str, left_over: list[str]) -> str:
    """The country's code; one that we do not know by name goes into the note."""
    try:
        return read_country(text)
    except NotValid:
        left_over.append(tidied(text)[:80])
        return "NL"


def _parts_of(whole: str) -> tuple[str, str, str, str]:
    """Street, second line, postal code and town of an address in one piece."""
    lines = [tidied(line) for line in re.split(r"[\n,]", whole) if tidied(line)]
    for place, line in enumerate(lines):
        if found := dutch_postal_code_inside(line):
            before, code, city = found
            street = [*lines[:place], before] if before else lines[:place]
            city = city or (lines[place + 1] if place + 1 < len(lines) else "")
            return (street[0] if street else "", ", ".join(street[1:]), code, city)
    return (lines[0] if lines else "", ", ".join(lines[1:]), "", "")


def _take_website(contact: ImportedContact, result: Judgement) -> list[str]:
    if not contact.website.strip():
        return []
    try:
        result.reading.website = read_website(contact.website)
    except NotValid:
        result.remarks.append(["website_to_note", tidied(contact.website)[:80]])
        return [_("Website: %(text)s") % {"text": tidied(contact.website)[:200]}]
    return []


def _take_start(contact: ImportedContact, result: Judgement) -> None:
    text = contact.started_on.strip()
    if not text:
        return
    day = read_day(text)
    if day is None or not EARLIEST <= day <= date.today():  # noqa: DTZ011 - a day of the past in any zone
        result.faults.append(["date_wrong", text[:40]])
        return
    result.reading.started_on = day.isoformat()


def read_day(text: str) -> date | None:
    """A day as spreadsheets write it here: 2019-05-01, 1-5-2019, 01/05/2019, 1.5.19, or a year alone."""
    line = text.strip().split(" ")[0].split("T")[0]
    if re.fullmatch(r"(?:19|20)\d{2}", line):
        return date(int(line), 1, 1)
    for form in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%y", "%d/%m/%y", "%Y/%m/%d", "%Y%m%d"):
        try:
            return datetime.strptime(line, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _check_whole(result: Judgement) -> None:
    """The same checks as when somebody types it (``drafts``), with the whole row as the answer."""
    reading = result.reading
    try:
        if reading.has_person:
            checked_person(
                {
                    "salutation": reading.salutation,
                    "initials": reading.initials,
                    "given_name": reading.given_name,
                    "name_prefix": reading.name_prefix,
                    "family_name": reading.family_name,
                }
            )
        if reading.organisation:
            checked_client({"kind": ClientKind.BUSINESS, "name": reading.organisation})
        numbers.refuse_bsn(reading.job_title, field="job_title")
    except HoldsBsn:
        result.faults.append(["bsn_in_name", ""])
    except NotValid as refusal:
        value = str(getattr(reading, refusal.field or "", "") or reading.organisation or reading.full_name)
        result.faults.append(["name_too_long", value[:60]])
