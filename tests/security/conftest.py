"""What the tests of backups share: an office of its own, with real commands, on SQLite or PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.cli.conftest import PREPARE, ROOT, Console, made_homes

__all__ = ["made_homes"]

#: A client's letter of some size, so that a file is in every backup.
LETTER = """
from django.utils import timezone
from gestand.core.files import store_file
from gestand.core.search.index import rebuild
from gestand.people.models import Attachment, Client
from tests.cast import NOW, make_call
stored = store_file(b"een brief van Eva " * 9000, name="brief.txt", media_type="text/plain", at=NOW)
eva = Client.objects.get(name="Familie Jansen")
Attachment.objects.create(correspondence=make_call(eva, None, "Stuurde een brief."), file=stored)
other = store_file(b"een offerte voor de bakkerij " * 9000, name="offerte.txt", media_type="text/plain", at=NOW)
bakery = Client.objects.get(name__startswith="Bakkerij")
Attachment.objects.create(correspondence=make_call(bakery, None, "Wil een offerte."), file=other)
rebuild()
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
        return subprocess.run(
            [sys.executable, "-m", "gestand.cli", *arguments],
            env=self.console.environment | self.more | more,
            cwd=ROOT,
            input=typed,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    def told(self, *arguments: str, typed: str = "") -> dict[str, Any]:
        """What a command answers in JSON."""
        answer = self.says(*arguments, "--json", typed=typed)
        assert answer.returncode == 0, answer.stderr
        told: dict[str, Any] = json.loads(answer.stdout)
        return told

    def python(self, program: str) -> str:
        """Run a program of the test inside this office; what it prints."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{program}"],
            env=self.console.environment | self.more | {"DJANGO_SETTINGS_MODULE": "gestand.settings"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=1200,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def another(self, name: str, *, database: str = "") -> Office:
        """An empty machine."""
        return Office(Console(self.home.parent / name), database)

    def dump(self) -> bytes:
        """Every byte that somebody could read: the database's own file or its dump, and the data folder beside it."""
        parts = [path.read_bytes() for path in sorted(self.home.rglob("*")) if path.is_file() and path.suffix != ".age"]
        if self.url:
            parts.append(subprocess.run(["pg_dump", self.url], capture_output=True, check=True).stdout)
        return b"".join(parts).lower()


@pytest.fixture
def office(request: pytest.FixtureRequest, tmp_path: Path, made_homes: Path) -> Iterator[Office]:
    """The cast with two letters; on PostgreSQL in a database of its own."""
    console = Console(tmp_path / "home")
    shutil.copytree(made_homes / "furnished", console.home)
    server = os.environ.get("GESTAND_TEST_DATABASE_URL", "")
    if not server:
        made = Office(console)
        made.python(LETTER)
        yield made
        return
    name = f"office_{uuid4().hex}"  # the folders of two workers may have one name
    with lent_database(server, name) as url:
        for path in console.home.glob("gestand.db*"):
            path.unlink()
        made = Office(console, url)
        made.python(f"{PREPARE}\nfrom tests.cast import make_cast; make_cast()\n{LETTER}")
        yield made


class lent_database:  # noqa: N801 - used like a function
    """A database on the tests' PostgreSQL server, dropped afterwards."""

    def __init__(self, server: str, name: str) -> None:
        self.server, self.name = server, name

    def __enter__(self) -> str:
        self._say(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)', f'CREATE DATABASE "{self.name}"')
        return self.server.rsplit("/", 1)[0] + f"/{self.name}"

    def __exit__(self, *_fault: object) -> None:
        self._say(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _say(self, *words: str) -> None:
        for one in words:
            subprocess.run(["psql", "-q", "-d", self.server, "-c", one], check=True, capture_output=True)
