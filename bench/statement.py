"""The public statement: beside a bare view, and what 300 readers a second cost the office.

The readers come from a process of their own over loopback, at a steady pace whether the answers are quick or not.
Windows with and without readers take turns, so that what else the machine does falls on both.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.server import ROOT, Browser, environment, run_inside, serving
from bench.table import Figure

PORT = 8914
READERS_A_SECOND = 300
WINDOW_SECONDS = 3.0
WINDOWS = 8
ROUNDS = 200


def measure() -> list[Figure]:
    """Bounds: the public page at most 2 bare views; office pages at most 1.25 times as slow beside the readers."""
    with tempfile.TemporaryDirectory(prefix="gestand-bench-") as folder:
        home = Path(folder) / "home"
        facts = json.loads(run_inside(home, "bench.make_home", "200", "0", "0").splitlines()[-1])
        with serving(home, PORT, "--web"):
            return [*_beside_a_bare_view(), *_beside_readers(home, facts)]


def _beside_a_bare_view() -> list[Figure]:
    browser = Browser(PORT)
    times: dict[str, list[float]] = {"/privacy": [], "/en/privacy": [], "/bench/bare/": []}
    for turn in range(ROUNDS + 5):
        for path, taken in times.items():
            milliseconds = browser.milliseconds(path)
            if turn >= 5:
                taken.append(milliseconds)
    medians = {path: statistics.median(taken) for path, taken in times.items()}
    bare = medians["/bench/bare/"]
    return [
        Figure("public statement, Dutch", medians["/privacy"], "ms", "bare view", bare, 2.0),
        Figure("public statement, English", medians["/en/privacy"], "ms", "bare view", bare, 2.0),
    ]


def _beside_readers(home: Path, facts: dict[str, str]) -> list[Figure]:
    pages = {"today": "/", "client list": "/clients/", "client page": f"/clients/{facts['client']}/"}
    browser = Browser(PORT, facts["session"])
    quiet: dict[str, list[float]] = {name: [] for name in pages}
    busy: dict[str, list[float]] = {name: [] for name in pages}
    told: list[dict[str, float]] = []
    for path in pages.values():
        browser.milliseconds(path)
    for _turn in range(WINDOWS):
        _walk(browser, pages, quiet)
        readers = subprocess.Popen(
            [sys.executable, "-m", "bench.readers", str(PORT), str(READERS_A_SECOND), str(WINDOW_SECONDS + 2)],
            env=environment(home),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        time.sleep(1.0)
        _walk(browser, pages, busy)
        told.append(json.loads(readers.communicate(timeout=30)[0]))
    figures = [
        Figure(
            f"{name} beside {READERS_A_SECOND} readers a second",
            statistics.median(busy[name]),
            "ms",
            "without readers",
            statistics.median(quiet[name]),
            1.25,
        )
        for name in pages
    ]
    missed = max(READERS_A_SECOND - window["answered_a_second"] for window in told)
    return [
        *figures,
        Figure("readers a second that got no answer (worst window)", max(0.0, missed), "readers", bound=15.0),
        Figure("95th reader of a hundred (worst window)", max(each["p95_ms"] for each in told), "ms", bound=100.0),
    ]


def _walk(browser: Browser, pages: dict[str, str], times: dict[str, list[float]]) -> None:
    """Page after page without a pause: a program that rests in between is slower for that, and would hide the readers."""
    until = time.perf_counter() + WINDOW_SECONDS
    while time.perf_counter() < until:
        for name, path in pages.items():
            times[name].append(browser.milliseconds(path))
