"""Pages at 1,000 and 10,000 clients: medians of interleaved runs, each as a ratio to the empty page of the same server."""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path
from urllib.parse import quote

from bench.server import Browser, run_inside, serving
from bench.table import Figure

ROUNDS = 60


def measure() -> list[Figure]:
    """Bounds: an empty page at most 6 bare views; a page at most 4 empty pages; ten times the data at most 1.3 times the time."""
    with tempfile.TemporaryDirectory(prefix="gestand-bench-") as folder:
        homes = {}
        for clients in (1_000, 10_000):
            home = Path(folder) / str(clients)
            print(f"  making {clients:,} clients …", flush=True)
            homes[clients] = (
                home,
                json.loads(run_inside(home, "bench.make_home", str(clients), "5", "5").splitlines()[-1]),
            )
        small, large = homes[1_000], homes[10_000]
        with serving(small[0], 8911, "--web"), serving(large[0], 8912, "--web"):
            return _interleaved({1_000: (8911, small[1]), 10_000: (8912, large[1])})


def _interleaved(servers: dict[int, tuple[int, dict[str, str]]]) -> list[Figure]:
    browsers = {size: Browser(port, facts["session"]) for size, (port, facts) in servers.items()}
    nobody = {size: Browser(port) for size, (port, _facts) in servers.items()}
    times: dict[tuple[str, int], list[float]] = {}
    for turn in range(ROUNDS + 5):
        for size, (_port, facts) in servers.items():
            for name, path in _pages(facts).items():
                browser = nobody[size] if name == "bare view" else browsers[size]
                taken = browser.milliseconds(path)
                if turn >= 5:
                    times.setdefault((name, size), []).append(taken)
    medians = {key: statistics.median(values) for key, values in times.items()}
    figures = []
    for size in servers:
        empty = medians["empty page", size]
        figures.append(Figure(f"empty page at {size:,}", empty, "ms", "bare view", medians["bare view", size], 6.0))
        figures.extend(
            Figure(f"{name} at {size:,}", value, "ms", "empty page", empty, 4.0)
            for (name, at), value in medians.items()
            if at == size and name not in {"bare view", "empty page"}
        )
    figures.extend(
        Figure(f"{name}: 10,000 beside 1,000", value, "ms", "at 1,000", medians[name, 1_000], 1.3)
        for (name, at), value in medians.items()
        if at == 10_000 and name not in {"bare view", "empty page"}
    )
    return figures


def _pages(facts: dict[str, str]) -> dict[str, str]:
    return {
        "bare view": "/bench/bare/",
        "empty page": "/bench/empty/",
        "today": "/",
        "client list": "/clients/",
        "client page": f"/clients/{facts['client']}/",
        "client's Privacy tab": f"/clients/{facts['client']}/privacy/",
        "search": f"/search/?q={quote(facts['name'][:12])}",
        "search with a typing error": "/search/?q=jansne",
        "palette": "/palette/?q=van+den+ber",
    }
