"""What a careful person would type to take the same rows away: SQL for tables that are known by heart, the same journal line on
the disk first, the rows read back afterwards, and a line in the audit log. The program reads the declarations instead.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from gestand.core.actors import Actor, ActorKind, Role
from gestand.core.audit import write_audit
from gestand.core.ids import new_id

#: In the order in which they may go; "c" the clients, "p" the persons, "cp" either.
TABLES = {
    "people_attachment": (
        "correspondence_id IN (SELECT id FROM people_correspondence WHERE client_id IN (c) OR person_id IN (p))",
        "cp",
    ),
    "people_correspondence": ("client_id IN (c) OR person_id IN (p)", "cp"),
    "people_address": ("client_id IN (c) OR person_id IN (p)", "cp"),
    "people_phonenumber": ("client_id IN (c) OR person_id IN (p)", "cp"),
    "people_mailaddress": ("client_id IN (c) OR person_id IN (p)", "cp"),
    "people_consentevent": ("person_id IN (p)", "p"),
    "people_membership": ("client_id IN (c) OR person_id IN (p)", "cp"),
    "people_notthesame": ("client_id IN (c) OR person_id IN (p)", "cp"),
    "people_merge": ("client_id IN (c) OR person_id IN (p)", "cp"),
    "rights_package": ("person_id IN (p)", "p"),
    "statement_toldclient": ("client_id IN (c)", "c"),
    "sharing_clientagreement": ("client_id IN (c)", "c"),
    "core_outgoingmail": ("person_id IN (p)", "p"),
    "core_searchentry": ("client_id IN (c) OR person_id IN (p)", "cp"),
    "people_person": ("id IN (p)", "p"),
    "people_client": ("id IN (c)", "c"),
}


def key_of(each: UUID) -> str:
    return str(each) if connection.vendor == "postgresql" else each.hex


def take_away(*, clients: Collection[UUID], persons: Collection[UUID], by: UUID, journal: Path) -> int:
    """How many rows went."""
    c = ", ".join(f"'{key_of(each)}'" for each in clients) or "NULL"
    p = ", ".join(f"'{key_of(each)}'" for each in persons) or "NULL"
    there = set(connection.introspection.table_names())
    total = 0
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        ids: dict[str, list[str]] = {}
        where_of = {}
        for table, (where, _about) in TABLES.items():
            if table not in there:
                continue
            where_of[table] = where.replace("(c)", f"({c})").replace("(p)", f"({p})")
            cursor.execute(f"SELECT id FROM {table} WHERE {where_of[table]}")
            ids[table] = [str(row[0]) for row in cursor.fetchall()]
        write_line(journal, ids)
        for table, where in where_of.items():
            cursor.execute(f"DELETE FROM {table} WHERE {where}")
            total += cursor.rowcount
        for table, where in where_of.items():
            cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE {where}")
            if cursor.fetchone()[0]:
                raise RuntimeError(f"something is left in {table}")
        actor = Actor(kind=ActorKind.ACCOUNT, id=by, role=Role.OWNER, clients=None)
        write_audit(
            "core.erasure.erase", by=actor, at=timezone.now(), subject=("client", next(iter(clients), new_id()))
        )
    write_line(journal, {"done": []})
    return total


def write_line(journal: Path, ids: dict[str, list[str]]) -> None:
    with journal.open("ab") as stream:
        stream.write(json.dumps(ids).encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
