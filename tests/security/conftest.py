"""What the tests of backups share: an office of its own, with real commands, on SQLite or PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests.cli.conftest import PREPARE, Console, made_homes

__all__ = ["made_homes"]

#: A client's letter of some size, so that a file is in every backup; and a sheet, which takes a second to print.
LETTER = """
from django.conf import settings
from gestand.core.files import store_file
from gestand.core.search.index import rebuild
from gestand.people.models import Attachment, Client
from gestand.security.backup.keys import print_sheet
from tests.cast import NOW, make_call
stored = store_file(b"een brief van Eva " * 9000, name="brief.txt", media_type="text/plain", at=NOW)
eva = Client.objects.get(name="Familie Jansen")
Attachment.objects.create(correspondence=make_call(eva, None, "Stuurde een brief."), file=stored)
other = store_file(b"een offerte voor de bakkerij " * 9000, name="offerte.txt", media_type="text/plain", at=NOW)
bakery = Client.objects.get(name__startswith="Bakkerij")
Attachment.objects.create(correspondence=make_call(bakery, None, "Wil een offerte."), file=other)
rebuild()
print_sheet(settings.GESTAND_HOME, at=NOW)
"""


@dataclass
class Office:
    """One data folder with its database, and the commands that an owner types."""

    console: Console
    url: str = ""

    @property
    def home(self) -> Path:
        return self.console.home

    @property
    def more(self) -> dict[str, str]:
        return {"DATABASE_URL": self.url} if self.url else {}

    def says(self, *arguments: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return self.console.run(*arguments, typed=typed, **self.more | more)

    def told(self, *arguments: str, typed: str = "") -> dict[str, Any]:
        """What a command answers in JSON."""
        answer = self.says(*arguments, "--json", typed=typed)
        assert answer.returncode == 0, answer.stderr
        told: dict[str, Any] = json.loads(answer.stdout)
        return told

    def python(self, program: str) -> str:
        """Run a program of the test inside this office; what it prints."""
        return self.console.python(program, **self.more)

    def another(self, name: str, *, database: str = "") -> Office:
        """An empty machine."""
        return Office(Console(self.home.parent / name), database)

    def dump(self) -> bytes:
        """Every byte that somebody could read: the database's own file or its dump, and the data folder beside it."""
        parts = [path.read_bytes() for path in sorted(self.home.rglob("*")) if path.is_file() and path.suffix != ".age"]
        if self.url:
            parts.append(subprocess.run(["pg_dump", self.url], capture_output=True, check=True).stdout)
        return b"".join(parts).lower()


@pytest.fixture(scope="session")
def made_office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The cast with two letters, made once and copied; on PostgreSQL in a database of its own."""
    console = Console(tmp_path_factory.mktemp("office") / "home")
    server = os.environ.get("GESTAND_TEST_DATABASE_URL", "")
    if not server:
        shutil.copytree(request.getfixturevalue("made_homes") / "furnished", console.home)
        made = Office(console)
        made.python(LETTER)
        yield made
        return
    with lent_database(server) as url:
        made = Office(console, url)
        made.python(f"{PREPARE}\nfrom tests.cast import make_cast; make_cast()\n{LETTER}")
        yield made


@pytest.fixture
def office(tmp_path: Path, made_office: Office) -> Iterator[Office]:
    """A copy of the made office for this test alone."""
    console = Console(tmp_path / "home")
    shutil.copytree(made_office.home, console.home)
    if not made_office.url:
        yield Office(console)
        return
    with lent_database(made_office.url, copy=True) as url:
        yield Office(console, url)


@contextmanager
def lent_database(server: str, *, copy: bool = False) -> Iterator[str]:
    """A database on the tests' PostgreSQL server, dropped afterwards: empty, or a copy of the one that is named."""
    address, _slash, known = server.rpartition("/")
    name = f"office_{uuid4().hex}"  # two workers share the server
    with _asked(f"{address}/postgres") as asked:
        asked.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{known}"' if copy else ""))
    try:
        yield f"{address}/{name}"
    finally:
        with _asked(f"{address}/postgres") as asked:
            asked.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _asked(url: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url, autocommit=True)
