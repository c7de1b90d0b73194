"""Addresses of the pages of things."""

from __future__ import annotations

from uuid import UUID

from gestand.core.paths import path_of


def thing_path(kind: str, thing_id: UUID) -> str:
    """The page of a thing."""
    return path_of("network:thing", str(kind), thing_id)
