"""Clients, persons and a year of history, in bulk: the demo takes 200 clients, the measurements up to 10,000."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction

from gestand.core.ids import new_id
from gestand.demo.words import (
    BUSINESSES,
    CONVERSATIONS,
    DETAILS,
    FAMILY_NAMES,
    GIVEN_NAMES,
    STREETS,
    TOWNS,
    UNUSED_LETTERS,
)
from gestand.people.kernels.names import client_sort_name, person_sort_name
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

_CHUNK = 500  # clients written in one go: memory stays flat


@dataclass(frozen=True, slots=True)
class Population:
    """How much to invent. ``persons`` and ``lines`` are per client; None lets them vary as in a real firm."""

    clients: int
    persons: int | None = None
    lines: int | None = None
    seed: int = 20261123


def populate(population: Population, *, at: datetime) -> dict[str, int]:
    """Write the invented clients; returns how many rows of each kind. Rows are written in chunks of 500 clients."""
    chance = random.Random(population.seed)  # noqa: S311 - the same demo every time
    counts: dict[str, int] = {}
    for start in range(0, population.clients, _CHUNK):
        rows = _Rows(chance, at)
        for number in range(start, min(start + _CHUNK, population.clients)):
            rows.add_client(number, persons=population.persons, lines=population.lines)
        with transaction.atomic():
            for model, made in rows.tables():
                model._default_manager.bulk_create(made, batch_size=500)
                counts[model.__name__] = counts.get(model.__name__, 0) + len(made)
    return counts


class _Rows:
    """The rows of one chunk."""

    def __init__(self, chance: random.Random, at: datetime) -> None:
        self.chance = chance
        self.at = at
        self.clients: list[Client] = []
        self.persons: list[Person] = []
        self.memberships: list[Membership] = []
        self.addresses: list[Address] = []
        self.phones: list[PhoneNumber] = []
        self.mails: list[MailAddress] = []
        self.consents: list[ConsentEvent] = []
        self.lines: list[Correspondence] = []

    def tables(self) -> Iterator[tuple[type[models.Model], list[Any]]]:
        yield Client, self.clients
        yield Person, self.persons
        yield Membership, self.memberships
        yield Address, self.addresses
        yield PhoneNumber, self.phones
        yield MailAddress, self.mails
        yield ConsentEvent, self.consents
        yield Correspondence, self.lines

    def add_client(self, number: int, *, persons: int | None, lines: int | None) -> None:
        chance = self.chance
        is_business = number % 3 == 0
        prefix, family = FAMILY_NAMES[(number * 7) % len(FAMILY_NAMES)]
        town, postal, area = TOWNS[number % len(TOWNS)]
        started_on = (self.at - timedelta(days=chance.randint(380, 3600))).date()
        name = self._business_name(number) if is_business else f"Familie {' '.join(filter(None, [prefix, family]))}"
        client = Client(
            id=new_id(),
            kind="business" if is_business else "household",
            name=name,
            sort_name=client_sort_name(name, is_household=not is_business),
            legal_form=chance.choice(["sole_trader", "company", "partnership"]) if is_business else "",
            kvk_number=f"0{number % 10_000_000:07d}" if is_business else "",
            started_on=started_on,
            ended_on=self._ended_on(number, started_on),
            created_at=self.at - timedelta(days=370),
            changed_at=self.at - timedelta(days=chance.randint(1, 360)),
        )
        self.clients.append(client)
        street = f"{chance.choice(STREETS)} {chance.randint(1, 180)}"
        self.addresses.append(
            Address(
                id=new_id(),
                client=client,
                street=street,
                postal_code=f"{postal} {chance.choice(UNUSED_LETTERS)}",
                city=town,
            )
        )
        if is_business:
            self.phones.append(PhoneNumber(id=new_id(), client=client, number=self._phone(area, number)))
        count = persons or chance.choice([1, 2, 2, 3, 4])
        for order in range(count):
            self._add_person(client, number, order, (prefix, family), is_business=is_business)
        self._add_history(client, self.persons[-count:], lines)

    def _business_name(self, number: int) -> str:
        trade, name = BUSINESSES[(number // 3) % len(BUSINESSES)]
        again = number // 3 // len(BUSINESSES)
        town = TOWNS[(number // 5) % len(TOWNS)][0]
        return f"{trade} {name}" if not again else f"{trade} {name} {town}" + (f" {again}" if again > 1 else "")

    def _ended_on(self, number: int, started_on: date) -> date | None:
        if number % 23 != 11:
            return None
        return max(started_on, (self.at - timedelta(days=self.chance.randint(30, 1080))).date())

    def _phone(self, area: str, number: int) -> str:
        """A subscriber part that starts with 0 is never given out."""
        return f"+31{area[1:]}0{(number * 7919 + 4321) % 10 ** (8 - len(area[1:])):0{8 - len(area[1:])}d}"

    def _add_person(
        self, client: Client, number: int, order: int, household: tuple[str, str], *, is_business: bool
    ) -> None:
        chance = self.chance
        prefix, family = chance.choice(FAMILY_NAMES) if is_business else household
        given = GIVEN_NAMES[(number * 11 + order * 17 + chance.randint(0, 5)) % len(GIVEN_NAMES)]
        person = Person(
            id=new_id(),
            given_name=given,
            initials=f"{given[0]}.",
            name_prefix=prefix,
            family_name=family,
            sort_name=person_sort_name(given_name=given, name_prefix=prefix, family_name=family),
            relation_ended_on=client.ended_on,
            created_at=client.created_at,
            changed_at=client.changed_at,
        )
        self.persons.append(person)
        role = ("owner" if not order else "employee") if is_business else ("adult" if order < 2 else "child")
        self.memberships.append(
            Membership(
                id=new_id(), client=client, person=person, role=role, is_main=not order, since_on=client.started_on
            )
        )
        if role == "child":
            return
        domain = f"{family.lower().replace(' ', '')}-{number}.example".encode("ascii", "ignore").decode()
        address = f"{given.lower()}@{domain}"
        self.mails.append(MailAddress(id=new_id(), person=person, address=address, folded=address))
        self.phones.append(
            PhoneNumber(
                id=new_id(),
                person=person,
                number=f"+3160{(number * 51_407 + order * 911 + 123_456) % 10**7:07d}",
                label="mobiel",
            )
        )
        if chance.random() < 0.4:
            self.consents.append(self._consent(person))

    def _consent(self, person: Person) -> ConsentEvent:
        given_at = self.at - timedelta(days=self.chance.randint(20, 340))
        return ConsentEvent(
            id=new_id(),
            person=person,
            purpose="purpose.mailing",
            verb="given",
            wording="Ja, stuur mij waarschuwingen en een paar keer per jaar de nieuwsbrief.",
            wording_version="2025-1",
            source="aan de telefoon gevraagd",
            at=given_at,
            recorded_at=given_at,
        )

    def _add_history(self, client: Client, persons: list[Person], lines: int | None) -> None:
        chance = self.chance
        adults = persons[:2]
        count = lines if lines is not None else chance.choice([1, 2, 3, 4, 6, 9])
        last = client.ended_on or self.at.date()
        for _ in range(count):
            kind, direction, subject, text, minutes = chance.choice(CONVERSATIONS)
            moment = self._working_moment(last)
            self.lines.append(
                Correspondence(
                    id=new_id(),
                    client=client,
                    person=chance.choice(adults),
                    kind=kind,
                    direction=direction,
                    subject=subject,
                    text=f"{text} Ook besproken: {chance.choice(DETAILS)}." if chance.random() < 0.5 else text,
                    minutes=minutes,
                    at=moment,
                    created_at=moment,
                    changed_at=moment,
                )
            )

    def _working_moment(self, last: date) -> datetime:
        """A moment of a working day in the year before ``last``, between nine and half past five."""
        moment = self.at.replace(year=last.year, month=last.month, day=min(last.day, 28)) - timedelta(
            days=self.chance.randint(1, 360)
        )
        moment -= timedelta(days=max(0, moment.weekday() - 4))
        return moment.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(
            minutes=self.chance.randint(0, 510)
        )
