"""Imports that stand still go on, and those whose day has come are forgotten."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.audit import write_audit
from gestand.core.jobs import enqueue
from gestand.core.jobs.models import Job, JobState
from gestand.people.imports.actions import READ_JOB, UNDO_JOB, WRITE_JOB, WrongMoment, at_step, forget_now
from gestand.people.imports.models import BatchState, ImportBatch

if TYPE_CHECKING:
    from gestand.core.actors import Actor

_JOB_OF_STATE = {BatchState.READING: READ_JOB, BatchState.WRITING: WRITE_JOB, BatchState.UNDOING: UNDO_JOB}


def go_on(*, batch: ImportBatch, by: Actor, at: datetime) -> ImportBatch:
    """Take up an import that stands still (a power cut, a job that failed) where it stopped."""
    by.require_owner()
    with transaction.atomic():
        row = at_step(batch, *_JOB_OF_STATE)
        if row.job and Job.objects.filter(id=row.job, state__in=[JobState.WAITING, JobState.RUNNING]).exists():
            raise WrongMoment(_("This import is being worked on already."))
        row.job = enqueue(_JOB_OF_STATE[BatchState(row.state)], by=by, at=at, batch_id=row.id).id
        row.save(update_fields=["job"])
    return row


def go_on_with_all(*, by: Actor = SYSTEM, at: datetime) -> int:
    """Take up every import that was confirmed or is being undone and has stood still for an hour."""
    count = 0
    for batch in ImportBatch.objects.filter(state__in=[BatchState.WRITING, BatchState.UNDOING]):
        begun_at = batch.undone_at or batch.confirmed_at or at
        if begun_at < at - timedelta(hours=1):
            with suppress(WrongMoment):
                go_on(batch=batch, by=by, at=at)
                count += 1
    return count


def forget_imports(*, on: date, by: Actor = SYSTEM, at: datetime) -> int:
    """Forget the imports whose day has come: 14 days after the upload without a yes, 30 days after it with one."""
    count = 0
    for batch in ImportBatch.objects.filter(forget_on__lte=on).exclude(
        state__in=[BatchState.WRITING, BatchState.UNDOING]
    ):
        with transaction.atomic():
            write_audit("people.import.forget", by=by, at=at, subject=("import", batch.id))
            forget_now(batch)
        count += 1
    return count
