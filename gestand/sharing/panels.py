"""What a client's page shows of this room: who received something about it, and its processing agreement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from gestand.core.actors import Actor
from gestand.core.gathering import Gathers, Reading
from gestand.core.house import ClientPanel
from gestand.people.models import Client, ClientKind
from gestand.sharing.models import ClientAgreement, ClientAgreementState
from gestand.sharing.queries.disclosures import disclosures_about, names_of_recipients
from gestand.sharing.queries.held import for_households


def _received(*, actor: Actor, client_id: UUID, person_ids: Collection[UUID], at: datetime) -> dict[str, Any]:  # noqa: ARG001
    """To whom, for what, how often and when last; for whoever may see the client."""
    if not actor.may_see_client(client_id):
        return {}
    found = disclosures_about(client_id, person_ids)
    names = names_of_recipients() if found else {}
    return {"lines": [(names.get(each.recipient, each.recipient), each) for each in found], "is_empty": not found}


@Gathers
def _agreement(*, actor: Actor, client_id: UUID, person_ids: Collection[UUID], at: datetime) -> Reading[dict[str, Any]]:
    """A business client's agreement, or what is still held for a household that was a business; for the owner."""
    del person_ids, at
    if not actor.is_owner:
        return Reading(dict)
    signed = ClientAgreement.objects.filter(client=OuterRef("pk"), state=ClientAgreementState.SIGNED)
    shown = Client.objects.filter(Q(kind=ClientKind.BUSINESS) | for_households("pk"), id=client_id)
    asked = shown.annotate(is_signed=Exists(signed)).values_list("kind", "is_signed")
    return Reading(_standing, asked)


def _standing(found: Sequence[tuple[str, bool]]) -> dict[str, Any]:
    return {"is_business": found[0][0] == ClientKind.BUSINESS, "is_signed": bool(found[0][1])} if found else {}


RECEIVED_PANEL = ClientPanel("privacy", 30, "sharing/parts/received_panel.html", _received)
AGREEMENT_PANEL = ClientPanel("privacy", 40, "sharing/parts/agreement_panel.html", _agreement)
