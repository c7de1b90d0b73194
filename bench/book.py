"""The network book: a client with 100 devices, on paper and as the whole hand-over."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from bench.server import run_inside
from bench.table import Figure

MOST_SECONDS = 2.0


def measure() -> list[Figure]:
    """Bounds: 100 devices in at most 2 s, on paper and with every file; ten times as many in at most fifteen times that."""
    with tempfile.TemporaryDirectory(prefix="gestand-bench-") as folder:
        told = json.loads(run_inside(Path(folder), "bench.book_inside").splitlines()[-1])
    return [
        Figure("Network book of 100 devices, first", told["first"], "s", bound=MOST_SECONDS),
        Figure("Network book of 100 devices (PDF)", told["paper"], "s", bound=MOST_SECONDS),
        Figure("The whole hand-over of 100 devices (ZIP)", told["whole"], "s", bound=MOST_SECONDS),
        Figure("1,000 devices (PDF)", told["thousand"], "s", "ten of 100", 10 * told["paper"], 1.5),
    ]
