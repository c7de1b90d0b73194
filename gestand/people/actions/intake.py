"""Taking a new client in, in one go: the client, the first person, numbers, mail addresses and address, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from gestand.core.refusals import Refused
from gestand.people.actions.clients import create_client
from gestand.people.actions.contact_points import add_address, add_mail, add_phone
from gestand.people.actions.persons import create_person
from gestand.people.drafts import AddressFields, ClientFields, MembershipFields, PersonFields
from gestand.people.models import Client, ClientKind, MembershipRole, Person

if TYPE_CHECKING:
    from gestand.core.actors import Actor


@dataclass(slots=True)
class Intake:
    """What a form of a new client holds. Numbers and mails are (value, label)."""

    client: ClientFields
    person: PersonFields = field(default_factory=PersonFields)
    membership: MembershipFields = field(default_factory=MembershipFields)
    phones: Sequence[tuple[str, str]] = ()
    mails: Sequence[tuple[str, str]] = ()
    address: AddressFields = field(default_factory=AddressFields)


def take_in_client(*, by: Actor, at: datetime, intake: Intake, bsn_confirmed: bool = False) -> Client:
    """Begin a client with everything that is known at once; all is written or nothing.

    A household without a name gets the person's. Numbers and mails become the person's, the address the client's.
    A refusal names the field of the form: "phone", "mail", or a field of client, person or address.
    """
    with transaction.atomic():
        fields = intake.client
        has_person = any(intake.person.get(name) for name in ("given_name", "initials", "family_name"))
        if not fields.get("name", "").strip() and has_person and fields.get("kind") == ClientKind.HOUSEHOLD:
            fields = {**fields, "name": _name_of(intake.person)}
        client = create_client(by=by, at=at, bsn_confirmed=bsn_confirmed, **fields)
        owner: Client | Person = client
        if has_person:
            role: MembershipFields = {"role": _usual_role(client), **intake.membership}
            owner = create_person(by=by, at=at, client=client, membership=role, **intake.person)
        for number, label in intake.phones:
            with _about("phone"):
                add_phone(by=by, at=at, owner=owner, number=number, label=label)
        for mail, label in intake.mails:
            with _about("mail"):
                add_mail(by=by, at=at, owner=owner, address=mail, label=label)
        if any(intake.address.get(name) for name in ("street", "postal_code", "city")):
            add_address(by=by, at=at, owner=client, **intake.address)
    return client


def _name_of(person: PersonFields) -> str:
    parts = [person.get("given_name") or person.get("initials"), person.get("name_prefix"), person.get("family_name")]
    return " ".join(part for part in parts if part)


def _usual_role(client: Client) -> str:
    return MembershipRole.ADULT if client.kind == ClientKind.HOUSEHOLD else MembershipRole.CONTACT


class _about:  # noqa: N801 - reads as a word of the sentence
    """A refusal inside is about this field of the form."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, refusal: object, _trace: object) -> None:
        if isinstance(refusal, Refused):
            refusal.field = self.name
