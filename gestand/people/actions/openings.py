"""What a stand-in opens is written down: the owner can tell afterwards what somebody else has seen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from gestand.core.actors import Role
from gestand.core.audit import write_audit
from gestand.core.audit.models import AuditLine

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: Moving between the tabs of one client is one look, not ten: a line an hour tells the same and can still be read.
ONE_LOOK = timedelta(hours=1)


def note_opening(*, by: Actor, at: datetime, client_id: UUID) -> None:
    """Write that a stand-in opened a client, once an hour for each client. The owner's own looking is not logged."""
    if by.role is not Role.STANDIN:
        return
    action = "people.client.open"
    # Two looks at one moment may leave two lines, which harms nobody; a lock for each page would.
    known = AuditLine.objects.filter(client_id=client_id, action=action, actor_id=by.id, at__gte=at - ONE_LOOK)
    if not known.exists():
        write_audit(action, by=by, at=at, subject=("client", client_id), client_id=client_id)


def note_file_opening(*, by: Actor, at: datetime, client_id: UUID | None, file_id: UUID) -> None:
    """Write that a stand-in opened an attached file."""
    if by.role is Role.STANDIN:
        write_audit("people.attachment.open", by=by, at=at, subject=("file", file_id), client_id=client_id)
