"""The doorplate of the room statement: each of its parts opens its own shelf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gestand.statement.clauses.shelf import open_clauses
from gestand.statement.proving.shelf import open_proving
from gestand.statement.register.shelf import open_register
from gestand.statement.versions.shelf import open_versions

if TYPE_CHECKING:
    from gestand.core.house import House


def open_room(house: House) -> None:
    """Fill the house's shelves with what this room has."""
    open_clauses(house)
    open_versions(house)
    open_register(house)
    open_proving(house)
