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
from gestand.core.gathering import Gathers, Reading
from gestand.core.house import ClientPanel, house
from gestand.core.law import law, source_words
from gestand.retention.models import COMING, Departure, Hold


@Gathers
def _kept(*, actor: Actor, client_id: UUID, person_ids: Collection[UUID], at: datetime) -> Reading[dict[str, Any]]:
    """The countdown of an ended relation, its hold and its line in the list, for the owner."""
    if not actor.is_owner:
        return Reading(dict)
    today = timezone.localdate(at)
    model = house.subject_roots[CLIENT].model
    declared = declaration_of(model)
    assert isinstance(declared, Personal)  # noqa: S101 - a subject root holds personal data
    holds = Hold.objects.in_force(today).filter(Q(client_id=client_id) | Q(person_id__in=list(person_ids)))
    departures = Departure.objects.filter(home_id=client_id, state__in=COMING)

    def made(held: list[tuple[date, str]], going: list[tuple[date, str]], ended: list[date | None]) -> dict[str, Any]:
        return {
            "hold": {"until_on": held[0][0], "reason": held[0][1]} if held else None,
            "departure": {"goes_on": going[0][0], "state": going[0][1]} if going else None,
            "client_id": client_id,
            "countdown": _countdown(declared, ended[0], today) if ended and ended[0] else None,
        }

    return Reading(
        made,
        holds.order_by("-until_on").values_list("until_on", "reason")[:1],
        departures.order_by("goes_on").values_list("goes_on", "state")[:1],
        model._base_manager.filter(pk=client_id).values_list(declared.keep.clock, flat=True),
    )


def _countdown(declared: Personal, ended_on: date, today: date) -> dict[str, Any]:
    """Days left until the client goes, from its declared clock."""
    until = declared.keep.length.added_to(ended_on)
    return {
        "ended_on": ended_on,
        "until": until,
        "days_left": (until - today).days,
        "days_total": max(1, (until - ended_on).days),
        "source": source_words(law(declared.keep.why, today).source),
    }


KEPT_PANEL = ClientPanel("privacy", 10, "retention/parts/kept_panel.html", _kept)
