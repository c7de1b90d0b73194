"""The database of the tests: how it is made, and which tests a second one can tell something new about."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core import management
from django.core.management.sql import emit_post_migrate_signal
from django.test.utils import setup_databases, teardown_databases

from gestand.cli.first_database import make_at_once


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, django_db_modify_db_settings: None
) -> Iterator[None]:
    """In the place of pytest-django's own, which replays every migration in every process."""
    with django_db_blocker.unblock(), _tables_at_once():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@contextmanager
def _tables_at_once() -> Iterator[None]:
    """Tables as the program makes them in an empty database; that the migrations lead to the same is a test in cli."""

    plain_call = management.call_command

    def call(name: str, *arguments: Any, **options: Any) -> Any:
        if name == "migrate" and make_at_once():
            return emit_post_migrate_signal(verbosity=0, interactive=False, db=options["database"])
        return plain_call(name, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(management, "call_command", call)
        yield


def leave_out_what_asks_no_database(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only tests that ask the database run (or read its address themselves): the others ran on SQLite
    and would do the very same. pytest counts them as deselected.
    """
    if not os.environ.get("GESTAND_TEST_DATABASE_URL"):
        return
    asking = [item for item in items if _asks_the_database(item)]
    if len(asking) < len(items):
        known = set(asking)
        config.hook.pytest_deselected(items=[item for item in items if item not in known])
        items[:] = asking


def _asks_the_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return (
        bool(fixtures & {"db", "transactional_db", "django_db_setup"})
        or item.get_closest_marker("django_db") is not None
        or _reads_its_address(item.path)
    )


@cache
def _reads_its_address(module: Path) -> bool:
    return "DATABASE_URL" in module.read_text()
