"""The sweep of a night in a database with a million rows, beside hand-written SQL for the same rows; and its memory."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from bench.server import run_inside
from bench.table import Figure

CLIENTS, PERSONS, LINES = (1_000 if os.environ.get("DATABASE_URL") else 10_000), 3, 80
#: So many clients go in one night: about ten thousand rows.
SHARE = 100 if CLIENTS == 10_000 else 20
FEW_CLIENTS = 1_000


def measure() -> list[Figure]:
    """Bounds: twice the hand-written SQL; memory within 20% from 100,000 to 1,000,000 rows."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="gestand-bench-") as folder:
        home = Path(folder) / "home"
        print("  making the rows …", flush=True)
        run_inside(home, "bench.make_home", str(CLIENTS), str(PERSONS), str(LINES), "without-search")
        if not os.environ.get("DATABASE_URL"):
            small = Path(folder) / "small"
            run_inside(small, "bench.make_home", str(FEW_CLIENTS), str(PERSONS), str(LINES), "without-search")
            few = json.loads(run_inside(small, "bench.sweep_inside", "20", "memory").splitlines()[-1])
            many = json.loads(run_inside(home, "bench.sweep_inside", "200", "memory").splitlines()[-1])
            figures.append(
                Figure(
                    f"memory of a sweep among {many['rows']:,} rows ({many['went']:,} go)",
                    many["peak"],
                    "MiB",
                    f"among {few['rows']:,}",
                    few["peak"],
                    1.2,
                )
            )
        taken = json.loads(run_inside(home, "bench.sweep_inside", str(SHARE)).splitlines()[-1])
    figures.insert(
        0,
        Figure(
            f"sweep among {taken['rows']:,} rows ({taken['sweep_rows']:,.0f} go)",
            taken["sweep"],
            "s",
            "by hand",
            taken["by_hand"],
            2.0,
        ),
    )
    return figures
