"""What can be asked about jobs."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from gestand.core.jobs.models import Job, JobState

#: Done well, these have a page of their own (the outbox).
SHOWN_ELSEWHERE = ("core.send_mail",)


@dataclass(frozen=True, slots=True)
class JobCounts:
    waiting: int
    running: int
    failed: int


def unfinished_jobs() -> QuerySet[Job]:
    """What runs first, then what waits, soonest first."""
    return Job.objects.filter(state__in=(JobState.RUNNING, JobState.WAITING)).order_by("state", "run_after", "id")


def failed_jobs() -> QuerySet[Job]:
    return Job.objects.filter(state=JobState.FAILED).order_by("-finished_at", "-id")


def finished_jobs(*, routine: bool) -> QuerySet[Job]:
    """What is done, newest first; the timetable's routine only when asked for."""
    done = Job.objects.filter(state=JobState.DONE).order_by("-finished_at", "-id")
    return done if routine else done.filter(scheduled=False).exclude(name__in=SHOWN_ELSEWHERE)


def job_counts() -> JobCounts:
    counted = Job.objects.filter(state__in=(JobState.WAITING, JobState.RUNNING, JobState.FAILED)).aggregate(
        waiting=Count("id", filter=Q(state=JobState.WAITING)),
        running=Count("id", filter=Q(state=JobState.RUNNING)),
        failed=Count("id", filter=Q(state=JobState.FAILED)),
    )
    return JobCounts(**counted)
