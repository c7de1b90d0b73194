"""What forms and actions ask of a row of this room, asked of a whole row that comes from elsewhere.

One way to check: these are the very functions through which everything passes that is typed here. A row from another
office must be written as they would write it: a number that is not spelled as we keep it would be found by nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from django.db.models import TextField
from django.utils.translation import gettext as _

from gestand.people import drafts
from gestand.people.actions.consents import checked_choice
from gestand.people.actions.correspondence import EntryFields, checked_caller, checked_entry
from gestand.people.kernels.mails import read_mail_address
from gestand.people.kernels.phones import read_phone
from gestand.people.kernels.refusals import LooksLikeBsn, NotValid
from gestand.people.models import (
    Address,
    Client,
    ConsentEvent,
    Correspondence,
    MailAddress,
    Membership,
    Person,
    PhoneNumber,
)

if TYPE_CHECKING:
    from gestand.core.house import House

_CLIENT = ("kind", "name", "legal_form", "kvk_number", "vat_id", "website", "language", "note", "started_on")
_PERSON = ("salutation", "initials", "given_name", "name_prefix", "family_name", "language", "note")
_ADDRESS = ("kind", "street", "extra", "postal_code", "city", "country")
_MEMBERSHIP = ("role", "job_title", "is_main", "since_on", "until_on")
_ENTRY = ("kind", "direction", "purpose", "subject", "text", "minutes")


def add_row_rules(house: House) -> None:
    """Tell the house what each table of this room asks of a row."""
    for model, rule in (
        (Client, client_rule),
        (Person, person_rule),
        (Address, address_rule),
        (Membership, membership_rule),
        (PhoneNumber, phone_rule),
        (MailAddress, mail_rule),
        (ConsentEvent, consent_rule),
        (Correspondence, entry_rule),
    ):
        house.add_row_rule(model, rule)


def client_rule(row: Client) -> str:
    def check(*, bsn_confirmed: bool) -> Mapping[str, Any]:
        if row.ended_on is not None:
            drafts.checked_day(row.ended_on, field="ended_on")
        return drafts.checked_client(cast("drafts.ClientFields", _values(row, _CLIENT)), bsn_confirmed=bsn_confirmed)

    return _asked(row, check)


def person_rule(row: Person) -> str:
    def check(*, bsn_confirmed: bool) -> Mapping[str, Any]:
        return drafts.checked_person(cast("drafts.PersonFields", _values(row, _PERSON)), bsn_confirmed=bsn_confirmed)

    return _asked(row, check)


def address_rule(row: Address) -> str:
    _require_as_kept(row, drafts.checked_address(cast("drafts.AddressFields", _values(row, _ADDRESS))))
    return ""


def membership_rule(row: Membership) -> str:
    _require_as_kept(row, drafts.checked_membership(cast("drafts.MembershipFields", _values(row, _MEMBERSHIP))))
    return ""


def phone_rule(row: PhoneNumber) -> str:
    _require_as_kept(row, {"number": read_phone(row.number).number, "label": drafts.checked_label(row.label)})
    return ""


def mail_rule(row: MailAddress) -> str:
    _require_as_kept(row, {"address": read_mail_address(row.address), "label": drafts.checked_label(row.label)})
    return ""


def consent_rule(row: ConsentEvent) -> str:
    def check(*, bsn_confirmed: bool) -> Mapping[str, Any]:
        return checked_choice(
            row.verb,
            purpose=row.purpose,
            wording=row.wording,
            wording_version=row.wording_version,
            source=row.source,
            said_at=row.at,
            at=row.recorded_at,
            bsn_confirmed=bsn_confirmed,
        )

    return _asked(row, check)


def entry_rule(row: Correspondence) -> str:
    def check(*, bsn_confirmed: bool) -> Mapping[str, Any]:
        if not (row.text or row.subject or row.caller):
            raise NotValid(_("Write down what it was about."), field="text")
        fields = {**_values(row, _ENTRY), "entry_at": row.at}
        written_at = max(row.created_at, row.changed_at)
        cleaned = checked_entry(cast("EntryFields", fields), at=written_at, bsn_confirmed=bsn_confirmed)
        return {**cleaned, "caller": checked_caller(row.caller)}

    return _asked(row, check)


def _values(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _asked(row: Any, check: Callable[..., Mapping[str, Any]]) -> str:
    """Free text with what looks like a BSN is taken, with a remark: who made the package was asked about it there."""
    remark = ""
    try:
        cleaned = check(bsn_confirmed=False)
    except LooksLikeBsn:
        remark = _("a text has what looks like a citizen service number (BSN), which may not be kept: look at it")
        cleaned = check(bsn_confirmed=True)
    _require_as_kept(row, cleaned)
    return remark


def _require_as_kept(row: Any, cleaned: Mapping[str, Any]) -> None:
    """Not for a text of several lines, whose line ends alone may differ, and not for what is reckoned from a name."""
    for name, value in cleaned.items():
        field = row._meta.get_field(name)
        if isinstance(field, TextField) or name == "sort_name" or getattr(row, name) == value:
            continue
        raise NotValid(
            _("The field “%(field)s” is not written as it is kept here.") % {"field": field.verbose_name},
            field=name,
        )
