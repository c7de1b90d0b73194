"""The doorplate of the room network: everything it offers to the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gestand.core.house import House


def open_room(house: House) -> None:
    """Fill the house's shelves with what this room has."""
