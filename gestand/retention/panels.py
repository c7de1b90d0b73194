"""What a client's page shows of this room: until when it is kept, what was decided, and a hold."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from gestand.core.actors import Actor
from gestand.core.declarations.personal import Personal
from gestand.core.declarations.registry import CLIENT, declaration_of
from gestand.core.house import ClientPanel, house
from gestand.core.law import law
from gestand.retention.models import COMING, Departure, Hold
from gestand.retention.queries.terms import source_words


def _kept(*, actor: Actor, client_id: UUID, person_ids: Collection[UUID], at: datetime) -> dict[str, Any]:
    """The countdown of an ended relation, its hold and its line in the list, for the owner; two queries."""
    if not actor.is_owner:
        return {}
    today = timezone.localdate(at)
    hold = (
        Hold.objects.in_force(today)
        .filter(Q(client_id=client_id) | Q(person_id__in=list(person_ids)))
        .order_by("-until_on")
        .first()
    )
    departure = Departure.objects.filter(home_id=client_id, state__in=COMING).order_by("goes_on").first()
    return {"hold": hold, "departure": departure, "client_id": client_id, "countdown": _countdown(client_id, today)}


def _countdown(client_id: UUID, today: date) -> dict[str, Any] | None:
    """Days left until the client goes, from its declared clock."""
    model = house.subject_roots[CLIENT].model
    declared = declaration_of(model)
    assert isinstance(declared, Personal)  # noqa: S101 - a subject root holds personal data
    ended_on = model._base_manager.filter(pk=client_id).values_list(declared.keep.clock, flat=True).first()
    if ended_on is None:
        return None
    until = declared.keep.length.added_to(ended_on)
    return {
        "ended_on": ended_on,
        "until": until,
        "days_left": (until - today).days,
        "days_total": max(1, (until - ended_on).days),
        "source": source_words(law(declared.keep.why, today).source),
    }


KEPT_PANEL = ClientPanel("privacy", 10, "retention/parts/kept_panel.html", _kept)
