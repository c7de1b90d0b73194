"""Questions compiled once: Django takes longer to put a query together than the database takes to answer it.

A question is written as a queryset of values. It is compiled when it is first asked; from then on only the ids that it
is about are filled in (measured: a list of clients in two thirds of the time). For pages that many people open; whoever
asks has found the ids through ``visible_to``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from inspect import signature
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models import Lookup, QuerySet

Row = tuple[Any, ...]
Model = TypeVar("Model", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Ids:
    """Where a question's ids come to stand: ``client_id__among=ids``."""

    name: str


class Among(Lookup[Any]):
    """``field__among``: one of the ids of one parameter, however many they are."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        members = "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
        return f"{column} {members}", [*parameters, self.rhs]


for _kind in (models.UUIDField, models.ForeignKey):
    _kind.register_lookup(Among)


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    parameters: tuple[Any, ...]
    converters: tuple[tuple[int, Sequence[Any], Any], ...]


class Question:
    """Made from a function that takes ``Ids`` and gives a queryset of ``values_list``; called with the ids, it answers.

    @Question
    def phones(clients: Ids) -> QuerySet: return PhoneNumber.objects.filter(client_id__among=clients).values_list(…)
    rows = phones(clients=[…])
    """

    def __init__(self, ask: Callable[..., QuerySet[Any, Any]]) -> None:
        self.ask = ask
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, **ids: Iterable[UUID]) -> list[Row]:
        """The rows; one query."""
        compiled = self._compiled.get(connection.vendor) or self._compile()
        parameters = [
            _written(ids[parameter.name]) if isinstance(parameter, Ids) else parameter
            for parameter in compiled.parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, parameters)
            rows: list[Row] = cursor.fetchall()
        return _converted(rows, compiled.converters) if compiled.converters else rows

    def _compile(self) -> _Compiled:
        asked = self.ask(**{name: Ids(name) for name in signature(self.ask).parameters})
        compiler = asked.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        converters = tuple(
            (place, tuple(each), expression) for place, (each, expression) in compiler.get_converters(columns).items()
        )
        compiled = _Compiled(sql, tuple(parameters), converters)
        self._compiled[connection.vendor] = compiled
        return compiled


def columns_of(model: type[models.Model], path: str = "") -> list[str]:
    """What ``values_list`` has to name so that ``made_of`` can make rows of ``model`` again; ``path`` leads to it."""
    return [f"{path}{field.attname}" for field in model._meta.concrete_fields]


def made_of(model: type[Model], values: Sequence[Any]) -> Model:
    """The row of ``model`` that has these values of ``columns_of``."""
    return model.from_db(connection.alias, columns_of(model), values)


def _written(ids: Iterable[UUID]) -> Any:
    """Ids as the one parameter of ``Among``."""
    if connection.vendor == "postgresql":
        return list(ids)
    return json.dumps([one.hex for one in ids])


def _converted(rows: list[Row], converters: Sequence[tuple[int, Sequence[Any], Any]]) -> list[Row]:
    columns = [list(column) for column in zip(*rows, strict=True)]
    if not columns:
        return rows
    for place, each, expression in converters:
        for convert in each:
            columns[place] = [convert(value, expression, connection) for value in columns[place]]
    return list(zip(*columns, strict=True))
