"""How long an import is kept, from the law's one table."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from gestand.core.law import law


def decision_days(at: datetime) -> int:
    """How many days a contacts file may wait for its yes: its rows belong to nobody until then."""
    return law("keep.loose_note", timezone.localdate(at)).value


def undo_days(at: datetime) -> int:
    """How many days after its yes an import can be undone; then its rows are forgotten."""
    return law("keep.import", timezone.localdate(at)).value
