"""The access package of one person in a database with a million rows, beside hand-written SQL for the same rows plus zip;
and the memory that packages take.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from bench.server import run_inside
from bench.table import Figure

#: 10,000 clients with 3 persons and 80 lines each come to a little over a million rows; PostgreSQL takes a tenth.
CLIENTS, PERSONS, LINES = (1_000 if os.environ.get("DATABASE_URL") else 10_000), 3, 80
FEW_CLIENTS = 1_000
#: Of one person, in the small database and in the large one: what is measured is the database that grows. (A package that
#: is itself ten times as long takes about a third more: SQLite sorts its rows in memory.)
LONG_HISTORY = 2_000


def measure() -> list[Figure]:
    """Bounds: twice the hand-written SQL (the PDF aside); memory within 20% from 100,000 to 1,000,000 rows."""
    with tempfile.TemporaryDirectory(prefix="gestand-bench-") as folder:
        home = Path(folder) / "home"
        print("  making the rows …", flush=True)
        person = _made(home, CLIENTS)
        taken = json.loads(run_inside(home, "bench.package_inside", person).splitlines()[-1])
        figures = [
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
        if not os.environ.get("DATABASE_URL"):
            small = Path(folder) / "small"
            other = _made(small, FEW_CLIENTS)
            run_inside(small, "bench.package_inside", other, "lines", str(LONG_HISTORY))  # the other one has them
            for form, what in (("access", "access package"), ("portable", "portable package")):
                few = _memory(small, other, form)
                many = _memory(home, person, form)
                figures.append(
                    Figure(
                        f"memory of {what} among {many['rows']:,} rows ({LONG_HISTORY:,} lines of one person)",
                        many["peak"],
                        "MiB",
                        f"among {few['rows']:,}",
                        few["peak"],
                        1.2,
                    )
                )
    return figures


def _made(home: Path, clients: int) -> str:
    arguments = (str(clients), str(PERSONS), str(LINES), "without-search")
    facts = json.loads(run_inside(home, "bench.make_home", *arguments).splitlines()[-1])
    return str(facts["person"])


def _memory(home: Path, person: str, form: str) -> dict[str, float]:
    told: dict[str, float] = json.loads(run_inside(home, "bench.package_inside", person, form).splitlines()[-1])
    return told
