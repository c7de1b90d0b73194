"""The access package of one person in a database with a million rows, beside hand-written SQL for the same rows plus zip."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from bench.server import run_inside
from bench.table import Figure

#: 20,000 clients with 3 persons and 37 lines each come to a little over a million rows.
CLIENTS, PERSONS, LINES = 20_000, 3, 37


def measure() -> list[Figure]:
    """Bound: twice the hand-written SQL (the PDF aside)."""
    with tempfile.TemporaryDirectory(prefix="gestand-bench-") as folder:
        home = Path(folder) / "home"
        print("  making a million rows …", flush=True)
        facts = json.loads(
            run_inside(home, "bench.make_home", str(CLIENTS), str(PERSONS), str(LINES), "without-search").splitlines()[
                -1
            ]
        )
        taken = json.loads(run_inside(home, "bench.package_inside", facts["person"]).splitlines()[-1])
    return [
        Figure(
            f"access package among {taken['rows']:,} rows: {who}",
            taken[key]["package"],
            "ms",
            "by hand",
            taken[key]["by_hand"],
            2.0,
        )
        for key, who in (("usual", "a usual person"), ("heavy", "a person with 2,000 lines more"))
    ]
