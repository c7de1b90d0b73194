"""Questions compiled once: Django takes longer to put a query together than the database takes to answer it.

A question is written as a queryset. It is compiled when it is first asked; from then on only the ids or values that it
is about are filled in (measured: a list of clients in two thirds of the time). For pages that many people open; whoever
asks has found the ids through ``visible_to``. Several questions go as one statement with ``core.gathering``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from inspect import signature
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Expression, Field, Lookup, QuerySet
from django.db.models.query import (  # type: ignore[attr-defined]
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)

from gestand.core.planned import Row, rows_of

Model = TypeVar("Model", bound=models.Model)


class Prepared:
    """Ids as ``Among`` takes them, written once for many questions."""

    __slots__ = ("value",)

    def __init__(self, ids: Iterable[UUID]) -> None:
        self.value = Ids("").written(ids)


@dataclass(frozen=True, slots=True)
class Ids:
    """Where a question's ids come to stand: ``client_id__among=ids``."""

    name: str

    def written(self, ids: Iterable[UUID] | Prepared) -> Any:
        """Ids as the one parameter of ``Among``; a text for PostgreSQL too, which its driver would write id by id."""
        if isinstance(ids, Prepared):
            return ids.value
        if connection.vendor == "postgresql":
            return f"{{{','.join([one.hex for one in ids])}}}"
        return json.dumps([one.hex for one in ids])


class Given(Expression):
    """Where one value comes to stand: ``due_on__lte=given``, with ``given = Given("today", DateField())``."""

    def __init__(self, name: str, kind: Field[Any, Any]) -> None:
        super().__init__(output_field=kind)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # noqa: ARG002 - Django's signature
        return "%s", [self]

    def written(self, value: Any) -> Any:
        """The value as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection)


def among_ids(vendor: str) -> str:
    """What stands behind a column of which the value is one of ids that ``Ids`` wrote."""
    return "= ANY(%s::uuid[])" if vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"


class Among(Lookup[Any]):
    """``field__among``: one of the ids of one parameter, however many they are."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} {among_ids(connection.vendor)}", [*parameters, self.rhs]


class Unset(Lookup[Any]):
    """``field__unset``: empty, in a question that starts from another column: on SQLite no index of this one is used.

    Not knowing how many ids ``Among`` will have, SQLite would rather read all rows in which this column is empty.
    """

    lookup_name = "unset"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{'' if connection.vendor == 'postgresql' else '+'}{column} IS NULL", [*parameters]


for _kind in (models.UUIDField, models.ForeignKey):
    _kind.register_lookup(Among)
    _kind.register_lookup(Unset)


class Wording(NamedTuple):
    """What the database has to be told of a question, whatever its values: ``types`` are the database's, by column."""

    sql: str
    is_cut: bool
    types: tuple[str, ...]


@dataclass(frozen=True)
class Compiled:
    """A queryset as SQL, with the expressions of its columns; ``is_cut``: it has a limit of its own.

    ``shape`` makes of converted columns what the queryset would have given: instances, tuples or single values.
    """

    sql: str
    parameters: tuple[Any, ...]
    columns: tuple[Any, ...]
    converters: tuple[tuple[int, Sequence[Any], Any], ...]
    shape: Callable[[list[Row]], list[Any]]
    is_cut: bool

    @cached_property
    def wording(self) -> Wording:
        types = tuple(column.output_field.cast_db_type(connection) for column in self.columns)
        return Wording(self.sql, self.is_cut, types)

    def read(self, rows: list[Row]) -> list[Any]:
        """What the queryset would have given, from what the database gave."""
        return self.shape(_converted(rows, self.converters) if self.converters else rows)


def compiled(asked: QuerySet[Any, Any]) -> Compiled | None:
    """None when Django knows without asking that there are no rows."""
    compiler = asked.query.get_compiler(connection=connection)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    columns = [column[0] for column in compiler.select[: compiler.col_count]]
    return Compiled(
        sql,
        tuple(parameters),
        tuple(columns),
        tuple((place, tuple(each), column) for place, (each, column) in compiler.get_converters(columns).items()),
        _shape(asked, compiler),
        asked.query.is_sliced,
    )


class Question:
    """Made from a function that takes ``Ids`` and gives a queryset; called with the ids, it answers.

    @Question
    def phones(clients: Ids) -> QuerySet: return PhoneNumber.objects.filter(client_id__among=clients).values_list(…)
    rows = phones(clients=[…])

    A value that is no list of ids stands in the queryset as ``Given``.
    """

    def __init__(self, ask: Callable[..., QuerySet[Any, Any]]) -> None:
        self.ask = ask
        self._compiled: dict[str, Compiled | None] = {}

    def __call__(self, **values: Any) -> list[Any]:
        """The rows; one query."""
        compiled_once = self.compiled()
        if compiled_once is None:
            return []
        return compiled_once.read(rows_of(compiled_once.sql, filled_in(compiled_once.parameters, values)))

    def about(self, **values: Any) -> Asked:
        """The question with its values, to be asked together with others (``core.gathering``)."""
        return Asked(self, tuple(sorted(values.items())))

    def compiled(self) -> Compiled | None:
        vendor = connection.vendor
        if vendor not in self._compiled:
            asked = self.ask(**{name: Ids(name) for name in signature(self.ask).parameters})
            self._compiled[vendor] = compiled(asked)
        return self._compiled[vendor]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its values (that can be hashed); two that are alike are one."""

    question: Question
    values: tuple[tuple[str, Any], ...]


def filled_in(parameters: Iterable[Any], values: Mapping[str, Any]) -> list[Any]:
    """The parameters of a compiled question, with these values in their places."""
    return [
        parameter.written(values[parameter.name]) if isinstance(parameter, Ids | Given) else parameter
        for parameter in parameters
    ]


def columns_of(model: type[models.Model], path: str = "") -> list[str]:
    """What ``values_list`` has to name so that ``made_of`` can make rows of ``model`` again; ``path`` leads to it."""
    return [f"{path}{field.attname}" for field in model._meta.concrete_fields]


def made_of(model: type[Model], values: Sequence[Any]) -> Model:
    """The row of ``model`` that has these values of ``columns_of``."""
    return model.from_db(connection.alias, columns_of(model), values)


def bring_along(parents: Iterable[models.Model], children: Iterable[models.Model], *, link: str, name: str) -> None:
    """What ``prefetch_related(name)`` does, with rows at hand: ``link`` is the children's column of the parent's id."""
    of_parent: dict[Any, list[models.Model]] = {}
    for child in children:
        of_parent.setdefault(getattr(child, link), []).append(child)
    for parent in parents:
        vars(parent).setdefault("_prefetched_objects_cache", {})[name] = of_parent.get(parent.pk, [])


def _shape(asked: QuerySet[Any, Any], compiler: Any) -> Callable[[list[Row]], list[Any]]:
    """As the queryset's own iteration does; what other queries would have to follow is refused."""
    kind = asked._iterable_class  # noqa: SLF001 - Django tells it nowhere else
    if kind is ValuesListIterable:
        return list
    if kind is FlatValuesListIterable:
        return lambda rows: [row[0] for row in rows]
    if kind is not ModelIterable or asked._prefetch_related_lookups:  # type: ignore[attr-defined]  # noqa: SLF001
        raise TypeError("a question is a queryset of rows or of values_list, without prefetch_related")
    return _instances(compiler)


def _instances(compiler: Any) -> Callable[[list[Row]], list[Any]]:
    """Rows of the model, with what ``select_related`` and ``annotate`` bring along."""
    model, fields = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    begin, end = fields[0], fields[-1] + 1
    names = [column[0].target.attname for column in compiler.select[begin:end]]
    related = get_related_populators(compiler.klass_info, compiler.select, connection.alias)
    annotated = dict(compiler.annotation_col_map or {})

    def instance(row: Row) -> Any:
        made = model.from_db(connection.alias, names, row[begin:end])
        for each in related:
            each.populate(row, made)
        for name, place in annotated.items():
            setattr(made, name, row[place])
        return made

    return lambda rows: [instance(row) for row in rows]


def _converted(rows: list[Row], converters: Sequence[tuple[int, Sequence[Any], Any]]) -> list[Row]:
    columns = [list(column) for column in zip(*rows, strict=True)]
    if not columns:
        return rows
    for place, each, expression in converters:
        for convert in each:
            columns[place] = [convert(value, expression, connection) for value in columns[place]]
    return list(zip(*columns, strict=True))
