"""What the part register offers to the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gestand.core.house import House


def open_register(house: House) -> None:
    """Fill the house's shelves with what this part has."""
