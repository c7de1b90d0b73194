"""What a row would add to whom it was found to be: an import adds and fills in, and says what it replaces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from gestand.people.importers.grouping import address_key
from gestand.people.imports.reading import Reading
from gestand.people.kernels.folding import folded
from gestand.people.kernels.mails import folded_mail
from gestand.people.models import Address, Client, ClientKind, MailAddress, Membership, Person, PhoneNumber

#: Filled in where nothing stands yet.
_FILLED = ("salutation", "initials", "given_name", "name_prefix")
#: Of a business: the file's value takes the place of an older one.
_REPLACED = ("website", "kvk_number", "vat_id")


@dataclass(slots=True)
class Changes:
    """Values as {field: (old, new)}; contact points as the reading has them."""

    person: dict[str, tuple[str, str]] = field(default_factory=dict)
    client: dict[str, tuple[str, str]] = field(default_factory=dict)
    job_title: tuple[str, str] | None = None
    joins: bool = False
    phones: list[list[str]] = field(default_factory=list)
    mails: list[list[str]] = field(default_factory=list)
    addresses: list[list[str]] = field(default_factory=list)

    def as_differences(self, client_name: str) -> list[list[str]]:
        """[field, old, new] for the preview."""
        lines = [[name, old, new] for name, (old, new) in {**self.person, **self.client}.items()]
        if self.job_title:
            lines.append(["job_title", *self.job_title])
        if self.joins:
            lines.append(["joins", "", client_name])
        lines += [["phone", "", " ".join(filter(None, phone))] for phone in self.phones]
        lines += [["mail", "", mail[0]] for mail in self.mails]
        lines += [
            ["address", "", ", ".join(filter(None, [address[1], address[2], f"{address[3]} {address[4]}".strip()]))]
            for address in self.addresses
        ]
        return lines


class Existing:
    """The persons and clients of a chunk with all that hangs on them: eight queries, however many they are."""

    def __init__(self, *, persons: Iterable[UUID], clients: Iterable[UUID]) -> None:
        person_ids = sorted(set(persons))
        memberships = list(
            Membership.objects.filter(Q(person_id__in=person_ids) | Q(client_id__in=sorted(set(clients))))
        )
        client_ids = sorted(set(clients) | {row.client_id for row in memberships if row.person_id in set(person_ids)})
        self.persons: dict[UUID, Person] = Person.objects.in_bulk(person_ids)
        self.clients: dict[UUID, Client] = Client.objects.in_bulk(client_ids)
        self.memberships = {(row.client_id, row.person_id): row for row in memberships}
        self.with_main = {row.client_id for row in memberships if row.is_main}
        self.phones: dict[UUID, set[str]] = defaultdict(set)
        self.mails: dict[UUID, set[str]] = defaultdict(set)
        self.addresses: dict[UUID, set[str]] = defaultdict(set)
        owned = Q(person_id__in=person_ids) | Q(client_id__in=client_ids)
        for number, person, client in PhoneNumber.objects.filter(owned).values_list("number", "person_id", "client_id"):
            self.phones[_one(person, client)].add(number)
        for mail, person, client in MailAddress.objects.filter(owned).values_list("folded", "person_id", "client_id"):
            self.mails[_one(person, client)].add(mail)
        rows = Address.objects.filter(owned).values_list("street", "postal_code", "city", "person_id", "client_id")
        for street, code, city, person, client in rows:
            self.addresses[_one(person, client)].add(address_key(street, code, city))

    def changes(self, reading: Reading, *, person: Person | None, client: Client | None) -> Changes:  # noqa: C901
        """What is still to be written of this row for whom it was found to be."""
        changes = Changes()
        if person is not None:
            for name in _FILLED:
                new = getattr(reading, name)
                if new and not getattr(person, name):
                    changes.person[name] = ("", new)
            self._note(changes.person, person.note, reading.note)
        if client is not None:
            if client.kind == ClientKind.BUSINESS:
                for name in _REPLACED:
                    old, new = getattr(client, name), getattr(reading, name)
                    if new and new.rstrip("/") != old.rstrip("/"):
                        changes.client[name] = (old, new)
            elif reading.website and not client.website:
                changes.client["website"] = ("", reading.website)
            if person is None and not reading.has_person:
                self._note(changes.client, client.note, reading.note)
            if person is not None:
                membership = self.memberships.get((client.id, person.id))
                changes.joins = membership is None
                if membership and reading.job_title and folded(reading.job_title) != folded(membership.job_title):
                    changes.job_title = (membership.job_title, reading.job_title)
        self._points(changes, reading, [owner.id for owner in (person, client) if owner is not None])
        return changes

    @staticmethod
    def _note(changes: dict[str, tuple[str, str]], old: str, new: str) -> None:
        missing = [line for line in new.split("\n") if line.strip() and line.strip() not in old]
        if missing:
            changes["note"] = (old, "\n".join(filter(None, [old, *missing])))

    def _points(self, changes: Changes, reading: Reading, owners: list[UUID]) -> None:
        phones = set().union(*(self.phones[owner] for owner in owners))
        mails = set().union(*(self.mails[owner] for owner in owners))
        addresses = set().union(*(self.addresses[owner] for owner in owners))
        changes.phones = [phone for phone in reading.phones if phone[0] not in phones]
        changes.mails = [mail for mail in reading.mails if folded_mail(mail[0]) not in mails]
        changes.addresses = [
            address for address in reading.addresses if address_key(address[1], address[3], address[4]) not in addresses
        ]


def _one(person: UUID | None, client: UUID | None) -> UUID:
    owner = person or client
    assert owner is not None, "the database lets no contact point exist without an owner"  # noqa: S101
    return owner
