"""What somebody opened last, kept in the login session as ids alone: the palette offers it before one types."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from gestand.core.house import house
from gestand.core.search.interface import Hit
from gestand.core.search.models import SearchEntry

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

    from gestand.core.actors import Actor

_KEY = "recently_opened"
_MOST = 6


def remember_opened(session: SessionBase, kind: str, identifier: UUID) -> None:
    """Put a thing at the front of what was opened last; nothing is written when it stands there already."""
    here = [kind, identifier.hex]
    known = [each for each in session.get(_KEY, []) if each != here]
    fresh = [here, *known][:_MOST]
    if fresh != session.get(_KEY):
        session[_KEY] = fresh


def recently_opened(session: SessionBase, *, actor: Actor) -> list[Hit]:
    """The things opened last that still exist and that the actor may (still) see; one query."""
    wanted = [(kind, UUID(identifier)) for kind, identifier in session.get(_KEY, []) if kind in house.search_sources]
    if not wanted:
        return []
    rows = SearchEntry.objects.filter(object_id__in=[identifier for _, identifier in wanted])
    if actor.clients is not None:
        rows = rows.filter(client_id__in=actor.clients)
    found = {(row.kind, row.object_id): row for row in rows}
    return [_hit(found[thing]) for thing in wanted if thing in found]


def _hit(row: SearchEntry) -> Hit:
    return Hit(
        kind=row.kind,
        id=row.object_id,
        client_id=row.client_id,
        title=row.title,
        detail=row.detail,
        score=0,
    )
