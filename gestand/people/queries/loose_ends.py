"""Notes that belong to nobody yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from gestand.people.models import Correspondence
from gestand.people.models.correspondence import CorrespondenceQuerySet

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def loose_ends(actor: Actor) -> QuerySet[Correspondence]:
    """What is to be assigned, the nearest day first: everything for the owner, his or her own notes for a stand-in."""
    return every_loose_end().visible_to(actor)


def every_loose_end() -> CorrespondenceQuerySet:
    """The nearest day first."""
    return Correspondence.objects.unassigned().order_by("loose_until_on", "at", "id")
