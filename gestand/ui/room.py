"""The doorplate of the design system: who may fetch what it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gestand.core.house import Access

if TYPE_CHECKING:
    from gestand.core.house import House


def open_room(house: House) -> None:
    """Fill the house's shelves with what this room has."""
    house.add_access(Access.PUBLIC, ["ui:firm-css", "ui:firm-icon", "ui:look"])
    house.add_access(Access.TEAM, ["ui:elements"])
