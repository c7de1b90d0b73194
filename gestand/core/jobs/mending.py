"""Nothing is lost: jobs of dead workers go back into the queue, and queue and jobs are brought together again."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from gestand.core.jobs.claims import close_task, record
from gestand.core.jobs.lifelines import Life, life_of
from gestand.core.jobs.models import Job, JobState
from gestand.core.jobs.outcomes import End, Outcome
from gestand.core.jobs.queue import put_in_queue, run_job
from gestand.core.jobs.registry import registered_jobs

log = logging.getLogger("gestand.jobs")

#: A worker that cannot be asked (on another machine) counts as dead when it was silent for so long.
LEASE = timedelta(seconds=90)
_AT_ONCE = 500

STOPPED_HALFWAY = _("The program stopped while it was at this.")


def put_back_lost(*, at: datetime, worker: str = "", running: Collection[UUID] = ()) -> int:
    """Put back the jobs whose worker died; returns how many. ``worker`` asks, and has ``running`` in hand."""
    back = 0
    for job in Job.objects.filter(state=JobState.RUNNING)[:_AT_ONCE]:
        if job.worker == worker:
            lost = job.id not in running
        else:
            life = life_of(job.worker)
            silent = job.heartbeat_at is None or job.heartbeat_at < at - LEASE
            lost = life is Life.DEAD or (life is Life.UNKNOWN and silent)
        if lost and record(job, _after_a_crash(job), at=at):
            log.warning("job %s %s was put back: its worker stopped at attempt %s", job.name, job.id, job.attempt)
            back += 1
    return back


def _after_a_crash(job: Job) -> Outcome:
    """Straight back, unless it has brought down its worker too often."""
    known = registered_jobs.get(job.name)
    if known is None or job.attempt >= known.attempts:
        return Outcome(End.FAILED, STOPPED_HALFWAY, error="WorkerDied")
    return Outcome(End.AGAIN, STOPPED_HALFWAY, after=timedelta(seconds=job.attempt - 1), error="WorkerDied")


def reconcile(*, at: datetime) -> int:
    """Bring the queue and the jobs together where they differ (a restore, a row deleted by hand); returns how many."""
    ours = DBTaskResult.objects.filter(task_path=run_job.module_path)
    mended = 0
    waiting = Job.objects.filter(state=JobState.WAITING)
    for job in waiting.exclude(task_id__in=ours.filter(status="READY").values("id"))[:_AT_ONCE]:
        with transaction.atomic():
            task_id = put_in_queue(job.id, max(job.run_after, at))
            won = Job.objects.filter(id=job.id, state=JobState.WAITING, task_id=job.task_id).update(task_id=task_id)
            if not won:
                transaction.set_rollback(True)  # somebody was first
                continue
        mended += 1
    for status, state in (("READY", JobState.WAITING), ("RUNNING", JobState.RUNNING)):
        known = Job.objects.filter(state=state, task_id__isnull=False).values("task_id")
        for task_id in list(ours.filter(status=status).exclude(id__in=known).values_list("id", flat=True)[:_AT_ONCE]):
            close_task(task_id, at=at, error="NoJob")
            mended += 1
    if mended:
        log.warning("queue and jobs differed at %s places and were brought together", mended)
    return mended
