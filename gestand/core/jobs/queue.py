"""Putting a job in the queue, in the caller's transaction."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django_tasks import task

from gestand.core.ids import new_id
from gestand.core.jobs.arguments import NotQueueable, encode_arguments
from gestand.core.jobs.models import Job
from gestand.core.jobs.registry import registered_jobs

if TYPE_CHECKING:
    from gestand.core.actors import Actor

__all__ = ["NotQueueable", "enqueue", "put_in_queue", "run_job", "wake"]

#: Set when a job of this process was committed: a worker in the same process starts at once.
wake = threading.Event()


@task
def run_job(job_id: str) -> None:
    """The one task of the queue: runs the job with this id, whichever worker takes it."""
    from gestand.core.jobs.running import run_from_task

    run_from_task(UUID(job_id))


def enqueue(
    name: str,
    *,
    by: Actor,
    at: datetime,
    run_after: datetime | None = None,
    scheduled: bool = False,
    **arguments: object,
) -> Job:
    """Write a job in the same transaction as the data that it is about. Arguments: ids, numbers, codes, dates."""
    if name not in registered_jobs:
        raise NotQueueable(f"no room registered the job {name!r}: import its module in room.py")
    written = encode_arguments(name, arguments)
    due_at = max(run_after, at) if run_after else at
    with transaction.atomic():
        job = Job(
            id=new_id(),
            name=name,
            arguments=written,
            actor_kind=by.kind.value,
            actor_id=by.id,
            scheduled=scheduled,
            enqueued_at=at,
            run_after=due_at,
        )
        job.task_id = put_in_queue(job.id, due_at)
        job.save(force_insert=True)
    return job


def put_in_queue(job_id: UUID, run_after: datetime) -> UUID:
    """Write the row that workers look at, and wake a worker of this process when it is committed."""
    result = run_job.using(run_after=run_after).enqueue(str(job_id))
    transaction.on_commit(wake.set)
    return UUID(str(result.id))
