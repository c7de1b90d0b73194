"""Importing a scan of 10,000 hosts, beside reading it with lxml and writing the same rows with plain SQL."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from bench.server import run_inside
from bench.table import Figure

HOSTS = 10_000
MOST_MEBIBYTES = 200.0
MOST_TIMES = 4.0


def measure() -> list[Figure]:
    """Bounds: at most 4 times the reference in the same run (medians of interleaved runs), 200 MiB above idle."""
    with tempfile.TemporaryDirectory(prefix="gestand-bench-") as folder:
        told = json.loads(run_inside(Path(folder), "bench.network_import_inside", str(HOSTS)).splitlines()[-1])
    times = told["seconds"] / told["reference_seconds"]
    return [
        Figure(f"scan of {HOSTS:,} hosts: read, compared and written", told["seconds"], "s"),
        Figure("  of which until the difference is shown", told["read_seconds"], "s"),
        Figure("the same with lxml and plain SQL", told["reference_seconds"], "s"),
        Figure("times the reference", times, "", bound=MOST_TIMES),
        Figure("the same scan again, all unchanged", told["again_seconds"], "s"),
        Figure("undone", told["undo_seconds"], "s"),
        Figure("peak above idle", told["peak_mebibytes"], "MiB", bound=MOST_MEBIBYTES),
    ]
