"""Everything that is documented of one client, in one statement for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gestand.network.models import ThingKind
from gestand.network.things import THINGS, Thing


@dataclass(frozen=True, slots=True)
class Shelf:
    """The things of one kind, in their order."""

    thing: Thing
    rows: Sequence[Any]


def shelves_of(client_id: UUID) -> dict[str, Shelf]:
    """By kind; each row comes with what its list shows."""
    return {kind: Shelf(thing, list(_rows(thing, client_id))) for kind, thing in THINGS.items()}


def _rows(thing: Thing, client_id: UUID) -> Any:
    shown = [name for name in thing.main if thing.model._meta.get_field(name).is_relation]
    beside = [*shown, *(["site"] if thing.has_site or thing.kind == ThingKind.DEVICE else [])]
    return thing.of_client(client_id).select_related(*beside)
