"""Putting a job in the queue, in the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from gestand.core.jobs.models import Job

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def enqueue(name: str, *, by: Actor, at: datetime, run_after: datetime | None = None, **arguments: object) -> Job:
    """Write a job in the same transaction as the data that it is about. Arguments: ids, numbers, codes, dates."""
    raise NotImplementedError
