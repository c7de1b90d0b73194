"""What every change of a network's documentation leaves behind: its lines in the history, one line in the audit log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from gestand.core.actors import NotAllowed
from gestand.core.audit import write_audit
from gestand.core.freezing import require_usable
from gestand.network.actions.findable import reindex_thing
from gestand.network.models import Change, ThingKind

if TYPE_CHECKING:
    from gestand.core.actors import Actor


@dataclass(frozen=True, slots=True)
class Noted:
    """What the history of one thing tells: each field's words before and after."""

    kind: ThingKind
    thing_id: UUID
    fields: Mapping[str, tuple[str, str]]


def require_reach(by: Actor, client_id: UUID) -> None:
    """Refuses (``NotAllowed``) another's client and (``Frozen``) what may only be stored."""
    if not by.may_see_client(client_id):
        raise NotAllowed(_("You cannot reach this client."))
    require_usable(clients=[client_id])


def note(
    action: str,
    told: Sequence[Noted],
    *,
    by: Actor,
    at: datetime,
    client_id: UUID,
    subject: tuple[str, UUID],
) -> None:
    """Write the lines of one action, after what it did; the audit line says no words. Search learns of it."""
    Change.objects.bulk_create(
        Change(
            client_id=client_id,
            thing_kind=each.kind,
            thing_id=each.thing_id,
            at=at,
            by=by.id,
            verb="change",
            fields={name: list(words) for name, words in each.fields.items()},
        )
        for each in told
    )
    write_audit(action, by=by, at=at, subject=subject, client_id=client_id)
    for each in told:
        reindex_thing(each.kind, each.thing_id)
