"""What a person can do with a job."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.jobs.models import Job, JobState
from gestand.core.jobs.queue import put_in_queue
from gestand.core.refusals import Refused

if TYPE_CHECKING:
    from gestand.core.actors import Actor


class JobNotFailed(Refused):
    code = "job_not_failed"


def retry_job(job: Job, *, by: Actor, at: datetime) -> None:
    """Put a failed job back into the queue, with all its attempts; the owner alone.

    Refuses (``JobNotFailed``) a job that did not fail, or that somebody else has put back already.
    """
    by.require_owner()
    with transaction.atomic():
        won = Job.objects.filter(id=job.id, state=JobState.FAILED).update(
            state=JobState.WAITING, attempt=0, run_after=at, finished_at=None, failure="", reference=""
        )
        if not won:
            raise JobNotFailed(_("This is already being done again."))
        Job.objects.filter(id=job.id).update(task_id=put_in_queue(job.id, at))
        write_audit("core.job.retry", by=by, at=at, subject=("job", job.id), facts={"job": job.name})
