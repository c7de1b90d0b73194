"""Keeping what the register was: a new snapshot whenever its facts changed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.audit import write_audit
from gestand.core.firm import Firm
from gestand.core.ids import new_id
from gestand.core.jobs import JobRun, job
from gestand.statement.models.register import RegisterSnapshot
from gestand.statement.register.facts import digest_of, register_facts

if TYPE_CHECKING:
    from gestand.core.actors import Actor

SNAPSHOT_JOB = "statement.register_snapshot"


def keep_snapshot(*, by: Actor, at: datetime) -> RegisterSnapshot | None:
    """Keep the register of now if it differs from the last snapshot; None when nothing changed."""
    with transaction.atomic():
        list(Firm.objects.select_for_update().filter(id=1).values_list("id"))  # two at once would take one number
        facts = register_facts(at=at)
        digest = digest_of(facts)
        last = RegisterSnapshot.objects.order_by("-number").defer("contents").first()
        if last is not None and last.digest == digest:
            return None
        snapshot = RegisterSnapshot.objects.create(
            id=new_id(), number=last.number + 1 if last else 1, made_at=at, digest=digest, contents=facts
        )
        write_audit(
            "statement.register.snapshot",
            by=by,
            at=at,
            subject=("register_snapshot", snapshot.id),
            facts={"number": snapshot.number, "digest": digest},
        )
    return snapshot


@job(SNAPSHOT_JOB, label=_("Keeping the register of processing"))
def keep_register(_run: JobRun) -> None:
    """Every hour, so at every start too: a new version of the program may declare something else."""
    keep_snapshot(by=SYSTEM, at=timezone.now())
