"""The database of the tests: how it is made, and which tests a second one can tell something new about."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core import management
from django.core.management.sql import emit_post_migrate_signal
from django.test.utils import setup_databases, teardown_databases

from gestand.cli.first_database import make_at_once

#: Modules that need rows to have something to show, and prove something else than what the database answers. On
#: PostgreSQL the same pages are opened by the sweep over every address (test_access_sweep), by hostile input and by the
#: swapped ids; the questions behind them have tests of their own there. Actions, queries, models, constraints, races,
#: kills, migrations, proofs, erasure, search, imports and backups always run on both.
NOT_ABOUT_ITS_ANSWERS = {
    "attacks/test_forms.py": "pages",
    "attacks/test_hostile_names.py": "names of files",
    "core/test_jobs_pages.py": "pages",
    "network/test_device_page.py": "pages",
    "network/test_import_files.py": "reading files",
    "network/test_picture_page.py": "pages",
    "people/test_client_pages.py": "pages",
    "people/test_import_pages.py": "pages",
    "people/test_pages.py": "pages",
    "rights/test_mentions_in_files.py": "reading files",
    "security/test_pages.py": "pages",
    "sharing/test_pages_open.py": "pages",
    "statement/test_proof_board.py": "pages",
    "statement/test_proof_pack.py": "pages",
    "statement/test_public_page.py": "pages",
    "statement/test_register_pages.py": "pages",
    "statement/test_statement_card.py": "pages",
    "team/test_own_pages.py": "pages",
    "team/test_team_page.py": "pages",
    "ui/*": "pages",
}


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
    and would do the very same. Nor do those in which the database is asked and what is proven is not its answer:
    see ``NOT_ABOUT_ITS_ANSWERS`` and the mark ``one_database``. pytest counts them as deselected.
    """
    if not os.environ.get("GESTAND_TEST_DATABASE_URL"):
        return
    asking = [item for item in items if _asks_the_database(item)]
    left = [item for item in asking if not _is_not_about_its_answers(item)]
    if len(left) < len(items):
        known = set(left)
        config.hook.pytest_deselected(items=[item for item in items if item not in known])
        items[:] = left


def _is_not_about_its_answers(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database") is not None:
        return True
    place = str(item.path.relative_to(item.config.rootpath / "tests"))
    return any(fnmatch(place, pattern) for pattern in NOT_ABOUT_ITS_ANSWERS)


def said_about_what_was_left_out() -> str:
    """One line for the end of the run on PostgreSQL; nothing on SQLite."""
    if not os.environ.get("GESTAND_TEST_DATABASE_URL"):
        return ""
    kinds = ", ".join(sorted(set(NOT_ABOUT_ITS_ANSWERS.values())))
    return f"left to SQLite: what asks no database, and tests of {kinds} (tests/database.py)"


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
