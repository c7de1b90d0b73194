"""What goes until a day, found by the declarations and put together by home: a client with its people, or whoever."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from gestand.core.declarations.registry import CLIENT, PERSON, DeclaredModel, rows_about, rows_about_nobody
from gestand.core.erasure.due import DueRow, due_fields, due_rows, swept_models
from gestand.core.house import house
from gestand.core.law import is_known
from gestand.retention.models import NOBODY, Departure

TABLE = "table"
_AT_ONCE = 2000
_DIGEST_SPACE = 1 << 256


class Home(NamedTuple):
    """Where rows are shown and decided about together."""

    kind: str
    id: UUID
    table: str = ""


class Place(NamedTuple):
    """A home and a day: what is one line of the list."""

    home: Home
    goes_on: date


@dataclass
class Leaving:
    """Rows of one home that go on one day. ``digest`` is the same whatever the order in which they are read."""

    place: Place
    counts: Counter[str] = field(default_factory=Counter)
    subjects: dict[str, set[UUID]] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)
    total: int = 0
    sum: int = 0

    @property
    def digest(self) -> str:
        return f"{self.sum:064x}"

    def add(self, row: DueRow, fields: tuple[str, ...], rule: str) -> None:
        label = row.model._meta.label
        self.counts[label] += 1
        self.total += 1
        self.rules.add(rule)
        if row.subject is not None:
            self.subjects.setdefault(row.root, set()).add(row.subject)
        named = f"{label} {'+'.join(fields)} {row.key}".encode()
        self.sum = (self.sum + int.from_bytes(hashlib.sha256(named).digest())) % _DIGEST_SPACE


class Homes:
    """Of each subject its home: a person's is the first client to which he or she belongs."""

    def __init__(self) -> None:
        self._of_person: dict[UUID, UUID | None] = {}

    def learn(self, rows: Iterable[DueRow]) -> None:
        """Ask once for a batch of rows."""
        fresh = {row.subject for row in rows if row.root == PERSON and row.subject not in self._of_person}
        persons = {each for each in fresh if each is not None}
        self._of_person.update(dict.fromkeys(persons))
        for person, client in house.belongings(persons) if house.belongings is not None and persons else ():
            known = self._of_person.get(person)
            if known is None or client < known:
                self._of_person[person] = client

    def of(self, row: DueRow) -> Home:
        if row.subject is None:
            return Home(TABLE, NOBODY, row.model._meta.label)
        if row.root == PERSON and (client := self._of_person.get(row.subject)) is not None:
            return Home(CLIENT, client)
        return Home(row.root, row.subject)


def leaving(*, on: date) -> dict[Place, Leaving]:
    """Everything that goes on or before that day, by home and day."""
    found: dict[Place, Leaving] = {}
    homes = Homes()
    for declared in swept_models():
        for fields, row, rule in _rows_and_fields(declared, on=on, homes=homes):
            place = Place(homes.of(row), row.goes_on)
            if place not in found:
                found[place] = Leaving(place)
            found[place].add(row, fields, rule)
    return found


def rows_of(departures: Collection[Departure], *, on: date) -> Iterator[tuple[Departure, tuple[str, ...], DueRow, str]]:
    """The rows of these departures as they are due today, each with its departure; those of others are left out."""
    by_place = {Place(home_of(each), each.goes_on): each for each in departures}
    wanted = {kind: _ids(departures, kind) for kind in ("person", "client", "account")}
    tables = {each.home_table for each in departures}
    home_of_subject = {
        (kind, UUID(subject)): home_of(each)
        for each in departures
        for kind, subjects in each.subjects.items()
        for subject in subjects
    }
    for declared in swept_models():
        about = rows_about(
            declared.model, persons=wanted["person"], clients=wanted["client"], accounts=wanted["account"]
        )
        sources = [about] if any(wanted.values()) else []
        if declared.label in tables:
            sources.append(rows_about_nobody(declared.model))
        for among in sources:
            for fields, row, rule in _rows_and_fields(declared, on=on, among=among):
                own = Home(TABLE, NOBODY, declared.label)
                home = own if row.subject is None else home_of_subject.get((row.root, row.subject))
                departure = by_place.get(Place(home, row.goes_on)) if home is not None else None
                if departure is not None:
                    yield departure, fields, row, rule


def home_of(departure: Departure) -> Home:
    return Home(departure.home_kind, departure.home_id, departure.home_table)


def _ids(departures: Collection[Departure], kind: str) -> set[UUID]:
    return {UUID(each) for departure in departures for each in departure.subjects.get(kind, ())}


def _rows_and_fields(
    declared: DeclaredModel, *, on: date, among: Any = None, homes: Homes | None = None
) -> Iterator[tuple[tuple[str, ...], DueRow, str]]:
    personal = declared.personal
    assert personal is not None  # noqa: S101 - only swept tables are asked
    whole = rule_of(personal.keep.why)
    for batch in _batches((((), row) for row in due_rows(declared, on=on, among=among)), homes):
        for fields, row in batch:
            yield fields, row, whole
    if personal.keep_fields:
        for batch in _batches(due_fields(declared, on=on, among=among), homes):
            for fields, row in batch:
                yield fields, row, rule_of(personal.keep_fields[fields[0]].why)


def _batches(
    rows: Iterable[tuple[tuple[str, ...], DueRow]], homes: Homes | None
) -> Iterator[list[tuple[tuple[str, ...], DueRow]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, _AT_ONCE)):
        if homes is not None:
            homes.learn(row for _fields, row in batch)
        yield batch


def rule_of(why: str) -> str:
    """The key of a rule; a reason in words has none."""
    return why if is_known(why) else ""
