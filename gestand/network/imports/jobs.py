"""The jobs behind the import pages: reading, writing, undoing, forgetting."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM, Actor, ActorKind, Role
from gestand.core.jobs import job
from gestand.network.actions.findable import reindex_devices
from gestand.network.imports.actions import (
    INDEX_JOB,
    READ_JOB,
    UNDO_JOB,
    WRITE_JOB,
    read_file_of,
    undo_lines_of,
    write_lines_of,
)
from gestand.network.imports.upkeep import forget_imports, go_on_with_all
from gestand.network.models import NetworkImport
from gestand.network.models.imports import FORGET_JOB

if TYPE_CHECKING:
    from gestand.core.jobs import JobRun

_AN_HOUR = 3600


@job(READ_JOB, label=_("Reading a network file"), time_limit_seconds=_AN_HOUR)
def read(run: JobRun, *, import_id: UUID) -> None:
    """Read a file into lines; starts anew when it is run again."""
    if batch := _batch(import_id):
        read_file_of(
            batch,
            progress=lambda done, total: run.progress(done=done, total=total, words=_("Reading the file")),
        )


@job(WRITE_JOB, label=_("Taking over from a network file"), time_limit_seconds=_AN_HOUR, attempts=5)
def write(run: JobRun, *, import_id: UUID) -> None:
    """Write the ticked lines; goes on where it stopped."""
    if batch := _batch(import_id):
        write_lines_of(
            batch,
            by=_who_said_yes(batch),
            progress=lambda done, total: run.progress(done=done, total=total, words=_("Writing down")),
        )


@job(INDEX_JOB, label=_("Making devices of an import findable"), attempts=5)
def index(run: JobRun, *, device_ids: list[str]) -> None:  # noqa: ARG001 - a job's signature
    """Tell search of devices that a large import wrote down or changed."""
    reindex_devices([UUID(one) for one in device_ids])


@job(UNDO_JOB, label=_("Undoing an import of a network file"), time_limit_seconds=_AN_HOUR, attempts=5)
def undo(run: JobRun, *, import_id: UUID) -> None:
    """Undo the written lines; goes on where it stopped."""
    if batch := _batch(import_id):
        undo_lines_of(
            batch,
            by=_who_said_yes(batch),
            progress=lambda done, total: run.progress(done=done, total=total, words=_("Taking back")),
        )


@job(FORGET_JOB, label=_("Forgetting old imports of network files"))
def forget(run: JobRun) -> None:  # noqa: ARG001 - a job's signature
    """Daily: imports whose day has come; and those that stand still go on."""
    now = timezone.now()
    go_on_with_all(by=SYSTEM, at=now)
    forget_imports(on=timezone.localdate(now), by=SYSTEM, at=now)


def _batch(import_id: UUID) -> NetworkImport | None:
    return NetworkImport.objects.select_related("client", "site", "file").filter(id=import_id).first()


def _who_said_yes(batch: NetworkImport) -> Actor:
    """The job acts for whoever confirmed, at this client alone; or for the machine's shell."""
    kind = ActorKind(batch.made_by_kind)
    role = Role.STANDIN if kind is ActorKind.ACCOUNT else None
    return Actor(kind=kind, id=batch.made_by, role=role, clients=frozenset({batch.client_id}))
