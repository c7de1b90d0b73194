"""Telling of a part: in the history of its thing, in that of another thing that it also concerns, in the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from gestand.network.actions.noting import Noted, note
from gestand.network.things import client_id_of, thing_of

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.network.parts import Part

#: A thing, what the part is to it, and what it said before and says now.
Told = tuple[models.Model, "Part", str, str]


def note_part(action: str, part: models.Model, told: Sequence[Told], *, by: Actor, at: datetime) -> None:
    """``action``: "network.interface.add" and the like. What says the same as before is not told."""
    row = told[0][0]
    note(
        action,
        [
            Noted(thing_of(each).kind, each.pk, {name.value: (before, after)})
            for each, name, before, after in told
            if before != after
        ],
        by=by,
        at=at,
        client_id=client_id_of(row),
        subject=(f"network_{action.split('.')[1]}", part.pk),
    )
