"""What this part puts on the house's shelves."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Access, AuditAction, ScheduledJob
from gestand.rights.identity_copy import upkeep as _upkeep  # noqa: F401 - importing it registers the job
from gestand.rights.identity_copy.proofs import PROOFS
from gestand.rights.identity_copy.queries import copies_card

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("rights.copy.ask", _("asked for a blackened copy of an identity document")),
    AuditAction("rights.copy.send", _("sent a blackened copy of an identity document")),
    AuditAction("rights.copy.look", _("looked at a blackened copy of an identity document")),
    AuditAction("rights.copy.check", _("checked a blackened copy of an identity document")),
    AuditAction("rights.copy.destroy", _("saw that the copy of an identity document is gone")),
    AuditAction("rights.copy.expire", _("closed a question for a copy that was not sent or checked in time")),
    AuditAction("rights.copy.withdraw", _("took back the question for a copy of an identity document")),
)


def open_identity_copies(house: House) -> None:
    """Fill the house's shelves with what this part has."""
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_access(Access.OWNER, [f"rights:{name}" for name in ("ask-copy", "copy", "copy-picture", "copy-withdraw")])
    house.add_access(Access.PUBLIC, ["public:identity", "public:identity-open", "public:identity-send"])
    house.add_today_card(copies_card)
    house.add_scheduled_job(ScheduledJob("rights.sweep_copies", every=timedelta(hours=1)))
    house.add_proofs(*PROOFS)
