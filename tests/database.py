"""Which tests a second database can tell something new about."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest


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
