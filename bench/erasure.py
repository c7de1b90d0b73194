"""An erasure with reading back in a database with a million rows, beside hand-written SQL for the same rows."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from bench.server import run_inside
from bench.table import Figure

#: 10,000 clients with 3 persons and 80 lines each come to a little over a million rows; PostgreSQL takes a tenth.
CLIENTS, PERSONS, LINES = (1_000 if os.environ.get("DATABASE_URL") else 10_000), 3, 80


def measure() -> list[Figure]:
    """Bound: 2.5 times the hand-written SQL."""
    with tempfile.TemporaryDirectory(prefix="gestand-bench-") as folder:
        home = Path(folder) / "home"
        print("  making the rows …", flush=True)
        run_inside(home, "bench.make_home", str(CLIENTS), str(PERSONS), str(LINES), "without-search")
        taken = json.loads(run_inside(home, "bench.erasure_inside").splitlines()[-1])
    return [
        Figure(
            f"erasure among {taken['rows']:,} rows: {who} ({taken[key]['erasure_rows']:.0f} rows)",
            taken[key]["erasure"],
            "ms",
            "by hand",
            taken[key]["by_hand"],
            2.5,
        )
        for key, who in (("usual", "a usual household"), ("heavy", "a household with 2,000 lines more"))
    ]
