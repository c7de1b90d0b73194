"""Writing down that a client got its documentation, or did not want it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.audit import write_audit
from gestand.core.freezing import require_usable
from gestand.core.refusals import Refused
from gestand.network.models import HandedHow, HandOver
from gestand.people.actions.rights import require_client
from gestand.people.drafts import checked_text

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.people.models import Client

_LONGEST_NOTE = 200


class NotHandedOver(Refused):
    """What was typed cannot be; ``field`` says where."""

    code = "not_handed_over"


def note_handed_over(
    client: Client,
    *,
    how: HandedHow | str,
    by: Actor,
    at: datetime,
    handed_on: date | None = None,
    note: str = "",
    bsn_confirmed: bool = False,
) -> HandOver:
    """Today, unless another day is given. A client that declines is written down with why.

    Refuses (``NotHandedOver``) a day to come, and no reason for declining; (``Frozen``) data that may only be stored.
    """
    require_client(by, client)
    require_usable(clients=[client.id])
    today = timezone.localdate(at)
    day = handed_on or today
    words = " ".join(checked_text(note, field="note", bsn_confirmed=bsn_confirmed).split())[:_LONGEST_NOTE]
    if day > today:
        raise NotHandedOver(_("This day is still to come."), field="handed_on")
    if how == HandedHow.DECLINED and not words:
        raise NotHandedOver(_("Write down who said so, or why."), field="note")
    with transaction.atomic():
        told: HandOver = HandOver.objects.create(
            client=client, handed_on=day, how=HandedHow(how), note=words, said_by=by.id, said_at=at
        )
        write_audit(
            "network.handover.note",
            by=by,
            at=at,
            subject=("client", client.id),
            client_id=client.id,
            facts={"how": told.how},
        )
    return told
