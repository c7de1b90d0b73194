"""Rows in chunks: the same rows on both databases, and nothing stays open behind them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from gestand.core.chunks import in_chunks

only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no cursors of its own")
_NUMBERS = (
    "WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < %s)"
    " SELECT number FROM numbers WHERE number <= %s"
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["alone", "in a transaction"])
def around(request: pytest.FixtureRequest) -> Iterator[None]:
    with transaction.atomic() if request.param == "in a transaction" else nullcontext():
        yield


def numbers(until: int) -> Iterator[list[Any]]:
    return in_chunks(_NUMBERS, [until, until], size=10)


def open_cursors() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM pg_cursors")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("until", "sizes"), [(0, []), (1, [1]), (9, [9]), (10, [10]), (11, [10, 1]), (20, [10, 10]), (25, [10, 10, 5])]
)
def test_every_row_comes_once_and_in_its_order(around: None, until: int, sizes: list[int]) -> None:
    found = list(numbers(until))
    assert [len(chunk) for chunk in found] == sizes
    assert [number for chunk in found for (number,) in chunk] == list(range(1, until + 1))


@only_postgresql
@pytest.mark.parametrize("until", [5, 10, 100])
def test_nothing_stays_open_behind_who_reads_to_the_end(around: None, until: int) -> None:
    for _chunk in numbers(until):
        pass
    assert open_cursors() == 0


@only_postgresql
@pytest.mark.parametrize("chunks", [1, 2])
def test_nothing_stays_open_behind_who_stops_halfway(around: None, chunks: int) -> None:
    reading = numbers(100)
    for _chunk in range(chunks):
        next(reading)
    reading.close()  # type: ignore[attr-defined] # a generator
    assert open_cursors() == 0


def test_others_may_be_asked_while_a_statement_is_read(around: None) -> None:
    pairs = [(mine, theirs) for mine in numbers(30) for theirs in numbers(15)]
    assert len(pairs) == 3 * 2


def test_few_rows_are_one_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        list(numbers(3))
    assert len(asked) == 1


@only_postgresql
def test_trouble_in_a_later_chunk_is_a_database_error() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        list(in_chunks("SELECT 1 / (each - 55) FROM generate_series(1, %s) AS each", [100], size=10))
