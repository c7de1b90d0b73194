"""Which tables hold a row at all, asked of all of them in one statement: many of an office's tables are empty, and an
erasure, a sweep and a package would ask each of them several times.

An answer is as old as its statement. Ask inside the transaction that relies on it, and ask anew where something that
was written meanwhile must be found: reading back takes an answer of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.db import connection

from gestand.core.declarations.paths import AnyModel
from gestand.core.declarations.registry import every_model

Model = type[AnyModel]
#: So many tables in one statement; SQLite gives at most 2,000 columns.
_AT_ONCE = 1000


def filled_tables(models: Iterable[Model] | None = None) -> frozenset[Model]:
    """Those of these tables (without any: of all that Django knows) that hold a row. One statement.

    PostgreSQL tells of a table that its rows left a while ago too: never one too few.
    """
    asked = tuple(every_model() if models is None else models)
    filled: list[Model] = []
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        with connection.cursor() as cursor:
            cursor.execute(_statement(some, connection.vendor))
            answers = cursor.fetchone()
        are_filled = answers[0] if connection.vendor == "postgresql" else answers
        filled += [model for model, is_filled in zip(some, are_filled, strict=True) if is_filled]
    return frozenset(filled)


@lru_cache(maxsize=32)
def _statement(models: tuple[Model, ...], vendor: str) -> str:
    """PostgreSQL plans anew for each table that is read, so that it is asked which have a page (five times faster), and
    for each expression, so that they are handed over as one list (twice as fast again).
    """
    tables = [connection.ops.quote_name(model._meta.db_table) for model in models]
    if vendor != "postgresql":
        return f"SELECT {', '.join(f'EXISTS(SELECT 1 FROM {table})' for table in tables)}"  # noqa: S608 - our own tables
    listed = ", ".join(f"'{table}'" for table in tables)
    return (
        "SELECT array_agg(pg_relation_size(one) > 0 ORDER BY place) "  # noqa: S608 - our own tables
        f"FROM unnest(ARRAY[{listed}]::regclass[]) WITH ORDINALITY AS asked (one, place)"
    )
