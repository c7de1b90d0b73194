"""The database itself refuses to change or delete a line or a seal.

A migration that rebuilds one of these tables on SQLite loses its triggers: it calls ``install`` again (the check says
so when it is forgotten). Who may drop a trigger can get around it; what he does then is what the seals are for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("core_auditline", "core_seal")


@dataclass(frozen=True, slots=True)
class Trigger:
    name: str
    table: str
    sql: str


def _sqlite_triggers() -> list[Trigger]:
    triggers = []
    for table, key in (("core_auditline", "id"), ("core_seal", "number")):
        refusal = f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        for what in ("UPDATE", "DELETE"):
            name = f"{table}_no_{what.lower()}"
            triggers.append(Trigger(name, table, f"CREATE TRIGGER {name} BEFORE {what} ON {table} {refusal}"))
        # INSERT OR REPLACE deletes without asking the trigger above; and nothing is put in before what is there.
        name = f"{table}_no_insert_before"
        when = f"WHEN NEW.{key} > 0 AND NEW.{key} <= (SELECT coalesce(max({key}), 0) FROM {table})"  # noqa: S608 - our own names
        triggers.append(Trigger(name, table, f"CREATE TRIGGER {name} BEFORE INSERT ON {table} {when} {refusal}"))
    return triggers


SQLITE = tuple(_sqlite_triggers())

#: The transaction gets its number before the line gets its id: ``sealing.settled_line`` stands on that order.
POSTGRESQL_FUNCTIONS = {
    "core_append_only": (
        "BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END"
    ),
    "core_number_transaction": "BEGIN PERFORM pg_current_xact_id(); RETURN NULL; END",
}


def _postgresql_triggers() -> list[Trigger]:
    triggers = []
    for table in TABLES:
        name = f"{table}_append_only"
        sql = (
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION core_append_only()"
        )
        triggers.append(Trigger(name, table, sql))
    name = "core_auditline_number_transaction"
    sql = (
        f"CREATE TRIGGER {name} BEFORE INSERT ON core_auditline "
        "FOR EACH STATEMENT EXECUTE FUNCTION core_number_transaction()"
    )
    triggers.append(Trigger(name, "core_auditline", sql))
    return triggers


POSTGRESQL = tuple(_postgresql_triggers())


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; those that stand are replaced."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for trigger in SQLITE:
                cursor.execute(trigger.sql)
            return
        for name, body in POSTGRESQL_FUNCTIONS.items():
            cursor.execute(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
        for trigger in POSTGRESQL:
            cursor.execute(trigger.sql)
            # Also for a session that calls itself a replica.
            cursor.execute(f"ALTER TABLE {trigger.table} ENABLE ALWAYS TRIGGER {trigger.name}")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for a migration that goes back, and for tests that empty the tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for trigger in SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}")
            return
        for trigger in POSTGRESQL:
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name} ON {trigger.table}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that are gone, switched off or say something else than they should."""
    return _missing_on_sqlite(connection) if connection.vendor == "sqlite" else _missing_on_postgresql(connection)


def _missing_on_sqlite(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        standing = dict(cursor.fetchall())
    return [trigger.name for trigger in SQLITE if standing.get(trigger.name) != trigger.sql]


def _missing_on_postgresql(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT tgname, tgenabled, pg_get_triggerdef(pg_trigger.oid), prosrc FROM pg_trigger
            JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
            WHERE relname = ANY(%s) AND pg_table_is_visible(pg_class.oid) AND NOT tgisinternal
            """,
            [list(TABLES)],
        )
        standing = {name: (enabled, definition, source) for name, enabled, definition, source in cursor.fetchall()}
    gone = []
    for trigger in POSTGRESQL:
        enabled, definition, source = standing.get(trigger.name, ("D", "", ""))
        bodies = {body for name, body in POSTGRESQL_FUNCTIONS.items() if f"{name}()" in trigger.sql}
        events = ("INSERT",) if "BEFORE INSERT" in trigger.sql else ("UPDATE", "DELETE", "TRUNCATE")
        whole = all(event in definition for event in events) and " WHEN " not in definition
        if enabled not in ("A", b"A") or source not in bodies or not whole:
            gone.append(trigger.name)
    return gone
