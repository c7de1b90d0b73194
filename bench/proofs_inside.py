"""Times all proofs and, in turn, the very same SQL without them: ``python -m bench.proofs_inside AUDIT_LINES``.

Beside the bare queries stands the time that this process worked (SQLite works in it): a busy machine does not count.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from gestand.core.actors import SYSTEM  # noqa: E402
from gestand.core.audit import audit_line  # noqa: E402
from gestand.core.audit import write_audit_lines as write_audit_lines_to_log  # noqa: E402
from gestand.core.audit.jobs import keep_report  # noqa: E402
from gestand.core.audit.sealing import seal_lines  # noqa: E402
from gestand.core.audit.verification import verify_audit  # noqa: E402
from gestand.core.house import house  # noqa: E402
from gestand.core.proofs import ProofKind  # noqa: E402
from gestand.people.models import Client  # noqa: E402
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
    """Seconds of work that these queries are, with every row fetched and none kept."""
    begun = time.process_time()
    for sql, params in asked:
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(
                sql.replace("%%", "\0").replace("%s", "?").replace("\0", "%") if connection.vendor == "sqlite" else sql,
                params or (),
            )
            while cursor.fetchmany(2000):
                pass
    return time.process_time() - begun


def write_audit_lines(count: int) -> None:
    """What an office of this size has written in a year: openings of pages, changes, mails."""
    clients = list(Client.objects.values_list("id", flat=True)[:1000])
    now = timezone.now()
    for begin in range(0, count, 10_000):
        write_audit_lines_to_log(
            audit_line(
                "people.client.open",
                by=SYSTEM,
                at=now - timedelta(minutes=count - number),
                subject=("client", clients[number % len(clients)]),
                client_id=clients[number % len(clients)],
                facts={"number": number},
            )
            for number in range(begin, min(begin + 10_000, count))
        )
    seal_lines(at=now)
    keep_report(verify_audit())  # what a job does every night


def rows() -> int:
    counted = 0
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("people_", "core_", "team_", "rights_")):
                cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
                counted += cursor.fetchone()[0]
    return counted


def main() -> None:
    write_audit_lines(int(sys.argv[1]))
    keep_report(verify_audit())  # as the job of every night does: the proof reads what came since
    at = timezone.now()
    for key in house.proofs:  # once before the clock runs: caches, the first audit verification
        run_proof(key, at=at)
    taken, worked = {}, {}
    for key in house.proofs:
        begun, begun_work = time.perf_counter(), time.process_time()
        run_proof(key, at=timezone.now())
        taken[key], worked[key] = time.perf_counter() - begun, time.process_time() - begun_work
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
                "asking_seconds": sum(worked[key] for key in asking),
                "bare_seconds": bare_seconds,
                "memory_mb": memory_mb,
                "slowest": slowest,
            }
        )
    )


if __name__ == "__main__":
    main()
