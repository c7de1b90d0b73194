"""What goes until a day, found by the declarations and put together by home: a client with its people, or whoever."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Sum

from gestand.core.declarations.registry import CLIENT, PERSON
from gestand.core.erasure.asking import has_lasting_keys
from gestand.core.erasure.due import Due, DueBatch, due_batches, filled_models
from gestand.core.filled import filled_tables
from gestand.core.house import house
from gestand.core.law import is_known
from gestand.core.questions import Prepared
from gestand.retention.models import NOBODY, Departure

TABLE = "table"
#: Keys by table and fields.
Found = dict[tuple[type[Any], tuple[str, ...]], set[Any]]
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
    """Rows of one home that go on one day, by table and fields. The digest is the same whatever the order in which they
    are read.
    """

    place: Place
    subjects: dict[str, set[UUID]] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)
    sums: dict[tuple[str, tuple[str, ...]], list[int]] = field(default_factory=dict)

    @property
    def counts(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for (label, _fields), (count, _sum) in self.sums.items():
            found[label] += count
        return found

    @property
    def total(self) -> int:
        return sum(count for count, _sum in self.sums.values())

    @property
    def digest(self) -> str:
        lines = sorted(
            f"{label} {'+'.join(fields)} {count} {total:x}" for (label, fields), (count, total) in self.sums.items()
        )
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def tally(self, batch: DueBatch, due: Due, rule: str) -> list[int]:
        """Where rows of this batch are counted; what they have in common is written down once."""
        self.rules.add(rule)
        if due.subject is not None:
            self.subjects.setdefault(due.root, set()).add(due.subject)
        return self.sums.setdefault((batch.model._meta.label, batch.fields), [0, 0])


class Homes:
    """Of each subject its home: a person's is the first client to which he or she belongs."""

    def __init__(self) -> None:
        self._of_person: dict[UUID, UUID | None] = {}

    def learn(self, dues: Iterable[Due]) -> None:
        """Ask once for a batch of rows."""
        fresh = {due.subject for due in dues if due.root == PERSON and due.subject not in self._of_person}
        persons = {each for each in fresh if each is not None}
        self._of_person.update(dict.fromkeys(persons))
        for person, client in house.belongings(persons) if house.belongings is not None and persons else ():
            known = self._of_person.get(person)
            if person in persons and (known is None or client < known):
                self._of_person[person] = client

    def of(self, model: type[Any], due: Due) -> Home:
        if due.subject is None:
            return Home(TABLE, NOBODY, model._meta.label)
        if due.root == PERSON and (client := self._of_person.get(due.subject)) is not None:
            return Home(CLIENT, client)
        return Home(due.root, due.subject)


def leaving(*, on: date) -> dict[Place, Leaving]:
    """Everything that goes on or before that day, by home and day."""
    found: dict[Place, Leaving] = {}
    homes = Homes()
    filled = filled_tables()
    for declared in filled_models(filled):
        for batch in due_batches(declared, on=on, filled=filled):
            homes.learn({id(due): due for _raw, due in batch.rows}.values())
            tallies: dict[int, list[int]] = {}
            rule = rule_of(batch.why)
            for raw, due in batch.rows:
                tally = tallies.get(id(due))
                if tally is None:
                    place = Place(homes.of(batch.model, due), due.goes_on)
                    if place not in found:
                        found[place] = Leaving(place)
                    tally = tallies[id(due)] = found[place].tally(batch, due, rule)
                number = number_of(raw)
                tally[0] += 1
                tally[1] = (tally[1] + number * number) % _DIGEST_SPACE
    return found


def number_of(raw: Any) -> int:
    """A key as a number, as each database has it."""
    if isinstance(raw, str):
        return int(raw, 16)
    return raw.int if isinstance(raw, UUID) else int(raw)


def rows_of(departures: Collection[Departure], *, on: date) -> tuple[dict[UUID, Leaving], Found]:
    """The rows of these departures as they are due today: what makes up each, and all keys by table and fields."""
    by_place = {Place(home_of(each), each.goes_on): each for each in departures}
    here = {each.id: Leaving(Place(home_of(each), each.goes_on)) for each in departures}
    ids = {kind: _ids(departures, kind) for kind in ("person", "client", "account")}
    wanted = {kind: Prepared(those) for kind, those in ids.items() if those}
    is_most = _are_most(departures, on=on)
    tables = {each.home_table for each in departures}
    home_of_subject = {
        (kind, UUID(subject)): home_of(each)
        for each in departures
        for kind, subjects in each.subjects.items()
        for subject in subjects
    }
    keys: Found = {}
    filled = filled_tables()
    for declared in filled_models(filled):
        own = Home(TABLE, NOBODY, declared.label)
        sources = [due_batches(declared, on=on, subjects=None if is_most else wanted, filled=filled)]
        if declared.label in tables and not is_most:
            sources.append(due_batches(declared, on=on, nobody=True, filled=filled))
        for batch in chain(*sources):
            those = keys.setdefault((batch.model, batch.fields), set())
            is_lasting = has_lasting_keys(batch.model)
            tallies: dict[int, list[int] | None] = {}
            rule = rule_of(batch.why)
            for raw, due in batch.rows:
                if id(due) not in tallies:
                    home = own if due.subject is None else home_of_subject.get((due.root, due.subject))
                    departure = by_place.get(Place(home, due.goes_on)) if home is not None else None
                    tallies[id(due)] = here[departure.id].tally(batch, due, rule) if departure is not None else None
                tally = tallies[id(due)]
                if tally is not None:
                    number = number_of(raw)
                    tally[0] += 1
                    tally[1] = (tally[1] + number * number) % _DIGEST_SPACE
                    those.add(UUID(int=number) if is_lasting and isinstance(raw, str) else raw)
    return here, {about: those for about, those in keys.items() if those}


def _are_most(departures: Collection[Departure], *, on: date) -> bool:
    """Whether these are most of what is due: then it is faster to read all of it than to look each subject up."""
    due = Departure.objects.coming().filter(goes_on__lte=on).aggregate(rows=Sum("rows"))["rows"] or 0
    return 2 * sum(each.rows for each in departures) > due


def home_of(departure: Departure) -> Home:
    return Home(departure.home_kind, departure.home_id, departure.home_table)


def _ids(departures: Collection[Departure], kind: str) -> set[UUID]:
    return {UUID(each) for departure in departures for each in departure.subjects.get(kind, ())}


def rule_of(why: str) -> str:
    """The key of a rule; a reason in words has none."""
    return why if is_known(why) else ""
