"""What the console says reads as a person would write it."""

from __future__ import annotations

import logging

import pytest
from django.test import Client as Browser

from gestand.cli.console import counted, listed
from gestand.cli.demonstrated import told
from gestand.cli.preparing import NotReady, migrate_when_needed
from gestand.core.home import is_disk_full


def test_one_is_one() -> None:
    assert counted(1, "row") == "1 row"
    assert counted(0, "entry", "entries") == "0 entries"
    assert counted(1234, "row") == "1,234 rows"


def test_a_list_ends_with_and() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_the_demo_tells_what_it_invented_in_words() -> None:
    said = told({"Client": 200, "Person": 486, "Membership": 500, "Address": 1})
    assert said == "200 clients, 486 persons and 1 address"


def test_a_page_that_is_not_there_is_no_warning(anna: Browser, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    assert anna.get("/nergens/").status_code == 404
    assert anna.post("/settings/firm/", {"name": ""}).status_code == 422
    assert [record.getMessage() for record in caplog.records] == []


def test_a_full_disk_is_known_by_its_cause() -> None:
    cause = OSError(28, "No space left on device")
    outer = RuntimeError("changing the database failed")
    outer.__cause__ = cause
    assert is_disk_full(outer)
    assert not is_disk_full(OSError(13, "Permission denied"))


def test_a_full_disk_is_told_in_one_sentence_without_a_trace(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from gestand.cli import preparing

    def no_room(*_words: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(preparing, "pending_migrations", lambda: ["core.0001_initial"])
    monkeypatch.setattr(preparing, "copy_database", lambda: None)
    monkeypatch.setattr(preparing, "make_at_once", no_room)
    with pytest.raises(NotReady, match=r"is full. Nothing is lost: make room there"):
        migrate_when_needed()
    assert not caplog.records
