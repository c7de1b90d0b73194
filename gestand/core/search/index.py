"""Keeping the index (stub, being written)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID


def reindex(kind: str, ids: Iterable[UUID]) -> None:
    """Bring the entries of these things up to date, in the caller's transaction; ids that no longer exist leave the
    index. Called by every action that changes what a source yields.
    """
    raise NotImplementedError
