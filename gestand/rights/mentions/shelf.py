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
    AuditAction("rights.mentions.look", _("had texts and files looked through for mentions")),
    AuditAction("rights.mentions.see", _("saw a person in a file that no program can read")),
    AuditAction("rights.mentions.looked", _("looked at the files that no program can read")),
    AuditAction("rights.mentions.open", _("opened a file to see whether a person is in it")),
    AuditAction("rights.mentions.decide", _("decided about a mention in a text")),
)


def open_mentions(house: House) -> None:
    """Fill the house's shelves with what this part has."""
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_access(
        Access.OWNER,
        [
            "rights:mentions",
            "rights:mentions-look",
            "rights:mentions-file",
            "rights:mentions-see",
            "rights:mentions-looked",
        ],
    )
    house.add_proofs(*PROOFS)
