"""Checking what came in and laying it ready, unsaved: used by the actions one by one and by the import by the thousand.

Every function takes what was typed, gives cleaned values or a row that is not saved yet, and refuses with a sentence
and the name of the field.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypedDict, cast

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gestand.people.kernels import names, numbers
from gestand.people.kernels.folding import tidied, tidied_text
from gestand.people.kernels.mails import folded_mail, read_mail_address
from gestand.people.kernels.phones import read_phone
from gestand.people.kernels.postal import read_country, read_postal_code
from gestand.people.kernels.refusals import LooksLikeBsn, NotValid
from gestand.people.kernels.websites import read_website
from gestand.people.models import (
    Address,
    Client,
    ClientKind,
    MailAddress,
    Membership,
    MembershipRole,
    Person,
    PhoneNumber,
)


class ClientFields(TypedDict, total=False):
    kind: str
    name: str
    legal_form: str
    kvk_number: str
    vat_id: str
    website: str
    language: str
    note: str
    started_on: date


class PersonFields(TypedDict, total=False):
    salutation: str
    initials: str
    given_name: str
    name_prefix: str
    family_name: str
    language: str
    note: str


class AddressFields(TypedDict, total=False):
    kind: str
    street: str
    extra: str
    postal_code: str
    city: str
    country: str


class MembershipFields(TypedDict, total=False):
    role: str
    job_title: str
    is_main: bool
    since_on: date | None
    until_on: date | None


_MISSING_NAME = gettext_lazy("Fill in a name.")
#: Days outside are slips of the pen; far outside no calendar can reckon with them.
EARLIEST, LATEST = date(1950, 1, 1), date(2199, 12, 31)


def checked_day(on: date, *, field: str) -> date:
    """A day that can be meant. Refuses (``NotValid``) a year that can only be mistyped."""
    if on < EARLIEST:
        raise NotValid(_("That is too long ago to be true."), field=field)
    if on > LATEST:
        raise NotValid(_("That is too far ahead to be true."), field=field)
    return on


def checked_client(
    fields: ClientFields, *, current: Client | None = None, bsn_confirmed: bool = False
) -> dict[str, Any]:
    """The cleaned values of ``fields``, with ``sort_name``; judged together with what ``current`` already has."""
    cleaned: dict[str, Any] = {}
    for name in ("name", "legal_form", "language", "kind"):
        if name in fields:
            cleaned[name] = tidied(fields[name])
    if "note" in fields:
        cleaned["note"] = checked_text(fields["note"], field="note", bsn_confirmed=bsn_confirmed)
    if "website" in fields:
        cleaned["website"] = read_website(fields["website"])
    if "started_on" in fields:
        cleaned["started_on"] = checked_day(fields["started_on"], field="started_on")
    whole: dict[str, Any] = {**({} if current is None else _values(current, fields)), **cleaned}
    if not whole.get("name"):
        raise NotValid(_MISSING_NAME, field="name")
    numbers.refuse_bsn(cleaned.get("name", ""), field="name")
    _check_numbers(fields, whole, cleaned)
    _check_choices(Client, cleaned)
    _check_lengths(Client, cleaned)
    cleaned["sort_name"] = names.client_sort_name(whole["name"], is_household=whole.get("kind") == ClientKind.HOUSEHOLD)
    return cleaned


def _values(row: models.Model, fields: ClientFields) -> dict[str, Any]:
    return {
        name: getattr(row, name)
        for name in ("kind", "name", "legal_form", "kvk_number", "vat_id")
        if name not in fields
    }


def _check_numbers(fields: ClientFields, whole: dict[str, Any], cleaned: dict[str, Any]) -> None:
    kvk = fields.get("kvk_number", whole.get("kvk_number", ""))
    vat = fields.get("vat_id", whole.get("vat_id", ""))
    if whole.get("kind") == ClientKind.HOUSEHOLD:
        for name, number in (("kvk_number", kvk), ("vat_id", vat), ("legal_form", whole.get("legal_form", ""))):
            if number:
                raise NotValid(_("A household has none. Leave this empty, or make it a business."), field=name)
        cleaned.update({name: "" for name in ("kvk_number", "vat_id") if name in fields})
        return
    if "kvk_number" in fields:
        cleaned["kvk_number"] = numbers.read_kvk_number(kvk)
    if "vat_id" in fields or "legal_form" in fields:
        cleaned["vat_id"] = numbers.read_vat_id(vat, legal_form=whole.get("legal_form", ""))


def checked_person(
    fields: PersonFields, *, current: Person | None = None, bsn_confirmed: bool = False
) -> dict[str, Any]:
    """The cleaned values of ``fields``, with ``sort_name``. A person has a first name, initials or a last name."""
    cleaned: dict[str, Any] = {}
    for name in ("salutation", "initials", "given_name", "name_prefix", "family_name", "language"):
        if name in fields:
            cleaned[name] = tidied(fields[name])
            numbers.refuse_bsn(cleaned[name], field=name)
    if "note" in fields:
        cleaned["note"] = checked_text(fields["note"], field="note", bsn_confirmed=bsn_confirmed)
    parts = {
        name: cleaned.get(name, getattr(current, name, ""))
        for name in ("family_name", "given_name", "initials", "name_prefix")
    }
    if not (parts["family_name"] or parts["given_name"] or parts["initials"]):
        raise NotValid(_MISSING_NAME, field="family_name")
    _check_choices(Person, cleaned)
    _check_lengths(Person, cleaned)
    cleaned["sort_name"] = names.person_sort_name(**parts)
    return cleaned


def checked_address(fields: AddressFields, *, current: Address | None = None) -> dict[str, Any]:
    """The cleaned values of an address. A street or a town is enough; a Dutch postal code must be one."""
    cleaned: dict[str, Any] = {}
    country = read_country(fields.get("country", current.country if current else "NL"))
    if "country" in fields:
        cleaned["country"] = country
    for name in ("kind", "street", "extra", "city"):
        if name in fields:
            cleaned[name] = tidied(fields[name])
            numbers.refuse_bsn(cleaned[name], field=name)
    if "postal_code" in fields:
        cleaned["postal_code"] = read_postal_code(fields["postal_code"], country=country)
    street = cleaned.get("street", current.street if current else "")
    city = cleaned.get("city", current.city if current else "")
    if not street and not city:
        raise NotValid(_("Fill in a street and number, or at least a town."), field="street")
    _check_choices(Address, cleaned)
    _check_lengths(Address, cleaned)
    return cleaned


def checked_membership(fields: MembershipFields) -> dict[str, Any]:
    cleaned: dict[str, Any] = {name: fields[name] for name in ("is_main", "since_on", "until_on") if name in fields}  # type: ignore[literal-required]
    for name in ("role", "job_title"):
        if name in fields:
            cleaned[name] = tidied(fields[name])
    numbers.refuse_bsn(cleaned.get("job_title", ""), field="job_title")
    since, until = cleaned.get("since_on"), cleaned.get("until_on")
    for name, on in (("since_on", since), ("until_on", until)):
        if on is not None:
            checked_day(on, field=name)
    if since and until and until < since:
        raise NotValid(_("The end lies before the start."), field="until_on")
    _check_choices(Membership, cleaned)
    _check_lengths(Membership, cleaned)
    return cleaned


def checked_label(label: str) -> str:
    cleaned = tidied(label)
    numbers.refuse_bsn(cleaned, field="label")
    _check_lengths(PhoneNumber, {"label": cleaned})
    return cleaned


def checked_text(text: str, *, field: str, bsn_confirmed: bool = False) -> str:
    """Free text as it is kept. What looks like a BSN is asked about once (``LooksLikeBsn``), then taken at the word."""
    cleaned = tidied_text(text)
    if not bsn_confirmed and (found := numbers.bsns_in(cleaned)):
        raise LooksLikeBsn(
            _(
                "“%(number)s” looks like a citizen service number (BSN), which we may not keep. "
                "Take it out, or confirm that it is not one."
            )
            % {"number": found[0]},
            field=field,
        )
    return cleaned


def draft_client(*, at: datetime, bsn_confirmed: bool = False, fields: ClientFields) -> Client:
    """A client that is not saved yet. ``started_on`` must be among the fields."""
    cleaned = checked_client(fields, bsn_confirmed=bsn_confirmed)
    return Client(**cleaned, created_at=at, changed_at=at)


def draft_person(*, at: datetime, bsn_confirmed: bool = False, fields: PersonFields) -> Person:
    """A person that is not saved yet."""
    return Person(**checked_person(fields, bsn_confirmed=bsn_confirmed), created_at=at, changed_at=at)


def draft_membership(*, client: Client, person: Person, fields: MembershipFields) -> Membership:
    usual = MembershipRole.ADULT if client.kind == ClientKind.HOUSEHOLD else MembershipRole.CONTACT
    return Membership(client=client, person=person, **{"role": usual, **checked_membership(fields)})


def draft_phone(owner: Client | Person, text: str, *, label: str = "", order: int = 0) -> PhoneNumber:
    """A telephone number that is not saved yet; an extension becomes part of its label."""
    phone = read_phone(text)
    words = checked_label(label)
    if phone.extension:
        words = checked_label(" ".join(filter(None, [words, _("ext. %(number)s") % {"number": phone.extension}])))
    return PhoneNumber(**_owner(owner), number=phone.number, label=words, order=order)


def draft_mail(owner: Client | Person, text: str, *, label: str = "", order: int = 0) -> MailAddress:
    address = read_mail_address(text)
    return MailAddress(
        **_owner(owner), address=address, folded=folded_mail(address), label=checked_label(label), order=order
    )


def draft_address(owner: Client | Person, fields: AddressFields) -> Address:
    return Address(**_owner(owner), **checked_address(fields))


def _owner(owner: Client | Person) -> dict[str, Any]:
    return {"client": owner} if isinstance(owner, Client) else {"person": owner}


def _check_choices(model: type[models.Model], cleaned: Mapping[str, Any]) -> None:
    for name, value in cleaned.items():
        field = cast("models.Field[Any, Any]", model._meta.get_field(name))
        choices = field.flatchoices
        if choices and not (value == "" and field.blank) and value not in [key for key, _label in choices]:
            raise NotValid(_("Choose one of the possibilities."), field=name)


def _check_lengths(model: type[models.Model], cleaned: Mapping[str, Any]) -> None:
    for name, value in cleaned.items():
        longest = getattr(model._meta.get_field(name), "max_length", None)
        if isinstance(value, str) and longest and len(value) > longest and name != "sort_name":
            raise NotValid(_("This is too long: at most %(number)d characters.") % {"number": longest}, field=name)
