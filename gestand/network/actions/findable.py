"""Keeping search up to date: whoever changes a thing, or what hangs on it, calls one of these in the transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from gestand.core.search.index import reindex, reindex_things_of
from gestand.network.findable import search_kind
from gestand.network.models import ThingKind

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def reindex_thing(kind: str, *ids: Any) -> None:
    """After a thing was written down, changed or taken away."""
    reindex(search_kind(kind), ids)


def reindex_devices(ids: Iterable[UUID]) -> None:
    """After interfaces or addresses of devices changed."""
    reindex(search_kind(ThingKind.DEVICE), ids)


def follow_joined_client(*, stays: UUID, goes: UUID, by: Actor, at: datetime) -> None:  # noqa: ARG001 - as the house calls it
    """What belonged to the client that goes belongs to the one that stays."""
    reindex_things_of(stays)
