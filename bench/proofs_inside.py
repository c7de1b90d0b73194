"""Times all proofs and, in turn, the very same SQL without them: ``python -m bench.proofs_inside``."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from gestand.core.audit.sealing import seal_lines  # noqa: E402
from gestand.core.house import house  # noqa: E402
from gestand.core.proofs import ProofKind  # noqa: E402
from gestand.statement.proving.running import run_proof  # noqa: E402

Asked = list[tuple[str, Any]]


def asked_by(key: str) -> Asked:
    """The reading queries of one proof."""
    asked: Asked = []

    def listen(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not many and sql.lstrip().upper().startswith(("SELECT", "WITH", "PRAGMA")):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        house.proofs[key].check(at=timezone.now())
    return asked


def bare(asked: Asked) -> float:
    """Seconds that the database takes for these queries, with every row fetched and none kept."""
    begun = time.perf_counter()
    for sql, params in asked:
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(
                sql.replace("%%", "\0").replace("%s", "?").replace("\0", "%") if connection.vendor == "sqlite" else sql,
                params or (),
            )
            while cursor.fetchmany(2000):
                pass
    return time.perf_counter() - begun


def rows() -> int:
    counted = 0
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("people_", "core_", "team_", "rights_")):
                cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
                counted += cursor.fetchone()[0]
    return counted


def main() -> None:
    at = timezone.now()
    seal_lines(at=at)
    for key in house.proofs:  # once before the clock runs: caches, the first audit verification
        run_proof(key, at=at)
    taken = {}
    for key in house.proofs:
        begun = time.perf_counter()
        run_proof(key, at=timezone.now())
        taken[key] = time.perf_counter() - begun
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    asking = [key for key, proof in house.proofs.items() if proof.kind is ProofKind.DATA]
    bare_seconds = sum(bare(asked_by(key)) for key in asking)
    slowest = sorted(taken.items(), key=lambda one: one[1], reverse=True)[:8]
    print(
        json.dumps(
            {
                "rows": rows(),
                "proofs": len(taken),
                "seconds": sum(taken.values()),
                "asking": len(asking),
                "asking_seconds": sum(taken[key] for key in asking),
                "bare_seconds": bare_seconds,
                "memory_mb": memory_mb,
                "slowest": slowest,
            }
        )
    )


if __name__ == "__main__":
    main()
