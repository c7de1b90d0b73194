"""The live database beside the declarations: tables and columns that nobody declared.

A model that says everything is not enough: a table made by hand, left behind by an older version or by a library's own
migration holds data that no mechanism knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from django.db import connection as default_connection

from gestand.core.declarations.registry import every_model
from gestand.core.house import house

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class UndeclaredTable:
    """A table (or, with ``column``, a column of a declared table) that no model and no room covers."""

    table: str
    column: str = ""

    @property
    def what(self) -> str:
        if self.column:
            return f"The column {self.table}.{self.column} is in the database and in no model."
        return f"The table {self.table} is in the database and nobody declared it."

    @property
    def add(self) -> str:
        """What makes it right."""
        if self.column:
            return "Give the model a field for it, or drop the column in a migration."
        return (
            f'Drop it, or add to the room.py that uses it: house.declare_plumbing("{self.table}", "because ...") '
            "when it holds nothing that a declared table does not hold too."
        )


def undeclared_tables(connection: BaseDatabaseWrapper | None = None) -> list[UndeclaredTable]:
    """Tables, views and columns of the live database that no declaration covers, by name."""
    database = connection or default_connection
    columns_of_models: dict[str, set[str]] = {}
    for model in every_model():
        known = columns_of_models.setdefault(model._meta.db_table.lower(), set())
        known |= {field.column.lower() for field in model._meta.local_concrete_fields if field.column}
    found = []
    columns_there = _columns_of_tables(database)
    for table in sorted(_tables_of(database)):
        known_columns = columns_of_models.get(table.lower())
        if known_columns is not None:
            extra = [column for column in columns_there.get(table, []) if column.lower() not in known_columns]
            found += [UndeclaredTable(table, column) for column in extra]
        elif not _is_plumbing(table, house.plumbing_tables):
            found.append(UndeclaredTable(table))
    return found


def missing_tables(connection: BaseDatabaseWrapper | None = None) -> list[str]:
    """Tables of models that the live database lacks (a migration that did not run), by name."""
    there = {table.lower() for table in _tables_of(connection or default_connection)}
    wanted = {model._meta.db_table for model in every_model() if model._meta.managed}
    return sorted(table for table in wanted if table.lower() not in there)


def _is_plumbing(table: str, declared: Iterable[str]) -> bool:
    return any(fnmatchcase(table.lower(), pattern.lower()) for pattern in declared)


def _tables_of(connection: BaseDatabaseWrapper) -> list[str]:
    """All tables and views, the database's own bookkeeping on SQLite included, PostgreSQL's catalogue left out."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        else:
            cursor.execute(
                "SELECT table_name FROM information_schema.tables "
                "WHERE table_schema NOT IN ('pg_catalog', 'information_schema') "
                "UNION SELECT matviewname FROM pg_matviews WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            )
        return [name for (name,) in cursor.fetchall()]


def _columns_of_tables(connection: BaseDatabaseWrapper) -> dict[str, list[str]]:
    """The columns of every table, in one query: every start waits for it."""
    columns: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT tables.name, columns.name FROM sqlite_master AS tables "
                "JOIN pragma_table_xinfo(tables.name) AS columns "
                "WHERE tables.type IN ('table', 'view') AND columns.hidden <> 1"
            )
        else:
            cursor.execute(
                "SELECT table_name, column_name FROM information_schema.columns "
                "WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY ordinal_position"
            )
        for table, column in cursor.fetchall():
            columns.setdefault(table, []).append(column)
    return columns
