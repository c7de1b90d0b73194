"""What the pages of this room share."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

UNPROCESSABLE = 422


def parts_of_room(current: str, *, waiting: int | None = None, late: int | None = None) -> list[dict[str, Any]]:
    """The chips above each page."""
    pages = (
        ("terms", _("How long"), None),
        ("going", _("What goes"), waiting),
        ("leftovers", _("Leftovers"), late),
        ("holds", _("Holds"), None),
    )
    return [
        {"label": label, "url": reverse(f"retention:{name}"), "current": name == current, "count": count or None}
        for name, label, count in pages
    ]
