"""Old jobs go: their results after 90 days, the routine of the timetable after two."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from gestand.core.jobs.models import Job, JobState
from gestand.core.jobs.queue import run_job
from gestand.core.jobs.registry import JobRun, job

KEEP_RESULTS = timedelta(days=90)
KEEP_ROUTINE = timedelta(days=2)


@job("core.prune_jobs", label=_("Clearing away old work"), time_limit_seconds=600)
def prune_jobs(_run: JobRun) -> None:
    forget_old_jobs(at=timezone.now())


def forget_old_jobs(*, at: datetime) -> int:
    """Delete what is past its term; returns how many jobs went."""
    old, _by_model = Job.objects.filter(finished_at__lt=at - KEEP_RESULTS).delete()
    routine, _by_model = Job.objects.filter(
        finished_at__lt=at - KEEP_ROUTINE, scheduled=True, state=JobState.DONE
    ).delete()
    finished = DBTaskResult.objects.filter(task_path=run_job.module_path, status__in=("SUCCESSFUL", "FAILED"))
    finished.exclude(id__in=Job.objects.filter(task_id__isnull=False).values("task_id")).delete()
    return old + routine
