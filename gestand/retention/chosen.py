"""The lengths that the owner chose, for the law table to speak of."""

from __future__ import annotations

from collections.abc import Mapping

from gestand.core.declarations.lengths import Length
from gestand.retention.models import TermChange


def chosen_lengths() -> Mapping[str, Length]:
    """By key, from the newest choice of each; one query."""
    found: dict[str, Length | None] = {}
    for change in TermChange.objects.order_by("changed_at", "id"):
        found[change.key] = change.length
    return {key: length for key, length in found.items() if length is not None}
