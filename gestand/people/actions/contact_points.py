"""Telephone numbers, mail addresses and addresses of a client or a person: add, change, remove."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeVar, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.refusals import Refused
from gestand.people.actions.findable import reindex_owner
from gestand.people.actions.rights import locked, require_fingerprint, require_not_frozen, require_owner_of
from gestand.people.drafts import AddressFields, checked_address, draft_address, draft_mail, draft_phone
from gestand.people.models import Address, Client, MailAddress, Person, PhoneNumber

if TYPE_CHECKING:
    from gestand.core.actors import Actor

ContactPoint = PhoneNumber | MailAddress | Address
Point = TypeVar("Point", PhoneNumber, MailAddress, Address, ContactPoint, PhoneNumber | MailAddress)


class AlreadyThere(Refused):
    code = "already_there"


def add_phone(*, by: Actor, at: datetime, owner: Client | Person, number: str, label: str = "") -> PhoneNumber:
    """Add a telephone number in any usual spelling. Refuses what is none, and one that is there already."""
    with transaction.atomic():
        require_owner_of(by, owner)
        require_not_frozen(owner)
        row = draft_phone(owner, number, label=label, order=owner.phone_numbers.count())
        if owner.phone_numbers.filter(number=row.number).exists():
            raise AlreadyThere(_("This number is already there."), field="number")
        row.save(force_insert=True)
        _written("people.phone.add", row, owner, by=by, at=at)
    return row


def change_phone(
    *, by: Actor, at: datetime, phone: PhoneNumber, number: str, label: str = "", seen: str = ""
) -> PhoneNumber:
    with transaction.atomic():
        row, owner = _held(phone, by=by, seen=seen)
        draft = draft_phone(owner, number, label=label)
        if owner.phone_numbers.filter(number=draft.number).exclude(id=row.id).exists():
            raise AlreadyThere(_("This number is already there."), field="number")
        row.number, row.label = draft.number, draft.label
        row.save(update_fields=["number", "label"])
        _written("people.phone.change", row, owner, by=by, at=at)
    return row


def add_mail(*, by: Actor, at: datetime, owner: Client | Person, address: str, label: str = "") -> MailAddress:
    """Add a mail address. Refuses what is none, and one that is there already in other capitals."""
    with transaction.atomic():
        require_owner_of(by, owner)
        require_not_frozen(owner)
        row = draft_mail(owner, address, label=label, order=owner.mail_addresses.count())
        if owner.mail_addresses.filter(folded=row.folded).exists():
            raise AlreadyThere(_("This mail address is already there."), field="address")
        row.save(force_insert=True)
        _written("people.mail.add", row, owner, by=by, at=at)
    return row


def change_mail(
    *, by: Actor, at: datetime, mail: MailAddress, address: str, label: str = "", seen: str = ""
) -> MailAddress:
    with transaction.atomic():
        row, owner = _held(mail, by=by, seen=seen)
        draft = draft_mail(owner, address, label=label)
        if owner.mail_addresses.filter(folded=draft.folded).exclude(id=row.id).exists():
            raise AlreadyThere(_("This mail address is already there."), field="address")
        row.address, row.folded, row.label = draft.address, draft.folded, draft.label
        row.save(update_fields=["address", "folded", "label"])
        _written("people.mail.change", row, owner, by=by, at=at)
    return row


def add_address(*, by: Actor, at: datetime, owner: Client | Person, **fields: Unpack[AddressFields]) -> Address:
    """Add an address. A Dutch postal code is written as "1234 AB"; a street or a town is enough."""
    with transaction.atomic():
        require_owner_of(by, owner)
        require_not_frozen(owner)
        row = draft_address(owner, fields)
        row.save(force_insert=True)
        _written("people.address.add", row, owner, by=by, at=at)
    return row


def change_address(
    *, by: Actor, at: datetime, address: Address, seen: str = "", **fields: Unpack[AddressFields]
) -> Address:
    with transaction.atomic():
        row, owner = _held(address, by=by, seen=seen)
        cleaned = checked_address(fields, current=row)
        for name, value in cleaned.items():
            setattr(row, name, value)
        row.save(update_fields=list(cleaned))
        _written("people.address.change", row, owner, by=by, at=at)
    return row


def remove_contact_point(*, by: Actor, at: datetime, point: ContactPoint) -> None:
    """Remove a number, mail address or address; the audit log keeps that it happened, not what it was."""
    with transaction.atomic():
        row, owner = _held(point, by=by)
        row_id = row.id
        row.delete()
        _written(f"people.{kind_of(row)}.remove", row, owner, by=by, at=at, row_id=row_id)


def put_first(*, by: Actor, at: datetime, point: PhoneNumber | MailAddress) -> None:
    """Make this the number or mail address that stands in the head of the page."""
    with transaction.atomic():
        row, owner = _held(point, by=by)
        model: type[PhoneNumber | MailAddress] = type(row)
        mine = model._default_manager.filter(client=row.client, person=row.person)  # noqa: SLF001 - either of two models
        for place, other in enumerate(mine.exclude(pk=row.pk).order_by("order", "id"), start=1):
            mine.filter(pk=other.pk).update(order=place)
        row.order = 0
        row.save(update_fields=["order"])
        _written(f"people.{kind_of(row)}.change", row, owner, by=by, at=at)


def _held(point: Point, *, by: Actor, seen: str = "") -> tuple[Point, Client | Person]:
    """The row as it is now, locked, and whose it is. Refuses who may not, and what changed since ``seen``."""
    row = locked(point)
    owner = owner_of(row)
    require_owner_of(by, owner)
    require_fingerprint(row, seen)
    return row, owner


def kind_of(point: ContactPoint) -> str:
    return {PhoneNumber: "phone", MailAddress: "mail", Address: "address"}[type(point)]


def owner_of(point: ContactPoint) -> Client | Person:
    owner = point.person or point.client
    assert owner is not None, "the database lets no contact point exist without an owner"  # noqa: S101
    return owner


def _written(
    action: str, row: ContactPoint, owner: Client | Person, *, by: Actor, at: datetime, row_id: UUID | None = None
) -> None:
    is_client = isinstance(owner, Client)
    write_audit(
        action,
        by=by,
        at=at,
        subject=("client" if is_client else "person", owner.id),
        client_id=owner.id if is_client else None,
        facts={"row": row_id or row.id},
    )
    reindex_owner(owner)
