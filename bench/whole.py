"""The whole program: memory when idle after the demo, and the time of a cold start."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

import psutil

from bench.server import Browser, run_inside, serving
from bench.table import Figure

PORT = 8913


def measure() -> list[Figure]:
    """Bounds: 150 MiB PSS for web and jobs together; 3 s from ``gestand serve`` to the first page, in an empty folder too."""
    with tempfile.TemporaryDirectory(prefix="gestand-bench-") as folder:
        home = Path(folder) / "home"
        facts = json.loads(run_inside(home, "bench.make_home", "200", "0", "0").splitlines()[-1])
        starts, first_starts = [], []
        for turn in range(3):
            with serving(home, PORT, settings="gestand.settings") as server:
                starts.append(server.started_after_seconds)
            # An empty data folder: keys, database, static files, and the page on which one begins.
            with serving(Path(folder) / f"new-{turn}", PORT, settings="gestand.settings") as server:
                first_starts.append(server.started_after_seconds)
        with serving(home, PORT, settings="gestand.settings") as server:
            browser = Browser(PORT, facts["session"])
            for path in ("/", "/clients/", f"/clients/{facts['client']}/", "/search/?q=jansen"):
                browser.milliseconds(path)
            time.sleep(70)  # the minute's jobs have run at least once
            tree = [psutil.Process(server.process.pid)]
            tree += tree[0].children(recursive=True)
            pss = sum(process.memory_full_info().pss for process in tree) / 1024**2
    return [
        Figure("idle after the demo, web and jobs, PSS", pss, "MiB", bound=150.0),
        Figure("cold start to first page, firm of the demo (worst of 3)", max(starts), "s", bound=3.0),
        Figure("cold start to first page, empty folder (worst of 3)", max(first_starts), "s", bound=3.0),
    ]
