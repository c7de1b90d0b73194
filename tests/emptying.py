"""Emptying the database after a test with real transactions: only the tables that it filled.

Django's own way truncates a hundred tables and makes every content type and permission anew: a quarter of a second
for each of hundreds of tests. No code of ours writes those, so they stay.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from django.db import OperationalError, connections, transaction

from gestand.core.audit import triggers

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.utils import CursorWrapper

STAY = {"django_migrations", "django_content_type", "auth_permission"}


class NotEmptyAtOnce(UserWarning):
    """The first try failed, the second did not: there is something to look for in the test that ended here."""


def empty(connection: BaseDatabaseWrapper) -> None:
    """All rows go, those of the append-only tables too, and the triggers stand as they should.

    Where it fails it is tried once more on a new connection, with more patience and aloud: rows that stay would bring
    down every test that follows.
    """
    try:
        _empty(connection, seconds=60)
    except OperationalError as fault:
        connections[connection.alias].close()
        _empty(connection, seconds=240)
        with warnings.catch_warnings():
            warnings.simplefilter("always")  # told at the end, and no fault of the test that comes next
            warnings.warn(f"emptied at the second try, after: {fault}", NotEmptyAtOnce, stacklevel=2)


def _empty(connection: BaseDatabaseWrapper, *, seconds: int) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        tables = _tables(connection)
        if connection.vendor == "postgresql":
            # Who still writes, of a process that was killed or a thread that goes on, is waited for.
            cursor.execute(f"SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '{seconds}s'")
            cursor.execute(f"LOCK TABLE {', '.join(map(_quoted, tables))} IN SHARE ROW EXCLUSIVE MODE")
        filled = _filled(cursor, tables)
        if filled & set(triggers.TABLES):
            triggers.remove(connection)
        for table in sorted(filled):
            cursor.execute(f"DELETE FROM {_quoted(table)}")
        connection.check_constraints()
        if triggers.missing(connection):
            triggers.install(connection)


def _tables(connection: BaseDatabaseWrapper) -> list[str]:
    """On SQLite those of models: what a virtual table has beside it is its own affair."""
    names = connection.introspection
    found = names.table_names() if connection.vendor == "postgresql" else names.django_table_names(only_existing=True)
    return sorted(set(found) - STAY)


def _filled(cursor: CursorWrapper, tables: list[str]) -> set[str]:
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {_quoted(table)})" for table in tables)
    cursor.execute(" UNION ALL ".join(asked))
    return {name for (name,) in cursor.fetchall()}


def _quoted(table: str) -> str:
    return f'"{table}"'
