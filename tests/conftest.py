"""What every test may ask for."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management.commands import flush
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client as Browser
from django.utils import translation
from pytest_socket import socket_allow_hosts

from gestand.core.audit import sealing
from gestand.core.declarations import chosen
from gestand.office import first_steps
from gestand.team import first_run
from tests.browser.chromium import chromium, mark_browser_tests
from tests.cast import Cast, browser_of, make_cast
from tests.database import django_db_setup, leave_out_what_asks_no_database, said_about_what_was_left_out
from tests.emptying import empty

__all__ = ["chromium", "django_db_setup"]

#: Whatever asks for a term while tests are collected has no database to ask.
chosen.pin({})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    mark_browser_tests(items)
    leave_out_what_asks_no_database(config, items)
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)  # so that no worker waits for the other's last


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if said := said_about_what_was_left_out():
        terminalreporter.write_line(said)


def pytest_collection_finish() -> None:
    """What was loaded until here stays to the end: nobody looks again whether it is rubbish, and no fork copies it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(autouse=True)
def _no_outside_world(socket_disabled: None) -> None:
    """Sockets are blocked; a test that starts a server of its own asks for ``loopback``."""


@pytest.fixture(autouse=True)
def _sealing_waits_for_the_other_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """On one PostgreSQL server the transaction of a test in another process counts as an older one: wait it out."""
    monkeypatch.setattr(sealing, "_WAIT_SECONDS", 60.0)


@pytest.fixture(autouse=True, scope="session")
def _only_what_was_filled_is_emptied() -> Iterator[None]:
    """A test with real transactions ends with empty tables, as it began: see ``emptying``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            BaseDatabaseOperations, "execute_sql_flush", lambda operations, _all: empty(operations.connection)
        )
        # It would fill the tables that are left as they are.
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_given: None)
        yield


@pytest.fixture
def loopback(_no_outside_world: None, socket_enabled: None) -> None:
    """Sockets again, but only to this machine itself."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> None:
    """The program remembers that the firm is set up and what its towns are; each test begins with an empty database."""
    chosen.pin({})
    first_run.forget()
    first_steps.forget()
    cache.clear()


@pytest.fixture(autouse=True)
def _no_file_is_left_of_the_test_before() -> None:
    for left in Path(settings.GESTAND_HOME).glob("[bf]*s/*"):  # backups, files
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    (Path(settings.GESTAND_HOME) / "journal" / "erasures.jsonl").unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def _every_test_begins_in_dutch() -> None:
    """A page leaves its reader's language behind in the thread."""
    translation.deactivate()


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def anna(cast: Cast) -> Browser:
    return browser_of(cast.anna)


@pytest.fixture
def bram(cast: Cast) -> Browser:
    return browser_of(cast.bram)


@pytest.fixture
def dirk(cast: Cast) -> Browser:
    return browser_of(cast.dirk)


@pytest.fixture
def visitor(db: None) -> Browser:
    return browser_of(None)
