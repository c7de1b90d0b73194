"""All proofs on ten thousand clients and a million rows, beside their bare queries and beside a tenth of the rows."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from bench.server import run_inside
from bench.table import Figure

#: 10,000 clients with 3 persons, 55 lines and 30 audit lines each come to a little over a million rows.
PERSONS, LINES, AUDIT_LINES = 3, 55, 30
CLIENTS = 10_000


def measure() -> list[Figure]:
    """Bounds: a minute for all; 1.5 times the bare queries of those that only ask the database; memory that does not grow."""
    with tempfile.TemporaryDirectory(prefix="gestand-bench-") as folder:
        tenth = _measured(Path(folder) / "tenth", CLIENTS // 10)
        print("  making a million rows …", flush=True)
        whole = _measured(Path(folder) / "whole", CLIENTS)
    return [
        Figure(f"all {whole['proofs']} proofs over {whole['rows']:,} rows", whole["seconds"], "s", bound=60.0),
        Figure(
            f"the {whole['asking']} proofs that ask the database",
            whole["asking_seconds"],
            "s",
            "their bare queries",
            whole["bare_seconds"],
            1.5,
        ),
        Figure(
            "memory at its highest", whole["memory_mb"], "MB", f"over {tenth['rows']:,} rows", tenth["memory_mb"], 1.2
        ),
    ]


def _measured(home: Path, clients: int) -> dict[str, Any]:
    run_inside(home, "bench.make_home", str(clients), str(PERSONS), str(LINES), "without-search")
    answer: dict[str, Any] = json.loads(
        run_inside(home, "bench.proofs_inside", str(clients * AUDIT_LINES)).splitlines()[-1]
    )
    for key, seconds in answer["slowest"]:
        print(f"    {seconds:6.2f} s  {key}", flush=True)
    return answer
