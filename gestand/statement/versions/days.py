"""Days as the statement writes them."""

from __future__ import annotations

from datetime import date

from gestand.ui.formats import spelled


def full_day(on: date | None) -> str:
    """As in "23 November 2026", in the active language."""
    return spelled(on, "j F Y") if on else ""
