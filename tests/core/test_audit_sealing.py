"""Sealing while others write: nothing is sealed twice, nothing slips in under a seal."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from gestand.core.actors import SYSTEM
from gestand.core.audit import write_audit
from gestand.core.audit.models import AuditLine, Seal
from gestand.core.audit.sealing import seal_lines
from gestand.core.audit.verification import verify_audit
from gestand.core.house import AuditAction, house
from tests.cast import NOW

pytestmark = pytest.mark.django_db(transaction=True)
only_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="on SQLite writers come one after another"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.GESTAND_HOME = tmp_path
    monkeypatch.setitem(house.audit_actions, "test.thing.do", AuditAction("test.thing.do", "did"))
    return tmp_path


def write_line() -> int:
    return write_audit("test.thing.do", by=SYSTEM, at=NOW).id


@contextmanager
def another_writer() -> Iterator[threading.Event]:
    """A second connection that has written a line and commits when the event is set (or the block ends)."""
    written, may_commit = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                write_line()
                written.set()
                may_commit.wait(120)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert written.wait(120)
    try:
        yield may_commit
    finally:
        may_commit.set()
        writer.join()


@only_postgresql
def test_a_line_that_comes_late_is_not_passed_over() -> None:
    with another_writer():
        higher = write_line()
        sealed_while_waiting = seal_lines(at=NOW, wait_seconds=0.2)
        assert sealed_while_waiting.lines == 0
    result = seal_lines(at=NOW)
    assert result.lines == 2
    assert result.head is not None
    assert result.head.line == higher
    assert verify_audit().ok


@only_postgresql
def test_lines_before_the_open_gap_are_sealed_at_once() -> None:
    write_line()
    seal_lines(at=NOW)
    lower = write_line()
    with another_writer():
        write_line()
        result = seal_lines(at=NOW, wait_seconds=0.2)
        assert result.head is not None
        assert result.head.line == lower
    assert seal_lines(at=NOW).lines == 2
    assert verify_audit().ok


@only_postgresql
def test_the_sealer_waits_a_moment_for_a_writer_that_is_nearly_done() -> None:
    with another_writer() as may_commit:
        write_line()
        threading.Timer(0.3, may_commit.set).start()
        assert seal_lines(at=NOW, wait_seconds=10).lines == 2


def _somebody_seals() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        return bool(cursor.fetchone()[0])


@only_postgresql
def test_a_writer_is_not_held_up_by_the_sealer() -> None:
    with another_writer():
        write_line()
        sealer = threading.Thread(target=lambda: (seal_lines(at=NOW, wait_seconds=60), connection.close()))
        sealer.start()
        while not _somebody_seals():
            assert sealer.is_alive()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1s'")
            write_line()
        assert sealer.is_alive()
    sealer.join()
    assert seal_lines(at=NOW).lines + Seal.objects.order_by("number").first().line_count >= 3  # type: ignore[union-attr]
    assert verify_audit().ok


def test_a_line_that_was_rolled_back_leaves_no_trace() -> None:
    write_line()
    with pytest.raises(RuntimeError), transaction.atomic():
        _write_and_fail()
    write_line()
    assert seal_lines(at=NOW).lines == 2
    assert verify_audit().ok


def _write_and_fail() -> None:
    write_line()
    raise RuntimeError


def test_two_sealers_at_once_make_one_chain() -> None:
    for _ in range(50):
        write_line()
    failures: list[BaseException] = []

    def seal() -> None:
        try:
            seal_lines(at=NOW)
        except BaseException as failure:  # noqa: BLE001 - a thread's failure is the test's
            failures.append(failure)
        finally:
            connection.close()

    sealers = [threading.Thread(target=seal) for _ in range(4)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        sealer.join()
    assert failures == []
    assert sum(Seal.objects.values_list("line_count", flat=True)) == AuditLine.objects.count() == 50
    assert verify_audit().ok


def test_writers_and_a_sealer_at_once_lose_nothing() -> None:
    stop = threading.Event()

    def write() -> None:
        try:
            for place in range(30):
                with transaction.atomic():
                    write_line()
                    if place % 7 == 0:
                        transaction.set_rollback(True)
        finally:
            connection.close()

    def seal() -> None:
        try:
            while not stop.is_set():
                seal_lines(at=NOW, wait_seconds=0.05)
        finally:
            connection.close()

    sealer, writers = threading.Thread(target=seal), [threading.Thread(target=write) for _ in range(4)]
    for thread in (sealer, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    sealer.join()
    seal_lines(at=NOW)
    report = verify_audit()
    assert report.problems == []
    assert (report.lines, report.unsealed) == (100, 0)
