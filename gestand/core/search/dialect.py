"""What the two databases say differently: a list of values as one parameter."""
# ruff: noqa: S608 - statements are put together from our own words; values are always parameters

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction


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


#: As many bits of an id as both databases have in a whole number; of an id with a time these are chance alone.
_MARK = 2**63 - 1


def mark_of(client_id: UUID) -> int:
    """A client's id as a number, for the walks along the index: thousands are handed over in a millisecond."""
    return client_id.int & _MARK


def marks_in_one_parameter() -> str:
    """A query that gives the marks of one parameter made by ``marks``, one a row."""
    return "SELECT value FROM json_each(%s)" if on_sqlite() else "SELECT unnest(%s::bigint[])"


def marks(client_ids: Iterable[UUID]) -> str:
    """The parameter that belongs to ``marks_in_one_parameter``."""
    listed = json.dumps([client_id.int & _MARK for client_id in client_ids])  # twice as fast as ``str`` of each
    return listed if on_sqlite() else f"{{{listed[1:-1]}}}"


def rows_of(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


#: So many rows ahead of its reader is a database at most.
AHEAD = 20


def each_row(sql: str, parameters: Sequence[Any] = ()) -> Generator[tuple[Any, ...]]:
    """The rows of a query that goes no further than its reader and the ``AHEAD`` rows that come next."""
    if on_sqlite():
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            yield from cursor
        return
    with transaction.atomic(savepoint=False), connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        try:
            while rows := cursor.fetchmany(AHEAD):
                yield from rows
        except GeneratorExit:
            return  # the reader has enough: no failure, so the caller's transaction goes on


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


def looked_up(table: str, condition: str) -> tuple[str, str]:
    """A table in a CROSS JOIN whose rows are looked up for each row before it: how it is named, and what is asked.

    SQLite does as it is told; PostgreSQL has to be kept from reading all of a table that it thinks small.
    """
    if on_sqlite():
        return table, condition
    alias = table.rsplit(maxsplit=1)[-1]
    return f"LATERAL (SELECT * FROM {table} WHERE {condition} OFFSET 0) AS {alias}", "TRUE"


def uuid_of(value: UUID | str) -> UUID:
    """An id as the database gives it: SQLite keeps 32 letters."""
    return value if isinstance(value, UUID) else UUID(value)
