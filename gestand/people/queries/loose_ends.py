"""Notes that belong to nobody yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from gestand.people.models import Correspondence

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def loose_ends(actor: Actor) -> QuerySet[Correspondence]:
    """What is to be assigned, the nearest day first: everything for the owner, his or her own notes for a stand-in."""
    return Correspondence.objects.visible_to(actor).unassigned().order_by("loose_until_on", "at", "id")
