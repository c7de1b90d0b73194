"""At which step an import is: who may take the next, what goes with one that ends, and the audit line of each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import NotAllowed
from gestand.core.audit import write_audit
from gestand.core.files import destroy_file
from gestand.core.freezing import require_usable
from gestand.core.refusals import Refused
from gestand.network.models import ImportLine, ImportState, NetworkImport

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: Steps at which nothing is taken over yet.
OPEN = (ImportState.COLUMNS, ImportState.READING, ImportState.PREVIEW, ImportState.FAILED)
#: The rank from which lines are devices; before them comes what they stand at.
DEVICES = 5
#: So many lines are written or undone in one transaction.
CHUNK = 2000


class WrongMoment(Refused):
    """The import is at another step than the page that asked."""

    code = "import_wrong_moment"


def no_progress(_done: int, _total: int) -> None:
    """No progress to tell."""


def at_step(batch: NetworkImport, *states: str, by: Actor) -> NetworkImport:
    """The import as it is now, held until the end of the transaction."""
    row = held(batch.id)
    if row is None:
        raise WrongMoment(_("This import is no longer there."))
    if not by.may_see_client(row.client_id):
        raise NotAllowed(_("You cannot reach this client."))
    require_usable(clients=[row.client_id])
    if row.state not in states:
        raise WrongMoment(_("This import is already further on. Look at its page again."))
    return row


def held(import_id: UUID, *states: str) -> NetworkImport | None:
    held = NetworkImport.objects.select_for_update(of=("self",)).select_related("client", "site", "file")
    row = held.filter(id=import_id).first()
    return row if row is not None and (not states or row.state in states) else None


def to_failed(batch: NetworkImport, sentence: str) -> None:
    with transaction.atomic():
        ImportLine.objects.filter(batch=batch).delete()
        batch.state, batch.failure, batch.job = ImportState.FAILED, sentence[:300], None
        NetworkImport.objects.filter(id=batch.id).update(state=batch.state, failure=batch.failure, job=None)


def discard_import(batch: NetworkImport, *, by: Actor, at: datetime) -> None:
    """Throw a file away that was not confirmed: file and lines are gone, the documentation untouched."""
    with transaction.atomic():
        row = at_step(batch, *OPEN, by=by)
        note_import("discard", row, by=by, at=at)
        forget_now(row)


def forget_now(batch: NetworkImport) -> None:
    ImportLine.objects.filter(batch=batch).delete()
    stored = batch.file
    batch.delete()
    if stored is not None:
        destroy_file(stored)


def note_import(
    verb: str, batch: NetworkImport, *, by: Actor, at: datetime, facts: dict[str, object] | None = None
) -> None:
    write_audit(
        f"network.import.{verb}",
        by=by,
        at=at,
        subject=("network_import", batch.id),
        client_id=batch.client_id,
        facts=facts or {},
    )
