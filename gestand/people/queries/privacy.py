"""What we hold about a client and its people: counted from the declarations, in one query, for the Privacy tab."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import CharField, Count, IntegerField, Model, Q, QuerySet, TextField, UUIDField, Value

from gestand.core.declarations import Category, Personal, Purpose
from gestand.core.declarations.purposes import BASES
from gestand.core.declarations.registry import DeclaredModel, declared_model, personal_models, rows_about
from gestand.core.search.models import SearchEntry
from gestand.people.models import ConsentEvent, ConsentVerb


@dataclass(slots=True)
class HeldCategory:
    """One category of personal data: how many rows hold it, in which tables, why and how long."""

    category: Category
    count: int = 0
    tables: list[tuple[str, int]] = field(default_factory=list)
    purposes: list[Purpose] = field(default_factory=list)
    terms: list[Any] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(self.category.label)

    @property
    def bases(self) -> list[tuple[str, str]]:
        """(basis, article) of each purpose, once."""
        return list(
            dict.fromkeys((str(basis.label), basis.value) for purpose in self.purposes for basis in BASES[purpose])
        )


@dataclass(slots=True)
class Standing:
    """What holds now for a person and a purpose, with the event that made it so."""

    purpose: Purpose
    consent: ConsentEvent | None = None
    objection: ConsentEvent | None = None

    @property
    def has_consent(self) -> bool:
        return self.consent is not None and self.consent.verb == ConsentVerb.GIVEN

    @property
    def has_objection(self) -> bool:
        return self.objection is not None and self.objection.verb == ConsentVerb.OBJECTED


def held_about(*, persons: Collection[UUID], clients: Collection[UUID]) -> list[HeldCategory]:
    """Every category with something in it, in the order of the statement. One query, however many tables there are."""
    wanted = (_padded(persons), _padded(clients))
    counting = _counting(*(len(ids) for ids in wanted))
    held: dict[Category, HeldCategory] = {}
    if counting is None:
        return []
    for label, category, count in counting.run([*wanted[0], *wanted[1]]):
        if count:
            _hold(held, declared_model(apps.get_model(label)), Category(category), count)
    return [held[category] for category in Category if category in held]


def _padded(ids: Collection[UUID]) -> list[UUID]:
    """The identifiers, the last one repeated up to a power of two: so there are few shapes of the query to keep."""
    given = list(ids)
    return given + given[-1:] * (2 ** (len(given) - 1).bit_length() - len(given)) if given else []


@dataclass(frozen=True, slots=True)
class Counting:
    """The compiled query. ``places``: for an identifier that it was compiled with, which of the asked ones it is."""

    sql: str
    parameters: tuple[Any, ...]
    places: dict[str | UUID, int]

    def run(self, identifiers: list[UUID]) -> list[tuple[str, str, int]]:
        """(table, category, number of rows), for these identifiers in the places."""
        given = [_as_parameter(one) for one in identifiers]
        filled = [given[self.places[one]] if one in self.places else one for one in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, filled)
            return [(str(label), str(category), int(count)) for label, category, count in cursor.fetchall()]


@cache
def _counting(persons: int, clients: int) -> Counting | None:
    """The query for so many persons and clients. Kept: putting forty tables together costs ten times the asking."""
    places = [UUID(int=2**127 + place) for place in range(persons + clients)]
    parts = _parts(places[:persons], places[persons:])
    if not parts:
        return None
    first, *others = parts
    sql, parameters = first.union(*others, all=True).query.get_compiler(connection=connection).as_sql()
    return Counting(sql, tuple(parameters), {_as_parameter(one): place for place, one in enumerate(places)})


def _as_parameter(identifier: UUID) -> str | UUID:
    prepared: str | UUID = UUIDField().get_db_prep_value(identifier, connection)
    return prepared


def _parts(persons: list[UUID], clients: list[UUID]) -> list[QuerySet[Any]]:
    """For each table and category: how many rows about these hold something of it."""
    parts: list[QuerySet[Any]] = []
    for entry in personal_models():
        if entry.model is SearchEntry:  # the index repeats what the tables below hold
            continue
        rows = rows_about(entry.model, persons=persons, clients=clients)
        if rows.query.is_empty():
            continue
        for category, names in _fields_of(entry).items():
            counted = (
                rows.filter(_filled(entry.model, names))
                .order_by()
                .values(of_table=Value(entry.label, CharField()), of_category=Value(category.value, CharField()))
                .annotate(held=Count("pk", output_field=IntegerField()))
            )
            parts.append(counted.values_list("of_table", "of_category", "held"))
    return parts


def _fields_of(entry: DeclaredModel) -> dict[Category, list[str]]:
    fields: dict[Category, list[str]] = {}
    assert entry.personal is not None  # noqa: S101 - personal_models gives no other
    for name, category in entry.personal.categories.items():
        if name not in entry.personal.withhold:
            fields.setdefault(category, []).append(name)
    return fields


def _filled(model: type[Model], names: Iterable[str]) -> Q:
    """Rows in which at least one of the fields holds something."""
    found = Q(pk__in=[])
    for name in names:
        here = Q(**{f"{name}__isnull": False})
        if isinstance(model._meta.get_field(name), CharField | TextField):
            here &= ~Q(**{name: ""})
        found |= here
    return found


def _hold(held: dict[Category, HeldCategory], entry: DeclaredModel, category: Category, count: int) -> None:
    declaration = entry.personal
    assert isinstance(declaration, Personal)  # noqa: S101 - idem
    row = held.setdefault(category, HeldCategory(category))
    row.count += count
    row.tables.append((str(entry.model._meta.verbose_name_plural), count))
    row.purposes += [purpose for purpose in declaration.purposes if purpose not in row.purposes]
    row.recipients += [key for key in declaration.recipients if key not in row.recipients]
    if declaration.keep not in row.terms:
        row.terms.append(declaration.keep)


def standings(events: Iterable[ConsentEvent]) -> list[Standing]:
    """What holds now, from a person's events (newest first)."""
    found: dict[Purpose, Standing] = {}
    for event in events:
        row = found.setdefault(Purpose(event.purpose), Standing(Purpose(event.purpose)))
        if event.verb in (ConsentVerb.GIVEN, ConsentVerb.WITHDRAWN):
            row.consent = row.consent or event
        else:
            row.objection = row.objection or event
    return [found[purpose] for purpose in Purpose if purpose in found]
