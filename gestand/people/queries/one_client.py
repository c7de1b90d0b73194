"""A client's page as a read model: people, contact points, what is missing, how long it is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.utils.translation import gettext as _

from gestand.core.declarations import Personal
from gestand.core.gathering import gathered
from gestand.core.questions import Ids, Question, columns_of, made_of
from gestand.people.models import (
    Address,
    AddressKind,
    Client,
    ClientKind,
    Freeze,
    MailAddress,
    Membership,
    MembershipRole,
    Merge,
    Person,
    PhoneNumber,
)


@dataclass(frozen=True, slots=True)
class Point:
    """A telephone number or mail address, with whose it is."""

    kind: str  # "phone" or "mail"
    id: UUID
    value: str
    label: str
    client_id: UUID | None
    person_id: UUID | None
    order: int


@dataclass(slots=True)
class Member:
    """A person with his or her role and contact points."""

    membership: Membership
    person: Person
    phones: list[Point] = field(default_factory=list)
    mails: list[Point] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    has_left: bool = False
    is_frozen: bool = False  # the use of this person's data is restricted (GDPR 18)


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is not known yet; ``question`` is what to ask next."""

    code: str
    words: str
    question: str


@dataclass(slots=True)
class ClientDossier:
    client: Client
    members: list[Member]
    phones: list[Point]
    mails: list[Point]
    addresses: list[Address]

    @property
    def present(self) -> list[Member]:
        return [member for member in self.members if not member.has_left]

    @property
    def frozen(self) -> list[Member]:
        """Whose data may only be stored."""
        return [member for member in self.members if member.is_frozen]

    @property
    def first_contact(self) -> Member | None:
        return next((member for member in self.present if member.membership.is_main), next(iter(self.present), None))

    def _own_or_contact(self, name: str) -> Any:
        own = getattr(self, name)
        others = ([self.first_contact] if self.first_contact else []) + self.present
        return next(iter(own), None) or next((row for member in others for row in getattr(member, name)), None)

    @property
    def phone(self) -> Point | None:
        found: Point | None = self._own_or_contact("phones")
        return found

    @property
    def mail(self) -> Point | None:
        found: Point | None = self._own_or_contact("mails")
        return found

    @property
    def address(self) -> Address | None:
        visiting = next((row for row in self.addresses if row.kind == AddressKind.VISIT), None)
        found: Address | None = visiting or self._own_or_contact("addresses")
        return found

    @property
    def missing(self) -> list[Missing]:
        """What a complete dossier has and this one has not, most wanted first."""
        client, contact = self.client, self.first_contact
        wanted = [
            (bool(self.present), Missing("person", _("a person"), _("who is our contact?"))),
            (self.phone is not None, Missing("phone", _("a telephone number"), _("on which number can we call?"))),
            (self.mail is not None, Missing("mail", _("a mail address"), _("to which address may we mail?"))),
            (self.address is not None, Missing("address", _("an address"), _("where do we come to visit?"))),
        ]
        if client.kind == ClientKind.BUSINESS:
            wanted += [
                (bool(client.legal_form), Missing("legal_form", _("the legal form"), _("which legal form is it?"))),
                (
                    bool(client.kvk_number),
                    Missing("kvk", _("the chamber-of-commerce number"), _("under which number is it registered?")),
                ),
                (bool(client.vat_id), Missing("vat", _("the VAT id"), _("which VAT id goes on the invoice?"))),
            ]
        else:
            adult = any(member.membership.role == MembershipRole.ADULT for member in self.present)
            wanted.append((adult, Missing("adult", _("an adult"), _("which adults belong to the household?"))))
        named = contact is None or bool(contact.person.family_name)
        wanted.append((named, Missing("name", _("a last name"), _("what is the last name of the contact?"))))
        return [missing for known, missing in wanted if not known]

    @property
    def completeness(self) -> int:
        """Percent of what a complete dossier has."""
        missing = len(self.missing)
        wanted = 6 + (2 if self.client.kind == ClientKind.BUSINESS else 0)
        return round(100 * (wanted - missing) / wanted)

    @property
    def kept_until(self) -> date | None:
        return kept_until(self.client.ended_on)

    @property
    def map_url(self) -> str:
        """A search on a public map; it is opened on a click alone and tells the map where, not who."""
        row = self.address
        return map_url(row) if row else ""


def map_url(row: Address) -> str:
    words = ", ".join(filter(None, [row.street, f"{row.postal_code} {row.city}".strip(), row.country]))
    return f"https://www.openstreetmap.org/search?{urlencode({'query': words})}"


def kept_until(ended_on: date | None) -> date | None:
    """The day on which the term of client data is over; None while the relation lasts."""
    declared: Personal = Client.personal
    return declared.keep.length.added_to(ended_on) if ended_on else None


def dossier_of(client: Client) -> ClientDossier:
    """Everything around a client in two queries."""
    memberships = _memberships_of(client)
    memberships.sort(key=lambda pair: (pair[0].until_on is not None, not pair[0].is_main, pair[0].person.sort_name))
    people = [row.person_id for row, _is_frozen in memberships]
    whose = {"clients": (client.id,), "people": tuple(people)}
    asked_points, asked_addresses = _points.about(**whose), _addresses.about(**whose)
    answers = gathered([asked_points, asked_addresses])
    points, addresses = _sorted_points(answers[asked_points]), _sorted_addresses(answers[asked_addresses])
    members = [
        Member(
            membership=row,
            person=row.person,
            phones=[point for point in points if point.kind == "phone" and point.person_id == row.person_id],
            mails=[point for point in points if point.kind == "mail" and point.person_id == row.person_id],
            addresses=[address for address in addresses if address.person_id == row.person_id],
            has_left=row.until_on is not None or row.person.archived_at is not None,
            is_frozen=is_frozen,
        )
        for row, is_frozen in memberships
    ]
    return ClientDossier(
        client=client,
        members=members,
        phones=[point for point in points if point.kind == "phone" and point.client_id],
        mails=[point for point in points if point.kind == "mail" and point.client_id],
        addresses=[address for address in addresses if address.client_id],
    )


def _memberships_of(client: Client) -> list[tuple[Membership, bool]]:
    """With the persons, and whether the use of their data is restricted."""
    cut = len(columns_of(Membership))
    found = []
    for row in _memberships(clients=[client.id]):
        membership = made_of(Membership, row[:cut])
        membership.client, membership.person = client, made_of(Person, row[cut:-1])
        found.append((membership, bool(row[-1])))
    return found


def points_of(*, people: Collection[UUID]) -> list[Point]:
    """Numbers and mail addresses of persons together, in one query."""
    return _sorted_points(_points(clients=[], people=people))


def _sorted_points(rows: Iterable[Sequence[Any]]) -> list[Point]:
    return sorted((Point(*row) for row in rows), key=lambda point: (point.order, point.id))


def _sorted_addresses(rows: Iterable[Sequence[Any]]) -> list[Address]:
    """Oldest first."""
    return sorted((made_of(Address, row) for row in rows), key=lambda address: address.id)


@Question
def _memberships(clients: Ids) -> QuerySet[Any, Any]:
    names = [*columns_of(Membership), *columns_of(Person, "person__")]
    restricted = Exists(Freeze.objects.filter(person_id=OuterRef("person_id"), lifted_at__isnull=True))
    rows = Membership.objects.filter(client_id__among=clients).annotate(is_frozen=restricted)
    return rows.order_by("id").values_list(*names, "is_frozen")


@Question
def _points(clients: Ids, people: Ids) -> QuerySet[Any, Any]:
    """A union of what is asked by client and what is asked by person: with OR between the two columns SQLite reads the
    whole table (measured at 50,000 numbers).
    """
    names = ("point", "id", "value", "label", "client_id", "person_id", "order")
    phones = PhoneNumber.objects.order_by().annotate(point=Value("phone", CharField()), value=F("number"))
    mails = MailAddress.objects.order_by().annotate(point=Value("mail", CharField()), value=F("address"))
    first, *others = (
        rows.filter(**{f"{column}__among": ids}).values_list(*names)
        for rows in (phones, mails)
        for column, ids in (("client_id", clients), ("person_id", people))
    )
    return first.union(*others, all=True)


@Question
def _addresses(clients: Ids, people: Ids) -> QuerySet[Any, Any]:
    rows = Address.objects.order_by().values_list(*columns_of(Address))
    return rows.filter(client_id__among=clients).union(rows.filter(person_id__among=people), all=True)


def where_it_went(gone_id: UUID, kind: str) -> UUID | None:
    """The id under which a merged client or person lives on, through as many merges as there were."""
    seen: set[UUID] = set()
    current = gone_id
    while current not in seen:
        seen.add(current)
        found = Merge.objects.filter(gone_id=current).values_list(f"{kind}_id", flat=True).first()
        if found is None:
            break
        current = found
    return current if current != gone_id else None
