"""An invented request to take data along, of which a sending was fetched by the organisation that the person named."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gestand.core.ids import new_id
from gestand.rights.actions.requests import enter_request
from gestand.rights.models import Transfer, TransferState

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.people.models import Person


def show_sending(person: Person, *, by: Actor, at: datetime) -> None:
    """The request waits for its answer; nothing of it reaches anybody, because nothing leaves a demo."""
    request = enter_request(
        kind="portability",
        channel="mail",
        name=person.full_name,
        message="Graag ook naar mijn nieuwe dienstverlener, Voorbeeld Beheer.",
        received_at=at - timedelta(days=6),
        person_id=person.id,
        proof="called_back",
        by=by,
        at=at - timedelta(days=5),
    )
    Transfer.objects.create(
        id=new_id(),
        request=request,
        organisation="Voorbeeld Beheer",
        email="overname@voorbeeld-beheer.example",
        state=TransferState.COLLECTED,
        asked_at=at - timedelta(days=4),
        asked_by=by.id,
        confirmed_at=at - timedelta(days=3, hours=2),
        sent_at=at - timedelta(days=3, hours=2),
        collected_at=at - timedelta(days=3),
        ended_at=at - timedelta(days=3),
        rows=41,
        sha256=hashlib.sha256(request.id.bytes).hexdigest(),
    )
