"""Who of a chunk of rows is known already, by mail, phone, name and address: a handful of queries for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from gestand.people.importers.grouping import address_key, company_key
from gestand.people.imports.reading import Reading
from gestand.people.kernels.folding import folded
from gestand.people.kernels.mails import folded_mail
from gestand.people.kernels.names import client_sort_name, initials_of, person_sort_name
from gestand.people.models import Address, Client, ClientKind, MailAddress, Membership, Person, PhoneNumber

MAIL, PHONE, NAME, ADDRESS = "mail", "phone", "name", "address"
_MOST_CANDIDATES = 5
_DUTCH_MOBILE = "+316"


@dataclass(slots=True)
class Match:
    """``person`` or ``client`` when it is sure; ``doubts`` are [kind, id, why] for a person to decide."""

    person: UUID | None = None
    client: UUID | None = None
    doubts: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class _Known:
    """What is known of one person that a row may be."""

    id: UUID
    given: str
    initials: str
    family: str
    clients: list[UUID] = field(default_factory=list)
    postal_codes: set[str] = field(default_factory=set)
    why: set[str] = field(default_factory=set)


class Matcher:
    """Loads, once for a chunk, all that its rows could be; then answers row by row without a query."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._persons: dict[UUID, _Known] = {}
        self._clients: dict[UUID, Client] = {}
        self._by_mail = self._owners(
            MailAddress, "folded", {folded_mail(mail[0]) for one in readings for mail in one.mails}
        )
        self._by_phone = self._owners(PhoneNumber, "number", {phone[0] for one in readings for phone in one.phones})
        self._by_name: dict[str, list[UUID]] = defaultdict(list)
        self._at_address: dict[str, list[tuple[UUID | None, UUID | None]]] = defaultdict(list)
        self._load_addresses({code for one in readings for code in one.postal_codes})
        self._load_persons(readings)
        self._load_clients(readings)

    @staticmethod
    def _owners(model: Any, name: str, values: Iterable[str]) -> dict[str, list[tuple[UUID | None, UUID | None]]]:
        found: dict[str, list[tuple[UUID | None, UUID | None]]] = defaultdict(list)
        for value, person, client in model.objects.filter(**{f"{name}__in": sorted(values)}).values_list(
            name, "person_id", "client_id"
        ):
            found[value].append((person, client))
        return found

    def _load_addresses(self, codes: set[str]) -> None:
        rows = Address.objects.filter(postal_code__in=sorted(codes)).values_list(
            "street", "postal_code", "city", "person_id", "client_id"
        )
        for street, code, city, person, client in rows:
            self._at_address[address_key(street, code, city)].append((person, client))

    def _load_persons(self, readings: Sequence[Reading]) -> None:
        sort_names = {_sort_name(one) for one in readings if one.has_person}
        ids = {
            person
            for owners in (*self._by_mail.values(), *self._by_phone.values(), *self._at_address.values())
            for person, _client in owners
            if person
        }
        at_clients = {client for owners in self._at_address.values() for _person, client in owners if client}
        rows = (
            Person.objects.filter(
                Q(id__in=ids) | Q(sort_name__in=sorted(sort_names)) | Q(memberships__client_id__in=at_clients)
            )
            .distinct()
            .values_list("id", "given_name", "initials", "family_name", "sort_name")
        )
        for person_id, given, initials, family, sort_name in rows:
            self._persons[person_id] = _Known(person_id, folded(given), folded(initials), folded(family))
            self._by_name[sort_name].append(person_id)
        memberships = Membership.objects.filter(person_id__in=list(self._persons)).order_by("-is_main", "id")
        for person_id, client_id in memberships.values_list("person_id", "client_id"):
            self._persons[person_id].clients.append(client_id)
        clients = {client: known for known in self._persons.values() for client in known.clients}
        addresses = Address.objects.filter(Q(person_id__in=list(self._persons)) | Q(client_id__in=list(clients)))
        by_client: dict[UUID, set[str]] = defaultdict(set)
        for code, person, client in addresses.values_list("postal_code", "person_id", "client_id"):
            if person:
                self._persons[person].postal_codes.add(code)
            elif client:
                by_client[client].add(code)
        for known in self._persons.values():
            known.postal_codes = (known.postal_codes.union(*(by_client[client] for client in known.clients))) - {""}

    def _load_clients(self, readings: Sequence[Reading]) -> None:
        names = {client_sort_name(one.organisation, is_household=False) for one in readings if one.organisation}
        keys = {company_key(one.organisation) for one in readings if one.organisation}
        names |= {f"{key}{form}" for key in keys for form in ("", " bv", " b v", " vof", " v o f", " nv")}
        ids = {client for known in self._persons.values() for client in known.clients}
        for owners in (*self._by_mail.values(), *self._by_phone.values(), *self._at_address.values()):
            ids |= {client for _person, client in owners if client}
        found = Client.objects.filter(
            Q(id__in=ids)
            | Q(kind=ClientKind.BUSINESS, sort_name__in=sorted(names))
            | Q(kvk_number__in=sorted({one.kvk_number for one in readings if one.kvk_number}))
            | Q(vat_id__in=sorted({one.vat_id for one in readings if one.vat_id}))
        ).only("id", "kind", "name", "kvk_number", "vat_id", "archived_at")
        self._clients = {client.id: client for client in found}
        self._companies: dict[str, list[Client]] = defaultdict(list)
        for client in found:
            if client.kind == ClientKind.BUSINESS:
                self._companies[company_key(client.name)].append(client)
                for number in filter(None, (client.kvk_number, client.vat_id)):
                    self._companies[number].append(client)

    def match(self, reading: Reading) -> Match:
        if not reading.has_person and reading.organisation:
            return self._match_company(reading)
        match = self._match_person(reading)
        match.client = self._client_for(reading, match)
        return match

    def _match_person(self, reading: Reading) -> Match:
        found = self._alike(reading)
        if not reading.has_person:  # only a mail address or a number: whose is it?
            sure = [known for known in found if MAIL in known.why] or found
            return Match(person=sure[0].id) if len(sure) == 1 else Match()
        given, initials = folded(reading.given_name), folded(reading.initials)
        family = folded(reading.family_name)
        same, close, others = [], [], []
        for known in found:
            if known.family != family:
                others.append(known)
            elif known.given == given and (given or known.initials == initials):
                same.append(known)
            elif _may_be(given, initials, known):
                close.append(known)
            elif MAIL in known.why:
                others.append(known)
        sure = [known for known in same if known.why & {MAIL, PHONE, ADDRESS}]
        sure = sure or [known for known in close if MAIL in known.why]
        if len(sure) == 1:
            return Match(person=sure[0].id)
        doubtful = sure or close + [known for known in same if not self._lives_elsewhere(reading, known)]
        doubtful += [known for known in others if MAIL in known.why or self._shares_mobile(reading, known)]
        return Match(doubts=_as_doubts(doubtful))

    def _alike(self, reading: Reading) -> list[_Known]:
        """Everybody who shares something with this row, with what it is."""
        found: dict[UUID, _Known] = {}

        def add(person: UUID | None, why: str) -> None:
            if person is not None and (known := self._persons.get(person)):
                if person not in found:
                    found[person] = _Known(
                        known.id, known.given, known.initials, known.family, known.clients, known.postal_codes
                    )
                found[person].why.add(why)

        for mail in reading.mails:
            for person, _client in self._by_mail.get(folded_mail(mail[0]), ()):
                add(person, MAIL)
        for phone in reading.phones:
            for person, _client in self._by_phone.get(phone[0], ()):
                add(person, PHONE)
        for person in self._by_name.get(_sort_name(reading), ()) if reading.has_person else ():
            add(person, NAME)
            if self._persons[person].postal_codes & reading.postal_codes:
                add(person, ADDRESS)
        return list(found.values())

    def _lives_elsewhere(self, reading: Reading, known: _Known) -> bool:
        """The same name at another address is another person: there are many Jan de Vries."""
        return bool(reading.postal_codes and known.postal_codes)

    def _shares_mobile(self, reading: Reading, known: _Known) -> bool:
        return any(
            phone[0].startswith(_DUTCH_MOBILE)
            and (known.id in [person for person, _client in self._by_phone.get(phone[0], ())])
            for phone in reading.phones
        )

    def _client_for(self, reading: Reading, match: Match) -> UUID | None:
        """The known client that a person of this row belongs to, or would come to belong to."""
        if reading.organisation:
            sure = self._company(reading)
            return sure[0] if sure else None
        if match.person:
            clients = self._persons[match.person].clients
            return clients[0] if clients else None
        return self._household(reading)

    def _household(self, reading: Reading) -> UUID | None:
        """A household at the same address in which somebody has the same last name."""
        family = folded(reading.family_name)
        for address in reading.addresses if family else ():
            for person, client in self._at_address.get(address_key(address[1], address[3], address[4]), ()):
                members = [self._persons[person]] if person in self._persons else self._members(client)
                for known in members:
                    homes = [one for one in known.clients if self._is_household(one)]
                    if known.family == family and homes:
                        return homes[0]
        return None

    def _members(self, client: UUID | None) -> list[_Known]:
        return [known for known in self._persons.values() if client in known.clients]

    def _is_household(self, client: UUID) -> bool:
        return client in self._clients and self._clients[client].kind == ClientKind.HOUSEHOLD

    def _match_company(self, reading: Reading) -> Match:
        if sure := self._company(reading):
            return Match(client=sure[0])
        owners = [owner for mail in reading.mails for owner in self._by_mail.get(folded_mail(mail[0]), ())]
        owners += [owner for phone in reading.phones for owner in self._by_phone.get(phone[0], ())]
        doubts = [["client", str(client), MAIL] for _person, client in owners if client]
        return Match(doubts=doubts[:_MOST_CANDIDATES])

    def _company(self, reading: Reading) -> list[UUID]:
        """Businesses that this is for sure: by number, then by name (the one with the same postal code first)."""
        for number in filter(None, (reading.kvk_number, reading.vat_id)):
            if found := self._companies.get(number):
                return [client.id for client in found]
        named = self._companies.get(company_key(reading.organisation), [])
        if reading.kvk_number:  # the same name with another number is another company
            named = [client for client in named if client.kvk_number in ("", reading.kvk_number)]
        at_codes = {
            client
            for address in reading.addresses
            for _p, client in self._at_address.get(address_key(address[1], address[3], address[4]), ())
        }
        return [
            client.id
            for client in sorted(named, key=lambda one: (one.id not in at_codes, bool(one.archived_at), one.id))
        ]


def _sort_name(reading: Reading) -> str:
    return person_sort_name(
        family_name=reading.family_name,
        given_name=reading.given_name,
        initials=reading.initials,
        name_prefix=reading.name_prefix,
    )


def _may_be(given: str, initials: str, known: _Known) -> bool:
    """Initials may be those of a first name: "E. Jansen" may be Eva Jansen, Piet may not."""
    if not (given or initials) or not (known.given or known.initials):
        return True
    mine = folded(initials_of(given)) if given else initials
    theirs = folded(initials_of(known.given)) if known.given else known.initials
    return bool(mine and theirs and mine[0] == theirs[0] and not (given and known.given))


def _as_doubts(found: list[_Known]) -> list[list[str]]:
    order = (MAIL, PHONE, ADDRESS, NAME)
    return [
        ["person", str(known.id), next(why for why in order if why in known.why)]
        for known in {one.id: one for one in found}.values()
    ][:_MOST_CANDIDATES]
