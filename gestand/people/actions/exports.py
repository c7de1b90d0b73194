"""Taking lists out of the program: the owner's right, and written down with the number of rows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from gestand.core.audit import write_audit

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def note_export(*, by: Actor, at: datetime, rows: int, form: str) -> None:
    """Write that a list of clients left the program. Refuses everybody but the owner."""
    by.require_owner()
    write_audit("people.client.export", by=by, at=at, facts={"rows": rows, "form": form})
