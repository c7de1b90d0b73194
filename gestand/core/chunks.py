"""Rows in chunks, however many there are: flat memory, and two rounds to the server when there are few.

PostgreSQL hands over a whole answer at once unless it keeps a cursor, and asking through one takes five rounds to the
server: declare, describe, fetch, fetch, close. Most questions of a package or of a sweep have a few rows or none, and
then the rounds are most of the time. So the first chunk is fetched with the words that declare the cursor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from django.db import connection

Chunk = list[tuple[Any, ...]]
#: Two cursors of one connection are never called the same.
_numbers = count(1)


def in_chunks(sql: str, parameters: Sequence[Any], *, size: int) -> Iterator[Chunk]:
    """The rows of this statement, at most so many at once; no chunk is empty."""
    # With parameters that the server puts in there is one statement in a round.
    if connection.vendor == "postgresql" and not getattr(connection.features, "uses_server_side_binding", False):
        yield from _with_the_first_at_once(sql, parameters, size)
        return
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while chunk := cursor.fetchmany(size):
            yield chunk
            if len(chunk) < size:
                return  # the database need not be asked whether there are more


def _with_the_first_at_once(sql: str, parameters: Sequence[Any], size: int) -> Iterator[Chunk]:
    name = f"gestand_{next(_numbers)}"
    hold = " WITH HOLD" if connection.get_autocommit() else ""  # it outlives its own transaction, as Django's do
    with connection.cursor() as cursor:
        cursor.execute(f"DECLARE {name} NO SCROLL CURSOR{hold} FOR {sql}; FETCH FORWARD {size} FROM {name}", parameters)
        cursor.nextset()
        chunk: Chunk = cursor.fetchall()
        if len(chunk) < size:
            cursor.cursor.execute(f"CLOSE {name}")  # no question of its own
    if len(chunk) < size:
        if chunk:
            yield chunk
        return
    with connection.wrap_database_errors, connection.create_cursor(name) as others:  # closes it, whatever happens
        yield chunk
        while chunk := others.fetchmany(size):
            yield chunk
