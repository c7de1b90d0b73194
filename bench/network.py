"""Pages of network documentation at 4,000 and 40,000 devices (200 and 2,000 clients), with four people at work at once.

Medians of interleaved runs, each as a ratio to the empty signed-in page of the same server in the same run.
``network-large`` is run by hand: 20,000 beside 200,000 devices, on SQLite and, when ``GESTAND_BENCH_DATABASE_URL``
names a server (its database is left alone), on PostgreSQL.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.office import ask_server, named
from bench.server import Browser, run_inside, serving
from bench.table import Figure

PEOPLE, ROUNDS, WARM = 4, 30, 3
MOST_STATEMENTS = 15
DEVICES_OF_A_CLIENT = 20
_PORT = 8913
Facts = dict[str, Any]


def measure() -> list[Figure]:
    """Bounds: a page at most 4 empty pages and 15 statements; ten times the data at most 1.3 times the time."""
    return _measured("", 200, 2_000)


def measure_large() -> list[Figure]:
    """The same bounds at 20,000 and 200,000 devices, on both databases."""
    figures = _measured("", 1_000, 10_000)
    if address := os.environ.get("GESTAND_BENCH_DATABASE_URL"):
        figures += _measured(address, 1_000, 10_000)
    return figures


def _measured(address: str, *sizes: int) -> list[Figure]:
    with ExitStack() as open_ones:
        servers: dict[int, tuple[int, Facts]] = {}
        statements: dict[int, dict[str, int]] = {}
        for place, clients in enumerate(sizes):
            home, more = open_ones.enter_context(_office(clients, address))
            facts = json.loads(run_inside(home, "bench.make_networks", str(clients), **more).splitlines()[-1])
            told = run_inside(home, "bench.network_inside", json.dumps(_pages(facts)), facts["session"], **more)
            statements[clients] = json.loads(told.splitlines()[-1])
            open_ones.enter_context(serving(home, _PORT + place, "--web", **more))
            servers[clients] = (_PORT + place, facts)
        return _figures("PostgreSQL: " if address else "", servers, statements)


@contextmanager
def _office(clients: int, address: str) -> Iterator[tuple[Path, dict[str, str]]]:
    """An empty data folder, with an empty database of its own on the server when there is one."""
    where = "PostgreSQL" if address else "SQLite"
    print(f"  making {clients * DEVICES_OF_A_CLIENT:,} devices of {clients:,} clients on {where} …", flush=True)
    with tempfile.TemporaryDirectory(prefix="gestand-bench-") as folder:
        if not address:
            yield Path(folder), {}
            return
        name = f"gestand_bench_{clients}"
        ask_server(address, f'DROP DATABASE IF EXISTS "{name}"')
        ask_server(address, f'CREATE DATABASE "{name}"')
        try:
            yield Path(folder), {"DATABASE_URL": named(address, name)}
        finally:
            ask_server(address, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _figures(before: str, servers: dict[int, tuple[int, Facts]], statements: dict[int, dict[str, int]]) -> list[Figure]:
    medians = _interleaved(servers)
    small, large = servers
    figures = []
    for (name, clients), value in medians.items():
        if name == "empty page":
            continue
        size = f"{clients * DEVICES_OF_A_CLIENT:,}"
        empty = medians["empty page", clients]
        figures.append(Figure(f"{before}{name} at {size}", value, "ms", "empty page", empty, 4.0))
        asked = statements[clients].get(name, 0)
        figures.append(Figure(f"{before}{name} at {size}: statements", asked, "", bound=MOST_STATEMENTS))
    beside = f"at {small * DEVICES_OF_A_CLIENT:,}"
    figures.extend(
        Figure(f"{before}{name}: ten times the devices", value, "ms", beside, medians[name, small], 1.3)
        for (name, clients), value in medians.items()
        if clients == large and name != "empty page"
    )
    return figures


def _interleaved(servers: dict[int, tuple[int, Facts]]) -> dict[tuple[str, int], float]:
    """By page and size: each page is asked by all people at once, page after page, size after size, round after round."""
    people = {
        clients: [Browser(port, facts["session"]) for _ in range(PEOPLE)] for clients, (port, facts) in servers.items()
    }
    times: dict[tuple[str, int], list[float]] = {}
    with ThreadPoolExecutor(PEOPLE) as pool:
        for turn in range(ROUNDS + WARM):
            for clients, (_port, facts) in servers.items():
                for name, path in _pages(facts).items():
                    taken = list(pool.map(lambda browser, path=path: browser.milliseconds(path), people[clients]))
                    if turn >= WARM:
                        times.setdefault((name, clients), []).extend(taken)
    return {key: statistics.median(values) for key, values in times.items()}


def _pages(facts: Facts) -> dict[str, str]:
    every_column = "&".join(
        f"column={name}" for name in ("client", "kind", "place", "make", "serial", "system", "address", "mac", "user")
    )
    return {
        "empty page": "/bench/empty/",
        "device list": "/network/devices/",
        "device list, more columns": f"/network/devices/?{every_column}",
        "device list, filtered": "/network/devices/?kind=computer&make=Lenovo&system=windows+10&unsupported=1",
        "device list, warranty ends": f"/network/devices/?warranty_from=2026-01-01&warranty_to={facts['soon']}",
        "device list, rare and without a user": "/network/devices/?state=repair&without_user=1",
        "device list, of a client": f"/network/devices/?client={facts['client']}",
        "device list, by words": f"/network/devices/?q={quote('telefoon ' + facts['client_name'])}",
        "device list, by a common word": "/network/devices/?q=printer",
        "device page": f"/network/device/{facts['device']}/",
        "client's network": f"/clients/{facts['client']}/network/",
        "search by name": f"/search/?q={quote(facts['host'])}",
        "search by a common name": "/search/?q=printer",
        "search by address": f"/search/?q={facts['address']}",
        "search by MAC": f"/search/?q={quote(facts['mac'].replace(':', '-').upper())}",
    }
