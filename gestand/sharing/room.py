"""The doorplate of the room sharing: everything it offers to the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import AuditAction
from gestand.sharing.findable import SOURCE
from gestand.sharing.sources import registered_recipients

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("sharing.recipient.add", _("put a recipient in the register")),
    AuditAction("sharing.recipient.change", _("changed a recipient in the register")),
    AuditAction("sharing.recipient.cover", _("said that an agreement holds for the mail server of now")),
    AuditAction("sharing.recipient.archive", _("put a recipient in the archive")),
    AuditAction("sharing.recipient.unarchive", _("took a recipient out of the archive")),
    AuditAction("sharing.agreement.add", _("wrote down an agreement with a processor")),
    AuditAction("sharing.agreement.change", _("corrected an agreement with a processor")),
    AuditAction("sharing.agreement.tick", _("ticked what an agreement says")),
    AuditAction("sharing.agreement.open", _("opened the file of an agreement")),
)


def open_room(house: House) -> None:
    """Fill the house's shelves with what this room has."""
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_recipient_source(registered_recipients)
    house.add_search_source(SOURCE)
