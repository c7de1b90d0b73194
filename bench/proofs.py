"""All proofs on ten thousand clients and a million rows, beside their bare queries and beside a tenth of the rows."""

from __future__ import annotations

from typing import Any

from bench.office import FEW, MANY, office
from bench.table import Figure

#: Of each client, beside its rows: what a year writes into the audit log.
AUDIT_LINES = 30


def measure() -> list[Figure]:
    """Bounds: a minute for all; 1.5 times the bare queries of those that only ask the database; memory that does not grow."""
    tenth, whole = _measured(FEW), _measured(MANY)
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


def _measured(clients: int) -> dict[str, Any]:
    with office(clients) as here:
        answer: dict[str, Any] = here.run("bench.proofs_inside", str(clients * AUDIT_LINES))
    for key, seconds in answer["slowest"]:
        print(f"    {seconds:6.2f} s  {key}", flush=True)
    return answer
