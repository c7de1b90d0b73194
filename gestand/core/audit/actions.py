"""What a person can do with the audit log: have it verified."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from gestand.core.audit.jobs import VERIFY_AUDIT
from gestand.core.audit.lines import write_audit
from gestand.core.jobs.models import Job, JobState
from gestand.core.jobs.queue import enqueue

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def ask_verification(*, by: Actor, at: datetime) -> Job:
    """Queue a verification of the whole log; one that is already on its way serves this wish too. For the owner."""
    by.require_owner()
    with transaction.atomic():
        under_way = Job.objects.filter(name=VERIFY_AUDIT, state__in=(JobState.WAITING, JobState.RUNNING)).first()
        job = under_way or enqueue(VERIFY_AUDIT, by=by, at=at)
        write_audit("core.audit.verify", by=by, at=at, subject=("job", job.id))
    return job
