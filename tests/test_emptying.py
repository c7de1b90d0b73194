"""What a test with real transactions leaves behind: nothing."""

from __future__ import annotations

import threading
import time
import warnings
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from gestand.core.actors import SHELL
from gestand.core.audit import triggers, write_audit
from gestand.core.audit.sealing import seal_lines
from gestand.core.search.index import rebuild
from tests import emptying
from tests.cast import make_cast, make_person
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


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such limits")
@pytest.mark.django_db(transaction=True)
def test_who_still_writes_is_waited_for_whatever_a_test_said_to_its_connection() -> None:
    make_person("Eva", "Jansen")
    writes = threading.Event()

    def write() -> None:
        with transaction.atomic():
            make_person("Carla", "Berg")
            writes.set()
            time.sleep(0.5)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert writes.wait(60)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '100ms'")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        empty(connection)
    writer.join()
    assert filled() == set()


@pytest.mark.django_db(transaction=True)
def test_a_first_try_that_fails_is_told_and_followed_by_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    make_person("Eva", "Jansen")
    really, patience = emptying._empty, []

    def first_fails(connection: Any, *, seconds: int) -> None:
        patience.append(seconds)
        if len(patience) == 1:
            raise OperationalError("somebody holds a lock")
        really(connection, seconds=seconds)

    monkeypatch.setattr(emptying, "_empty", first_fails)
    with pytest.warns(emptying.NotEmptyAtOnce, match="somebody holds a lock"):
        empty(connection)
    assert filled() == set()
    assert patience[0] < patience[1]
