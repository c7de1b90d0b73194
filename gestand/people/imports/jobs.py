"""The jobs behind the import pages: reading, writing, undoing, forgetting."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM, Actor, ActorKind, Role
from gestand.core.jobs import job
from gestand.people.imports.actions import (
    READ_JOB,
    UNDO_JOB,
    WRITE_JOB,
    read_file_of,
    undo_rows_of,
    write_rows_of,
)
from gestand.people.imports.models import ImportBatch
from gestand.people.imports.upkeep import forget_imports, go_on_with_all

if TYPE_CHECKING:
    from gestand.core.jobs import JobRun

FORGET_JOB = "people.import.forget"
_AN_HOUR = 3600


@job(READ_JOB, label=_("Reading a contacts file"), time_limit_seconds=_AN_HOUR)
def read(run: JobRun, *, batch_id: UUID) -> None:
    """Read a file into rows; starts anew when it is run again."""
    batch = ImportBatch.objects.select_related("file").filter(id=batch_id).first()
    if batch is not None:
        read_file_of(
            batch,
            progress=lambda done, total: run.progress(done=done, total=total, words=_("Reading rows")),
        )


@job(WRITE_JOB, label=_("Writing imported contacts"), time_limit_seconds=_AN_HOUR, attempts=5)
def write(run: JobRun, *, batch_id: UUID) -> None:
    """Write the confirmed rows; goes on where it stopped."""
    batch = ImportBatch.objects.filter(id=batch_id).first()
    if batch is not None:
        write_rows_of(
            batch,
            by=_who_said_yes(batch),
            progress=lambda done, total: run.progress(done=done, total=total, words=_("Writing contacts")),
        )


@job(UNDO_JOB, label=_("Undoing an import"), time_limit_seconds=_AN_HOUR, attempts=5)
def undo(run: JobRun, *, batch_id: UUID) -> None:
    """Undo the written rows; goes on where it stopped."""
    batch = ImportBatch.objects.filter(id=batch_id).first()
    if batch is not None:
        undo_rows_of(
            batch,
            by=_who_said_yes(batch),
            progress=lambda done, total: run.progress(done=done, total=total, words=_("Undoing")),
        )


@job(FORGET_JOB, label=_("Forgetting old imports"))
def forget(run: JobRun) -> None:  # noqa: ARG001 - a job's signature
    """Daily: imports whose day has come; and those that stand still go on."""
    now = timezone.now()
    go_on_with_all(by=SYSTEM, at=now)
    forget_imports(on=timezone.localdate(now), by=SYSTEM, at=now)


def _who_said_yes(batch: ImportBatch) -> Actor:
    """The job acts for whoever confirmed: the owner, or the machine's shell."""
    kind = ActorKind(batch.made_by_kind)
    role = Role.OWNER if kind is ActorKind.ACCOUNT else None
    return Actor(kind=kind, id=batch.made_by, role=role, clients=None)
