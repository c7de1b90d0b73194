"""Terms of this room, read from the one table of the law's numbers."""

from __future__ import annotations

from datetime import datetime


def loose_end_days(at: datetime) -> int:  # noqa: ARG001
    """How many days an unassigned note may wait."""
    return 14
