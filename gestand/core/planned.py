"""Statements that come again and again with other values: PostgreSQL plans them once for each connection.

A page's questions go as one statement of thirty thousand letters, which PostgreSQL reads and plans for three times as
long as it answers. So it is prepared when it comes a second time, and its plan serves all values (``prepare_threshold``
and ``plan_cache_mode`` in the settings). How its parameters are written is worked out once too, for both databases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

Row = tuple[Any, ...]
_PARAMETER = re.compile(r"(?<!%)%s")


def rows_of(sql: str, parameters: Sequence[Any]) -> list[Row]:
    """The rows of a statement whose wording stays the same, with ``%s`` for each value."""
    if connection.vendor == "postgresql":
        with _preparing_cursor() as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())
    with connection.cursor() as cursor:
        text, names = _with_names(sql)
        cursor.execute(text, dict(zip(names, parameters, strict=True)))
        return list(cursor.fetchall())


@lru_cache(maxsize=256)
def _with_names(sql: str) -> tuple[str, list[str]]:
    """The statement with a name for each parameter: on SQLite Django looks for those without one at each asking, which
    in a statement of 35,000 letters takes as long as the answer.
    """
    pieces = _PARAMETER.split(sql)
    names = [f"p{number}" for number in range(len(pieces) - 1)]
    return "".join(pieces[:1] + [f"%({name})s{piece}" for name, piece in zip(names, pieces[1:], strict=True)]), names


@lru_cache(maxsize=256)
def _with_numbers(sql: str) -> str:
    """The statement as PostgreSQL reads it: $1, $2 …"""
    first, *others = [piece.replace("%%", "%") for piece in _PARAMETER.split(sql)]
    return first + "".join(f"${number}{piece}" for number, piece in enumerate(others, start=1))


@contextmanager
def _preparing_cursor() -> Iterator[CursorWrapper]:
    """Django's cursor over one that lets the server put the values in; Django's own writes them into the statement."""
    connection.ensure_connection()
    usual = connection.connection.cursor_factory
    connection.connection.cursor_factory = _preparing()
    try:
        cursor = connection.cursor()
    finally:
        connection.connection.cursor_factory = usual
    with cursor:
        yield cursor


@cache
def _preparing() -> type[Any]:
    import psycopg

    class Preparing(psycopg.RawCursor[Row]):
        def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
            return super().execute(_with_numbers(query), params, **more)

    return Preparing
