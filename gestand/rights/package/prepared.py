"""Queries compiled once for all persons.

Putting a query together takes Django longer than the database needs to answer it, and a package asks every table. The
declarations do not change while the program runs, so each query is compiled once with stand-in ids, which are swapped
for the person's own each time (measured: a usual person's package in a quarter of the time).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import QuerySet

from gestand.core.chunks import in_chunks

if TYPE_CHECKING:
    from gestand.rights.subjects import Subjects

Ask = Callable[["Subjects"], QuerySet[Any, Any]]


@dataclass(frozen=True, slots=True)
class Shape:
    """How many ids a person has of each root: queries of one shape differ in the ids alone."""

    clients: int
    accounts: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """SQL with stand-in ids among its parameters, and what turns a row's columns into Python values."""

    sql: str
    parameters: tuple[Any, ...]
    converters: tuple[tuple[int, Sequence[Any], Any], ...]

    def rows(self, subjects: Subjects, *, chunk_rows: int) -> Iterator[list[tuple[Any, ...]]]:
        """The rows in chunks; flat memory on every database."""
        for chunk in in_chunks(self.sql, self.filled_in(subjects), size=chunk_rows):
            yield self._converted(chunk)

    def filled_in(self, subjects: Subjects) -> list[Any]:
        """The parameters, with the person's own ids."""
        real = _real_ids(subjects.persons, subjects.clients, subjects.accounts, connection.vendor)
        return [_swapped(parameter, real) for parameter in self.parameters]

    def _converted(self, chunk: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        if not self.converters:
            return chunk
        rows = [list(row) for row in chunk]
        for place, converters, expression in self.converters:
            for row in rows:
                value = row[place]
                for converter in converters:
                    value = converter(value, expression, connection)
                row[place] = value
        return rows  # type: ignore[return-value]


def counted(queries: Iterable[Prepared], subjects: Subjects) -> list[int]:
    """How many rows each has, all in one statement; none without queries."""
    asked = list(queries)
    if not asked:
        return []
    counts = ", ".join(f"(SELECT COUNT(*) FROM ({query.sql}) AS q{place})" for place, query in enumerate(asked))  # noqa: S608 - compiled queries
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [value for query in asked for value in query.filled_in(subjects)])
        return list(cursor.fetchone())


def shape_of(subjects: Subjects) -> Shape:
    return Shape(len(subjects.clients), len(subjects.accounts))


def prepared(key: str, ask: Ask, subjects: Subjects) -> Prepared | None:
    """The query that ``ask`` makes, compiled for persons of this shape; None when it can have no rows.

    ``key`` names the question: the same key always comes with the same question.
    """
    return _compiled(key, shape_of(subjects), connection.vendor, _Asking(ask, subjects))


class _Asking:
    """Equal to every other one, so that the cache looks at the key alone."""

    def __init__(self, ask: Ask, subjects: Subjects) -> None:
        self.ask = ask
        self.subjects = subjects

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asking)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=1024)
def _compiled(_key: str, shape: Shape, _vendor: str, asking: _Asking) -> Prepared | None:
    stand_ins = _stand_ins(shape)
    nobody = replace(
        asking.subjects,
        persons=frozenset(stand_ins[:1]),
        clients=frozenset(stand_ins[1 : 1 + shape.clients]),
        accounts=frozenset(stand_ins[1 + shape.clients :]),
    )
    compiler = asking.ask(nobody).query.get_compiler(connection=connection)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    columns = compiler.select[0 : compiler.col_count]
    converters = compiler.get_converters([column[0] for column in columns])
    return Prepared(
        sql,
        tuple(parameters),
        tuple((place, tuple(each), expression) for place, (each, expression) in converters.items()),
    )


def _stand_ins(shape: Shape) -> list[UUID]:
    """Ids that nobody has: version 8, ours to define (RFC 9562)."""
    return [UUID(int=(0x8 << 76) | (0b10 << 62) | number) for number in range(1, 2 + shape.clients + shape.accounts)]


@lru_cache(maxsize=4)
def _real_ids(
    persons: frozenset[UUID], clients: frozenset[UUID], accounts: frozenset[UUID], _vendor: str
) -> dict[Any, Any]:
    """The person's own ids by the stand-in for each, as the database gets them."""
    stand_ins = _stand_ins(Shape(len(clients), len(accounts)))
    ids = [*persons, *sorted(clients), *sorted(accounts)]
    return dict(zip(map(_written, stand_ins), map(_written, ids), strict=True))


def _written(value: UUID) -> Any:
    """An id as this database gets it."""
    return models.UUIDField().get_db_prep_value(value, connection)


def _swapped(parameter: Any, real: dict[Any, Any]) -> Any:
    return real.get(parameter, parameter) if isinstance(parameter, str | UUID) else parameter


def forget() -> None:
    """Compile anew (a test changes a declaration)."""
    _compiled.cache_clear()
