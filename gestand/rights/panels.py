"""What a client's page shows of this room: the requests of its people, with the days left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from gestand.core.actors import Actor
from gestand.core.house import ClientPanel
from gestand.rights.models import OPEN_STATES, Request
from gestand.rights.queries import clock_for, title_of

MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class PanelLine:
    """``days_left`` is None once it is answered."""

    request: Request
    title: str
    days_left: int | None
    days_total: int


def _requests_of(*, actor: Actor, client_id: UUID, person_ids: Collection[UUID], at: datetime) -> dict[str, Any]:  # noqa: ARG001
    """Open requests first, the most urgent on top, then the latest. For the owner alone; one query."""
    if not actor.is_owner or not person_ids:
        return {}
    theirs = Request.objects.visible_to(actor).filter(person_id__in=person_ids).select_related("person")
    known = list(theirs.exclude(number=None).order_by("-number"))
    running = sorted((each for each in known if each.state in OPEN_STATES), key=lambda each: each.received_at)
    rest = [each for each in known if each.state not in OPEN_STATES]
    today = timezone.localdate(at)
    lines = [_line(request, today) for request in [*running, *rest[: max(0, MOST_SHOWN - len(running))]]]
    return {"lines": lines, "more": len(known) - len(lines)} if lines else {}


def _line(request: Request, today: date) -> PanelLine:
    clock = clock_for(request)
    left = clock.days_left(today) if request.state in OPEN_STATES else None
    return PanelLine(request, title_of(request), left, clock.days_total)


PRIVACY_PANEL = ClientPanel("privacy", 50, "rights/parts/client_panel.html", _requests_of)
