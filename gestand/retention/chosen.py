"""The lengths that the owner chose, for the law table to speak of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gestand.core.deadlines import receipt_day
from gestand.core.declarations.chosen import Choice
from gestand.retention.models import TermChange


def chosen_lengths() -> Mapping[str, Sequence[Choice]]:
    """By key every choice, the oldest first; one query."""
    found: dict[str, list[Choice]] = {}
    for change in TermChange.objects.order_by("changed_at", "id"):
        found.setdefault(change.key, []).append(Choice(receipt_day(change.changed_at), change.length))
    return found
