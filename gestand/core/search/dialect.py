"""What the two databases say differently: a list of values as one parameter."""
# ruff: noqa: S608 - statements are put together from our own words; values are always parameters

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection


def on_sqlite() -> bool:
    return connection.vendor == "sqlite"


def any_of(column: str) -> str:
    """The condition "column is one of", for one parameter made by ``values``."""
    return f"{column} IN (SELECT value FROM json_each(%s))" if on_sqlite() else f"{column} = ANY(%s)"


def values(members: Iterable[Any]) -> Any:
    """The parameter that belongs to ``any_of``."""
    listed = list(members)
    if not on_sqlite():
        return listed
    return json.dumps([member.hex if isinstance(member, UUID) else member for member in listed])


def ids_in_one_parameter() -> str:
    """A query that gives the ids of one parameter made by ``values``, one a row."""
    return "SELECT value FROM json_each(%s)" if on_sqlite() else "SELECT unnest(%s::uuid[])"


def rows_of(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def each_row(sql: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        yield from cursor


def run(sql: str, parameters: Sequence[Any] = ()) -> int:
    """Run a statement; the number of rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        changed: int = cursor.rowcount
    return changed


def insert_rows(table: str, columns: Sequence[tuple[str, str]], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert many rows at once; those that are there already stay. ``columns``: name and PostgreSQL type."""
    if not rows:
        return
    names = ", ".join(name for name, _ in columns)
    with connection.cursor() as cursor:
        if on_sqlite():
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", rows)
        else:
            arrays = ", ".join(f"%s::{kind}[]" for _, kind in columns)
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING",
                [list(column) for column in zip(*rows, strict=True)],
            )


def words_holding(part: str) -> tuple[str, list[str]]:
    """The words that hold ``part`` but do not begin with it, as "table WHERE ...", with its parameters."""
    if not on_sqlite():
        return "core_searchword WHERE word LIKE %s", [f"_%{part}%"]
    pieces = dict.fromkeys(part[place : place + 3] for place in range(len(part) - 2))
    matched = " AND ".join(f'"{piece}"' for piece in pieces)
    return "core_searchpiece WHERE core_searchpiece MATCH %s AND instr(word, %s) > 1", [matched, part]


def uuid_of(value: UUID | str) -> UUID:
    """An id as the database gives it: SQLite keeps 32 letters."""
    return value if isinstance(value, UUID) else UUID(value)
