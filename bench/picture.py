"""The picture of a network: drawn for a page and for paper, at 300 devices and at ten times as many."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from bench.server import run_inside
from bench.table import Figure

MOST_MILLISECONDS = 300.0


def measure() -> list[Figure]:
    """Bounds: 300 devices in at most 300 ms; a device among 3,000 costs at most twice one among 300."""
    with tempfile.TemporaryDirectory(prefix="gestand-bench-") as folder:
        told = json.loads(run_inside(Path(folder), "bench.picture_inside").splitlines()[-1])
    return [
        Figure("Picture of 300 devices, first", told["first"], "ms", bound=MOST_MILLISECONDS),
        Figure("Picture of 300 devices", told["300"], "ms", bound=MOST_MILLISECONDS),
        Figure("Sheets of A4 of 300 devices", told["sheets"], "ms", bound=MOST_MILLISECONDS),
        Figure("3,000 devices", told["3000"], "ms", "ten of 300", 10 * told["300"], 2.0),
    ]
