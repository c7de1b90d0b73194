"""What this part puts on the house's shelves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Access, AuditAction
from gestand.rights.mentions import searching as _searching  # noqa: F401 - importing it registers the job
from gestand.rights.mentions.proofs import PROOFS

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("rights.mentions.look", _("had free texts looked through for mentions")),
    AuditAction("rights.mentions.decide", _("decided about a mention in a text")),
)


def open_mentions(house: House) -> None:
    """Fill the house's shelves with what this part has."""
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_access(Access.OWNER, ["rights:mentions", "rights:mentions-look"])
    house.add_proofs(*PROOFS)
