"""Old jobs go: their results after 90 days, the routine of the timetable after two."""

from __future__ import annotations

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from gestand.core.jobs.models import Job, JobState
from gestand.core.jobs.queue import run_job
from gestand.core.jobs.registry import JobRun, job
from gestand.core.law import law

KEEP_ROUTINE = timedelta(days=2)


@job("core.prune_jobs", label=_("Clearing away old work"), time_limit_seconds=600)
def prune_jobs(_run: JobRun) -> None:
    forget_old_jobs(at=timezone.now())


def end_of_term(key: str, at: datetime) -> datetime:
    """What ended before this moment is past the term of that law number."""
    today = timezone.localdate(at)
    length = law(key, today).length
    return at - relativedelta(years=length.years, months=length.months, days=length.days)


def forget_old_jobs(*, at: datetime) -> int:
    """Delete what is past its term; returns how many jobs went."""
    old, _by_model = Job.objects.filter(finished_at__lt=end_of_term("keep.job_result", at)).delete()
    routine, _by_model = Job.objects.filter(
        finished_at__lt=at - KEEP_ROUTINE, scheduled=True, state=JobState.DONE
    ).delete()
    finished = DBTaskResult.objects.filter(task_path=run_job.module_path, status__in=("SUCCESSFUL", "FAILED"))
    finished.exclude(id__in=Job.objects.filter(task_id__isnull=False).values("task_id")).delete()
    return old + routine
