"""Which tables hold a row: asked of all in one statement."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gestand.core.declarations.registry import every_model
from gestand.core.filled import filled_tables
from gestand.network.models import Device, Site
from gestand.people.models import Client, Person
from tests.cast import NOW, Cast

only_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL tells of tables too whose rows left a while ago"
)


def test_a_table_with_a_row_is_told(cast: Cast) -> None:
    assert {Client, Person} <= filled_tables([Client, Person, Device])


@only_sqlite
def test_a_table_without_rows_is_not_told(cast: Cast) -> None:
    assert filled_tables([Client, Device]) == {Client}


def test_the_next_answer_knows_what_was_written_meanwhile(cast: Cast) -> None:
    filled_tables([Site])
    Site.objects.create(client=cast.jansen, name="Thuis", created_at=NOW, changed_at=NOW)
    assert filled_tables([Site]) == {Site}


def test_all_tables_are_asked_in_one_statement(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = filled_tables()
    assert len(asked) == 1
    assert found <= set(every_model())
    assert {model for model in every_model() if model._base_manager.exists()} <= found


def test_no_tables_are_no_statement(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert filled_tables([]) == frozenset()
    assert len(asked) == 0
