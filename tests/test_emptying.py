"""What a test with real transactions leaves behind: nothing."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from gestand.core.actors import SHELL
from gestand.core.audit import triggers, write_audit
from gestand.core.audit.sealing import seal_lines
from gestand.core.search.index import rebuild
from tests.cast import make_cast
from tests.emptying import STAY, empty

#: What SQLite's own index keeps for itself is never quite empty.
OF_THE_INDEX = {f"core_searchpiece_{part}" for part in ("config", "content", "data", "docsize", "idx")}


def filled() -> set[str]:
    """Tables with a row, of every kind: those of models and those beside them."""
    with connection.cursor() as cursor:
        found = set()
        for table in set(connection.introspection.table_names(cursor)) - STAY - OF_THE_INDEX:
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')
            found |= {table} if cursor.fetchone() else set()
    return found


@pytest.mark.django_db(transaction=True)
def test_every_row_goes_and_the_log_is_append_only_again() -> None:
    before, kinds = filled(), ContentType.objects.count()
    make_cast()
    rebuild()
    write_audit("core.job.retry", by=SHELL, at=timezone.now())
    seal_lines(at=timezone.now())
    assert filled() - before >= {"core_auditline", "core_seal", "core_searchposting", "people_person"}
    empty(connection)
    assert filled() == before
    assert triggers.missing(connection) == []
    assert ContentType.objects.count() == kinds > 0


@pytest.mark.django_db(transaction=True)
def test_a_trigger_that_a_test_took_away_stands_again() -> None:
    triggers.remove(connection)
    empty(connection)
    assert triggers.missing(connection) == []
