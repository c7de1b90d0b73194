"""A PostgreSQL database as tables of text, and back.

Not ``pg_dump``: it has to be of the server's own version, and loading its dump beside the live tables needs a second
database or a superuser. COPY inside one repeatable-read transaction needs the program's own connection alone, and the
tables are made by the migrations that the backup names, so that a backup can be loaded in one transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import triggers
from gestand.security.backup.archive import BLOCK_BYTES, Member
from gestand.security.backup.contents import blocks_of
from gestand.security.backup.refusals import NotABackup, RestoreRefused

if TYPE_CHECKING:
    import psycopg

#: A part of a table; its size must be known before it is packed, so one is held in memory.
PART_BYTES = 4 * BLOCK_BYTES
_NAME = re.compile(r"[a-z0-9_]{1,63}\Z")
DRILL_SCHEMA = "gestand_drill_"


class Snapshot:
    """Everything as it was at one moment, whatever is written meanwhile."""

    def __init__(self, opened: psycopg.Connection[Any]) -> None:
        self._opened = opened
        self.rows: dict[str, int] = {}
        self.columns: dict[str, list[str]] = {table: self._columns(table) for table in self._tables()}
        self.migrations = [
            list(row) for row in opened.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
        ]

    def _tables(self) -> list[str]:
        found = self._opened.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace "
            "ORDER BY 1"
        ).fetchall()
        return [name for (name,) in found]

    def _columns(self, table: str) -> list[str]:
        found = self._opened.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
            "AND attgenerated = '' ORDER BY attnum",
            [f'"{table}"'],
        ).fetchall()
        return [name for (name,) in found]

    def stored_files(self) -> int:
        """How many sealed files the rows name, without those that are only passing."""
        found = self._opened.execute("SELECT count(*) FROM core_storedfile WHERE NOT is_passing").fetchone()
        return int(found[0]) if found else 0

    def sequences(self) -> dict[str, list[Any]]:
        """Where each sequence stands: the number, and whether it was given out."""
        names = self._opened.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = current_schema()::regnamespace "
            "ORDER BY 1"
        ).fetchall()
        return {
            name: list(self._opened.execute(f'SELECT last_value, is_called FROM "{name}"').fetchone() or ())  # noqa: S608 - a name of the catalogue
            for (name,) in names
        }

    def members(self) -> Iterator[Member]:
        """Each table in parts of at most four megabytes."""
        for table, columns in self.columns.items():
            listed = ", ".join(f'"{column}"' for column in columns)
            with self._opened.cursor() as cursor:
                with cursor.copy(f'COPY (SELECT {listed} FROM "{table}") TO STDOUT') as copy:  # noqa: S608 - names of the catalogue
                    for number, part in enumerate(_parts(copy), start=1):
                        yield Member(f"database/{table}/{number:06}", len(part), iter((part,)))
                self.rows[table] = cursor.rowcount


def _parts(pieces: Iterable[Any]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) >= PART_BYTES:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """A connection of its own, so that the caller's transaction does not matter."""
    import psycopg

    wanted = {name: value for name, value in connection.get_connection_params().items() if name != "cursor_factory"}
    wanted.pop("context", None)
    with psycopg.connect(**wanted) as opened:
        opened.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        opened.read_only = True
        yield Snapshot(opened)


def others_connected() -> int:
    """How many other connections this database has; a drill's scratch schema is nobody else's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        if str(cursor.fetchone()[0]).startswith(DRILL_SCHEMA):
            return 0
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def load(parts: Path, *, header: Mapping[str, Any], ending: Mapping[str, Any], make_tables: Any) -> None:
    """Put the tables of a backup in the place of those that are there, in one transaction: all of it or nothing.

    ``parts`` holds a folder for each table; ``make_tables(migrations)`` makes empty tables as they were then. Refuses
    (``RestoreRefused``) tables that do not fit.
    """
    with transaction.atomic(durable=True):
        empty_schema()
        make_tables(header["migrations"])
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            _require_same_tables(header["columns"])
            _fill(cursor, parts, header["columns"], ending["rows"])
            for name, (last, called) in ending["sequences"].items():
                cursor.execute("SELECT setval(%s::regclass, %s, %s)", [f'"{name}"', last, called])
        triggers.install(connection)


def empty_schema() -> None:
    """Drop our tables and functions; what an extension brought stays."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c "
            "WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace "
            "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TABLE IF EXISTS "{name}" CASCADE')
        cursor.execute(
            "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace "
            "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION IF EXISTS {name} CASCADE")


def migrate_to(wanted: Iterable[Iterable[str]]) -> None:
    """Make tables as the named migrations left them; part of the caller's transaction."""
    executor = MigrationExecutor(connection)
    names = {(app, name) for app, name in wanted}
    graph = executor.loader.graph
    last = [
        key
        for key in names
        if key in graph.nodes and not any((c.key in names) for c in graph.node_map[key].children if c.key[0] == key[0])
    ]
    executor.migrate(sorted(last))


def _require_same_tables(columns: Mapping[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 "
            "AND NOT a.attisdropped AND a.attgenerated = ''"
        )
        here: dict[str, set[str]] = {}
        for table, column in cursor.fetchall():
            here.setdefault(table, set()).add(column)
    differ = [table for table, names in columns.items() if here.get(table) != set(names)]
    if differ:
        raise RestoreRefused(
            _("The tables of this backup are others than this version makes (%(table)s, …). Nothing was changed.")
            % {"table": differ[0]}
        )


def _fill(cursor: Any, parts: Path, columns: Mapping[str, list[str]], rows: Mapping[str, int]) -> None:
    ordered = _in_order(cursor, list(columns))
    for table in reversed(ordered):
        cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a name of the catalogue, checked
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for table in ordered:
        listed = ", ".join(f'"{column}"' for column in columns[table])
        folder = parts / table
        with cursor.copy(f'COPY "{table}" ({listed}) FROM STDIN') as copy:
            for part in sorted(folder.iterdir()) if folder.is_dir() else ():
                for block in blocks_of(part):
                    copy.write(block)
        if cursor.rowcount != rows.get(table, 0):
            raise NotABackup(_("The backup holds another number of rows than it says. Nothing was changed."))
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ordered:
        cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')


def _in_order(cursor: Any, tables: list[str]) -> list[str]:
    """What others point to first; a circle is left to the constraints, which wait for the end."""
    cursor.execute(
        "SELECT f.relname, t.relname FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid "
        "JOIN pg_class t ON t.oid = k.confrelid WHERE k.contype = 'f' AND f.oid <> t.oid"
    )
    needs: dict[str, set[str]] = {table: set() for table in tables if _NAME.fullmatch(table)}
    for table, target in cursor.fetchall():
        if table in needs and target in needs:
            needs[table].add(target)
    ordered: list[str] = []
    while needs:
        free = sorted(table for table, targets in needs.items() if not targets & needs.keys())
        for table in free or sorted(needs)[:1]:
            ordered.append(table)
            del needs[table]
    return ordered
