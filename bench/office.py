"""One invented office for several measurements: made once in a run, a copy of it for each.

On SQLite with a million rows (10,000 clients with 3 persons and 80 lines each) and with a tenth of it; on PostgreSQL with
a tenth when ``GESTAND_BENCH_DATABASE_URL`` names a database that may be filled.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from bench.server import run_inside

MANY, FEW, PERSONS, LINES = 10_000, 1_000, 3, 80
_COPY = "gestand_bench_copy"


@dataclass(frozen=True)
class Office:
    """A data folder, and the database when it is not in it; ``facts``: what ``make_home`` told of it."""

    home: Path
    facts: dict[str, Any]
    more: dict[str, str] = field(default_factory=dict)

    def run(self, module: str, *arguments: str) -> Any:
        """What the module told last, as JSON."""
        return json.loads(run_inside(self.home, module, *arguments, **self.more).splitlines()[-1])


_made: dict[tuple[int, str], Office] = {}


def engines() -> list[tuple[str, str, int]]:
    """Name, address of the database, and how many clients, for each kind of database that is measured."""
    there = [("SQLite", "", MANY)]
    if address := os.environ.get("GESTAND_BENCH_DATABASE_URL"):
        there.append(("PostgreSQL", address, FEW))
    return there


@contextmanager
def office(clients: int, address: str = "") -> Iterator[Office]:
    """A copy of the office with so many clients; it is gone afterwards."""
    pattern = _pattern(clients, address)
    with tempfile.TemporaryDirectory(prefix="gestand-bench-") as folder:
        home = Path(folder) / "home"
        shutil.copytree(pattern.home, home)
        if not address:
            yield Office(home, pattern.facts, pattern.more)
            return
        ask_server(address, f'DROP DATABASE IF EXISTS "{_COPY}"')
        name = urlsplit(address).path.strip("/")
        ask_server(address, f'CREATE DATABASE "{_COPY}" TEMPLATE "{name}"')
        try:
            yield Office(home, pattern.facts, {"DATABASE_URL": named(address, _COPY)})
        finally:
            ask_server(address, f'DROP DATABASE IF EXISTS "{_COPY}"')


def _pattern(clients: int, address: str) -> Office:
    if (clients, address) not in _made:
        print(f"  making an office of {clients:,} clients on {'PostgreSQL' if address else 'SQLite'} …", flush=True)
        home = Path(tempfile.mkdtemp(prefix="gestand-bench-office-"))
        atexit.register(shutil.rmtree, home, ignore_errors=True)
        more = {"DATABASE_URL": address}
        arguments = (str(clients), str(PERSONS), str(LINES), "without-search")
        facts = json.loads(run_inside(home, "bench.make_home", *arguments, **more).splitlines()[-1])
        _made[clients, address] = Office(home, facts, more)
    return _made[clients, address]


def ask_server(address: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(named(address, "template1"), autocommit=True) as server:
        server.execute(statement.encode())


def named(address: str, name: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
