"""Writing very many rows: Django's own way (an object each, a statement for every thirty) costs six times as much."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models

Row = Mapping[str, Any]


def insert_rows(model: type[models.Model], rows: Iterable[Row]) -> None:
    """Write new rows, each with its values by the names of attributes (``device_id``), in the caller's transaction.

    What a row leaves out has its default; a key must be given (that of numbered rows is left out).
    """
    made = list(rows)
    if not made:
        return
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own
    columns = [(field.attname, prepare := _preparing(field), prepare(field.get_default())) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            sql,
            [[prepare(row[name]) if name in row else default for name, prepare, default in columns] for row in made],
        )


def save_fields(rows: Iterable[models.Model], names: Sequence[str]) -> None:
    """Write the fields ``names`` of rows that exist, all of one model, in the caller's transaction."""
    changed = list(rows)
    if not changed:
        return
    meta = type(changed[0])._meta
    fields: list[models.Field[Any, Any]] = [meta.get_field(name) for name in names]  # type: ignore[misc]
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    sql = f"UPDATE {quote(meta.db_table)} SET {sets} WHERE {quote(str(meta.pk.column))} = %s"  # noqa: S608 - names of our own
    columns = [(field.attname, _preparing(field)) for field in (*fields, meta.pk)]
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[prepare(getattr(row, name)) for name, prepare in columns] for row in changed])


def _preparing(field: models.Field[Any, Any]) -> Callable[[Any], Any]:  # noqa: PLR0911 - one answer for each type
    """What makes a value of this field what the database takes: the same as Django's own, without its detours."""
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    on_sqlite = connection.vendor == "sqlite"
    if isinstance(kind, models.CharField | models.TextField):
        return str
    if isinstance(kind, models.UUIDField):
        return _hex if on_sqlite else _as_it_is
    if isinstance(kind, models.JSONField) and on_sqlite:
        return _json
    if isinstance(kind, models.DateTimeField):
        return lru_cache(maxsize=8)(lambda value: field.get_db_prep_save(value, connection))
    if isinstance(kind, models.DateField):
        return _day if on_sqlite else _as_it_is
    if isinstance(kind, models.IntegerField | models.BooleanField):
        return _as_it_is
    return lambda value: field.get_db_prep_save(value, connection)


def _as_it_is(value: Any) -> Any:
    return value


def _hex(value: Any) -> str | None:
    return value.hex if value else None


def _json(value: Any) -> str:
    return json.dumps(value) if value else "{}" if isinstance(value, dict) else "[]"


def _day(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None
