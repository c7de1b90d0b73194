"""Sealing: every minute the lines that were written since become a link of the hash chain.

Writers are not held up. On SQLite they come one after another anyway. On PostgreSQL a line with a lower id can become
visible after one with a higher id was; ``settled_line`` waits a moment until no such line can come any more, and
otherwise stops before the first gap.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.audit.canonical import FIRST_PREVIOUS, LINE_FIELDS, digest_of, key_id, seal_hash, seal_mac
from gestand.core.audit.models import AuditLine, Seal
from gestand.core.audit.witness import Head, witness_head
from gestand.core.home import read_key
from gestand.core.jobs import job

if TYPE_CHECKING:
    from gestand.core.jobs import JobRun

SEAL_AUDIT = "core.seal_audit"
LINES_PER_SEAL = 10_000
#: Whoever holds this advisory lock seals; any number that nobody else uses.
_SEALING_LOCK = 7_261_947_103
_WAIT_SECONDS = 5.0
_PAUSE_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one run did: how many seals and lines, and the chain's head (None while there is none)."""

    seals: int
    lines: int
    head: Head | None


def audit_key(home: Path | None = None) -> bytes:
    """The key of the chain: in the data folder, never in the database."""
    return read_key(home or settings.GESTAND_HOME, "audit")


@job(SEAL_AUDIT, label=_("Sealing the audit log"), time_limit_seconds=120)
def seal_audit(run: JobRun) -> None:  # noqa: ARG001 - every job gets its run
    """Seal what is new and witness the chain's head in the data folder."""
    seal_lines(at=timezone.now())


def seal_lines(*, at: datetime, wait_seconds: float | None = None) -> Sealed:
    """Seal the lines that no seal covers yet, at most 10,000 in each, then write the head to the witness file."""
    key = audit_key()
    made: list[Seal] = []
    with transaction.atomic():
        _be_the_only_one()
        last = Seal.objects.order_by("-number").first()
        after = last.last_line if last else 0
        until = settled_line(after, wait_seconds=_WAIT_SECONDS if wait_seconds is None else wait_seconds)
        unsealed = (
            AuditLine.objects.filter(id__gt=after, id__lte=until)
            .order_by("id")
            .values_list(*LINE_FIELDS)
            .iterator(chunk_size=2000)
        )
        while (lines := digest_of(islice(unsealed, LINES_PER_SEAL))).count:
            seal = Seal(
                number=last.number + 1 if last else 1,
                after_line=last.last_line if last else 0,
                last_line=lines.last_line,
                line_count=lines.count,
                total_count=(last.total_count if last else 0) + lines.count,
                digest=lines.digest,
                roll=lines.roll,
                previous=last.hash if last else FIRST_PREVIOUS,
                key_id=key_id(key),
                sealed_at=at,
            )
            seal.hash = seal_hash(seal)
            seal.mac = seal_mac(key, seal.hash)
            seal.save(force_insert=True)
            made.append(seal)
            last = seal
    head = Head.of(last) if last else None
    if head is not None:
        # After the commit: the witness never knows a seal that the database does not.
        witness_head(head, at=at)
    return Sealed(len(made), sum(seal.line_count for seal in made), head)


def _be_the_only_one() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEALING_LOCK])


def settled_line(after: int, *, wait_seconds: float) -> int:
    """The highest line id up to which everything is decided: no line with this id or a lower one can still appear.

    PostgreSQL: a writer's transaction gets its number before its line gets an id (a trigger sees to it). So every
    unfinished writer of an id that is taken now has a lower transaction number than the one that we take next; when
    ours is the oldest that runs, all of them are finished. Within ``wait_seconds`` that is nearly always so. While a
    long transaction runs, only the lines before the first gap are sure.
    """
    highest = AuditLine.objects.filter(id__gt=after).aggregate(highest=Max("id"))["highest"] or after
    if connection.vendor != "postgresql" or highest == after:
        return int(highest)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
        give_up_at = time.monotonic() + wait_seconds
        while True:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot()) >= pg_current_xact_id()")
            if cursor.fetchone() == (True,):
                return int(highest)
            if time.monotonic() >= give_up_at:
                return _line_before_first_gap(after)
            time.sleep(_PAUSE_SECONDS)


def _line_before_first_gap(after: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT max(id) FROM (
                SELECT id, row_number() OVER (ORDER BY id) AS place FROM core_auditline WHERE id > %s
            ) AS numbered WHERE id = place + %s
            """,
            [after, after],
        )
        (last,) = cursor.fetchone()
    return int(last) if last is not None else after
