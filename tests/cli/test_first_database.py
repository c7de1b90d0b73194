"""Tables made at once are the tables that the migrations lead to; else an update would find another database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from gestand.cli import first_database

ROOT = Path(__file__).resolve().parent.parent.parent
WAYS = ("at-once", "step-by-step")


@pytest.fixture
def databases(tmp_path: Path, loopback: None) -> Iterator[dict[str, str]]:
    """An empty database for each way: a new home's file, or one on the PostgreSQL of the tests."""
    if connection.vendor == "sqlite":
        yield dict.fromkeys(WAYS, "")
        return
    import psycopg

    facts = {name: connection.settings_dict[name.upper()] for name in ("user", "password", "host", "port")}
    with psycopg.connect(dbname="postgres", autocommit=True, **{k: v for k, v in facts.items() if v}) as server:
        names = {way: f"gestand_{way.replace('-', '_')}_{os.getpid()}" for way in WAYS}
        for name in names.values():
            server.execute(f'CREATE DATABASE "{name}"')
        address = os.environ["GESTAND_TEST_DATABASE_URL"].rpartition("/")[0]
        yield {way: f"{address}/{name}" for way, name in names.items()}
        for name in names.values():
            server.execute(f'DROP DATABASE "{name}"')


def described(way: str, home: Path, address: str) -> dict[str, Any]:
    home.mkdir()
    environment = {**os.environ, "GESTAND_HOME": str(home), "DJANGO_SETTINGS_MODULE": "gestand.settings"}
    environment |= {"DATABASE_URL": address} if address else {}
    command = [sys.executable, "-m", "tests.cli.describing", way]
    told = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(told.stdout)
    return found


@pytest.mark.slow
def test_tables_made_at_once_are_those_of_the_migrations(tmp_path: Path, databases: dict[str, str]) -> None:
    at_once, step_by_step = (described(way, tmp_path / way, databases[way]) for way in WAYS)
    assert at_once["made_at_once"]
    assert not step_by_step["made_at_once"]
    assert at_once["tables"].keys() == step_by_step["tables"].keys()
    for name, table in step_by_step["tables"].items():
        assert at_once["tables"][name] == table, name
    assert at_once["triggers"] == step_by_step["triggers"]


@pytest.mark.django_db
def test_a_database_with_tables_takes_the_long_way() -> None:
    assert first_database.make_at_once() is False
