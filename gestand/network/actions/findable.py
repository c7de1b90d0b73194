"""Keeping search up to date: whoever changes a thing, or what hangs on it, calls one of these in the transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from gestand.core.search.index import reindex
from gestand.network.findable import search_kind
from gestand.network.models import ThingKind


def reindex_thing(kind: str, *ids: Any) -> None:
    """After a thing was written down, changed or taken away."""
    reindex(search_kind(kind), ids)


def reindex_devices(ids: Iterable[UUID]) -> None:
    """After interfaces or addresses of devices changed."""
    reindex(search_kind(ThingKind.DEVICE), ids)
