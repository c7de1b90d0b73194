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
from gestand.network.imports.actions import READ_JOB, UNDO_JOB, WRITE_JOB, WrongMoment, at_step, forget_now
from gestand.network.models import ImportState, NetworkImport

if TYPE_CHECKING:
    from gestand.core.actors import Actor

_JOB_OF_STATE = {ImportState.READING: READ_JOB, ImportState.WRITING: WRITE_JOB, ImportState.UNDOING: UNDO_JOB}


def go_on(batch: NetworkImport, *, by: Actor, at: datetime) -> NetworkImport:
    """Take up an import that stands still (a power cut, a job that failed) where it stopped."""
    with transaction.atomic():
        row = at_step(batch, *_JOB_OF_STATE, by=by)
        if row.job and Job.objects.filter(id=row.job, state__in=[JobState.WAITING, JobState.RUNNING]).exists():
            raise WrongMoment(_("This import is being worked on already."))
        row.job = enqueue(_JOB_OF_STATE[ImportState(row.state)], by=by, at=at, import_id=row.id).id
        row.save(update_fields=["job"])
    return row


def go_on_with_all(*, by: Actor = SYSTEM, at: datetime) -> int:
    """Take up every import that was confirmed or is being undone and has stood still for an hour."""
    count = 0
    for batch in NetworkImport.objects.filter(state__in=[ImportState.WRITING, ImportState.UNDOING]):
        begun_at = batch.undone_at or batch.confirmed_at or at
        if begun_at < at - timedelta(hours=1):
            with suppress(WrongMoment):
                go_on(batch, by=by, at=at)
                count += 1
    return count


def forget_imports(*, on: date, by: Actor = SYSTEM, at: datetime) -> int:
    """Forget the imports whose day has come: 14 days after the upload without a yes, 30 days after it with one."""
    count = 0
    for batch in NetworkImport.objects.filter(forget_on__lte=on).exclude(
        state__in=[ImportState.WRITING, ImportState.UNDOING]
    ):
        with transaction.atomic():
            write_audit(
                "network.import.forget",
                by=by,
                at=at,
                subject=("network_import", batch.id),
                client_id=batch.client_id,
            )
            forget_now(batch)
        count += 1
    return count
