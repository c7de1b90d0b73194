"""Scheduled jobs: each run is had by the one worker that moves ``ScheduledRun.next_at`` forward."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from gestand.core.actors import SYSTEM
from gestand.core.house import ScheduledJob, house
from gestand.core.jobs.models import Job, JobState, ScheduledRun
from gestand.core.jobs.queue import enqueue
from gestand.core.jobs.registry import registered_jobs

log = logging.getLogger("gestand.jobs")

_DAY = timedelta(days=1)


def next_moment(scheduled: ScheduledJob, *, after: datetime, last_due: datetime | None = None) -> datetime:
    """The first moment after ``after``. A pinned hour is local: an hour that the clock skips (29 March, 02:00) runs at
    the same instant an hour further by the clock, an hour that comes twice runs the first time.
    """
    if scheduled.at_hour is None:
        if last_due is None:
            return after
        missed = max(0, (after - last_due) // scheduled.every)
        return last_due + scheduled.every * (missed + 1)
    zone = timezone.get_default_timezone()
    day = after.astimezone(zone).date()
    if last_due is not None and scheduled.every > _DAY:
        day = max(day, last_due.astimezone(zone).date() + timedelta(days=scheduled.every.days))
    while True:
        due = datetime.combine(day, time(scheduled.at_hour), tzinfo=zone).astimezone(UTC)
        if due > after:
            return due
        day += _DAY


def run_timetable(*, at: datetime) -> datetime:
    """Queue what is due; returns when to look again (a minute from now at the latest)."""
    known = {run.name: run for run in ScheduledRun.objects.all()}
    soonest = at + timedelta(minutes=1)
    for scheduled in house.scheduled_jobs:
        if scheduled.job not in registered_jobs:
            log.error("the timetable names the job %s, which no room registered", scheduled.job)
            continue
        run = known.get(scheduled.job)
        if run is None:
            first = next_moment(scheduled, after=at)
            ScheduledRun.objects.bulk_create([ScheduledRun(name=scheduled.job, next_at=first)], ignore_conflicts=True)
            run = ScheduledRun.objects.get(name=scheduled.job)
        if run.next_at <= at:
            following = next_moment(scheduled, after=at, last_due=run.next_at)
            _run_once(scheduled, run.next_at, following, at=at)
        elif run.next_at > at + scheduled.every + _DAY:
            # The timetable itself became shorter, or the clock stood wrong.
            following = next_moment(scheduled, after=at)
            ScheduledRun.objects.filter(name=run.name, next_at=run.next_at).update(next_at=following)
        else:
            following = run.next_at
        soonest = min(soonest, following)
    return max(soonest, at + timedelta(seconds=1))


def _run_once(scheduled: ScheduledJob, due: datetime, following: datetime, *, at: datetime) -> None:
    with transaction.atomic():
        won = ScheduledRun.objects.filter(name=scheduled.job, next_at=due).update(next_at=following, last_at=at)
        if not won:
            return
        unfinished = Job.objects.filter(
            name=scheduled.job, scheduled=True, state__in=(JobState.WAITING, JobState.RUNNING)
        )
        if not unfinished.exists():  # one that still waits does the work of this one too
            enqueue(scheduled.job, by=SYSTEM, at=at, scheduled=True)
