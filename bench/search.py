"""Search: the worst questions at 10,000 clients (50,000 persons, 50,000 lines), and the time to fill the index.

On SQLite, and on PostgreSQL as well when ``GESTAND_BENCH_DATABASE_URL`` names an empty database.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from bench.server import run_inside
from bench.table import Figure

MOST_MILLISECONDS = 50.0
MOST_SECONDS = 60.0
CLIENTS = 10_000
SHOWN = 5


def measure() -> list[Figure]:
    """Bounds: no question takes more than 50 ms; 50,000 persons are indexed in a minute."""
    figures = _figures("SQLite", "")
    if address := os.environ.get("GESTAND_BENCH_DATABASE_URL"):
        figures += _figures("PostgreSQL", address)
    return figures


def _figures(name: str, address: str) -> list[Figure]:
    print(f"  {name}: filling an index of {CLIENTS:,} clients …", flush=True)
    with tempfile.TemporaryDirectory(prefix="gestand-bench-") as folder:
        more = {"DATABASE_URL": address}
        told = run_inside(Path(folder), "bench.search_inside", str(CLIENTS), **more)
    answer: dict[str, Any] = json.loads(told.splitlines()[-1])
    worst = sorted(answer["milliseconds"].items(), key=lambda question: -question[1])
    middle = sorted(answer["milliseconds"].values())[len(worst) // 2]
    return [
        Figure(f"{name}: the middle of {len(worst)} questions", middle, "ms", bound=MOST_MILLISECONDS),
        *(Figure(f"{name}: {question}", taken, "ms", bound=MOST_MILLISECONDS) for question, taken in worst[:SHOWN]),
        Figure(f"{name}: index {answer['persons']:,} new persons", answer["index_seconds"], "s", bound=MOST_SECONDS),
        Figure(f"{name}: index them again, unchanged", answer["reindex_seconds"], "s", bound=MOST_SECONDS),
    ]
