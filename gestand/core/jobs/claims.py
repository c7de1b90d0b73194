"""Who owns a job: claims and their ends are conditional UPDATEs whose row count names the winner.

The queue's row and the job's row change in one transaction, so that no crash can leave them apart.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django_tasks_db.models import DBTaskResult

from gestand.core.jobs.models import Job, JobState
from gestand.core.jobs.outcomes import End, Outcome, pause_after
from gestand.core.jobs.queue import put_in_queue, run_job
from gestand.core.jobs.sentences import kept_sentence

_CANDIDATES = 5
_READY, _RUNNING, _FAILED, _SUCCESSFUL = "READY", "RUNNING", "FAILED", "SUCCESSFUL"


def take_next(worker: str, at: datetime) -> Job | None:
    """Claim the next job that is due, or None."""
    due = DBTaskResult.objects.filter(task_path=run_job.module_path, status=_READY, run_after__lte=at)
    # Looking costs no lock; only what was seen is claimed.
    for task_id in list(due.values_list("id", flat=True)[:_CANDIDATES]):
        with transaction.atomic():
            if not _task_is_ours(task_id, worker, at):
                continue
            job = _claim(Job.objects.filter(task_id=task_id, state=JobState.WAITING).first(), worker, at)
            if job is not None:
                return job
            close_task(task_id, at=at, error="NoJobWaiting")
    return None


def claim_by_id(job_id: UUID, *, worker: str, at: datetime) -> Job | None:
    return _claim(Job.objects.filter(id=job_id, state=JobState.WAITING).first(), worker, at)


def _task_is_ours(task_id: UUID, worker: str, at: datetime) -> bool:
    row = DBTaskResult.objects.filter(id=task_id, status=_READY)
    if connection.features.has_select_for_update_skip_locked and not (
        row.select_for_update(skip_locked=True).values_list("id", flat=True).first()
    ):
        return False  # another worker is at it: no waiting for its commit
    return bool(row.update(status=_RUNNING, started_at=at, worker_ids=[worker]))


def _claim(job: Job | None, worker: str, at: datetime) -> Job | None:
    if job is None:
        return None
    won = Job.objects.filter(id=job.id, state=JobState.WAITING, attempt=job.attempt).update(
        state=JobState.RUNNING,
        attempt=F("attempt") + 1,
        worker=worker,
        started_at=at,
        heartbeat_at=at,
        done=0,
        total=0,
        words="",
    )
    if not won:
        return None
    job.refresh_from_db()
    return job


def record(job: Job, outcome: Outcome, *, at: datetime) -> bool:
    """Write down how this attempt ended; False when it no longer owned the job (then nothing changes)."""
    if outcome.end is End.LOST:
        return False
    with transaction.atomic():
        owned = Job.objects.filter(id=job.id, state=JobState.RUNNING, attempt=job.attempt)
        match outcome.end:
            case End.DONE:
                won = owned.update(state=JobState.DONE, finished_at=at, failure="", reference="", worker="")
            case End.FAILED:
                won = owned.update(state=JobState.FAILED, finished_at=at, worker="", **_failure(outcome))
            case _:
                won = _put_back(job, outcome, at=at)
        if won and job.task_id is not None:
            close_task(job.task_id, at=at, error="" if outcome.end is End.DONE else outcome.error or outcome.end.value)
    return bool(won)


def _put_back(job: Job, outcome: Outcome, *, at: datetime) -> int:
    counts = outcome.end is End.AGAIN
    pause = pause_after(job.attempt) if outcome.after is None else outcome.after
    run_after = at + pause if counts else at
    owned = Job.objects.filter(id=job.id, state=JobState.RUNNING, attempt=job.attempt)
    won = owned.update(
        state=JobState.WAITING,
        attempt=job.attempt if counts else job.attempt - 1,
        worker="",
        run_after=run_after,
        **(_failure(outcome) if counts else {}),
    )
    if won:
        Job.objects.filter(id=job.id).update(task_id=put_in_queue(job.id, run_after))
    return won


def _failure(outcome: Outcome) -> dict[str, str]:
    return {"failure": kept_sentence(outcome.sentence, length=500), "reference": outcome.reference}


def close_task(task_id: UUID, *, at: datetime, error: str = "") -> None:
    """End the queue's row. Its trace stays blank: a trace repeats values, and values may be about a person."""
    DBTaskResult.objects.filter(id=task_id).update(
        status=_FAILED if error else _SUCCESSFUL,
        finished_at=at,
        exception_class_path=error,
        traceback="",
        return_value=None,
    )
