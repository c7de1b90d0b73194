"""What the part clauses offers to the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Access, AuditAction
from gestand.statement.clauses import checks as _checks  # noqa: F401 - importing it registers the system check
from gestand.statement.clauses.not_yet import PROOFS

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("statement.clause.reword", _("rewrote a clause of the privacy statement")),
    AuditAction("statement.clause.reset", _("went back to the program's words for a clause")),
)


def open_clauses(house: House) -> None:
    """Fill the house's shelves with what this part has."""
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_proofs(*PROOFS)
    house.add_access(
        Access.OWNER, [f"statement:{name}" for name in ("checklist", "clause", "clause-preview", "clause-reset")]
    )
