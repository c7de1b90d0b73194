"""Who acts in this request: the gate (the room team's middleware) has looked it up before any view runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gestand.core.actors import VISITOR, Actor

if TYPE_CHECKING:
    from django.http import HttpRequest


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a request; a visitor when nobody is signed in."""
    known: Actor = getattr(request, "gestand_actor", VISITOR)
    return known
