"""What stands in the audit log cannot be changed by the program, not even by mistake."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from gestand.core.actors import SYSTEM
from gestand.core.audit import triggers, write_audit
from gestand.core.audit.models import AuditLine
from gestand.core.house import AuditAction, house
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _action(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(house.audit_actions, "test.thing.do", AuditAction("test.thing.do", "did"))


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_line_cannot_be_changed() -> None:
    write_audit("test.thing.do", by=SYSTEM, at=NOW)
    refused("UPDATE core_auditline SET reason = 'other'")


def test_a_line_cannot_be_deleted() -> None:
    line = write_audit("test.thing.do", by=SYSTEM, at=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        line.delete()
    assert AuditLine.objects.count() == 1


def test_a_line_cannot_be_replaced() -> None:
    line = write_audit("test.thing.do", by=SYSTEM, at=NOW)
    if connection.vendor == "sqlite":
        refused(f"INSERT OR REPLACE INTO core_auditline SELECT * FROM core_auditline WHERE id = {line.id}")
    else:
        refused("TRUNCATE core_auditline")


def test_a_check_finds_a_trigger_that_is_gone() -> None:
    assert triggers.missing(connection) == []
    with connection.cursor() as cursor:
        name = "core_auditline_no_update" if connection.vendor == "sqlite" else "core_auditline_append_only"
        cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else " ON core_auditline"))
    assert triggers.missing(connection) == [name]
    triggers.install(connection)
    assert triggers.missing(connection) == []


def test_a_check_finds_a_trigger_that_does_nothing() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER core_seal_no_delete")
            cursor.execute("CREATE TRIGGER core_seal_no_delete BEFORE DELETE ON core_seal BEGIN SELECT 1; END")
        else:
            cursor.execute("ALTER TABLE core_seal DISABLE TRIGGER core_seal_append_only")
    assert triggers.missing(connection) in (["core_seal_no_delete"], ["core_seal_append_only"])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the function belongs to PostgreSQL")
def test_a_check_finds_a_function_that_does_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION core_append_only() RETURNS trigger "
            "LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$"
        )
    assert triggers.missing(connection) == ["core_auditline_append_only", "core_seal_append_only"]


@pytest.mark.django_db(transaction=True)
def test_the_triggers_can_be_taken_back_with_their_migration() -> None:
    """The migration itself, without those of every room that stand on it (which took a minute)."""
    migration = MigrationLoader(connection).get_migration("core", "0005_audit_append_only")
    (operation,) = migration.operations
    state = ProjectState()
    with connection.schema_editor() as editor:
        operation.database_backwards("core", editor, state, state)
    assert len(triggers.missing(connection)) == (6 if connection.vendor == "sqlite" else 3)
    with connection.schema_editor() as editor:
        operation.database_forwards("core", editor, state, state)
    assert triggers.missing(connection) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_a_test_with_real_transactions_starts_empty(time: int) -> None:
    assert not AuditLine.objects.exists()
    write_audit("test.thing.do", by=SYSTEM, at=NOW)
