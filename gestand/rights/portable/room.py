"""What taking data along and in adds to the doorplate of its room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import AuditAction

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("rights.import.take_in", _("took in a package of another office")),
    AuditAction("rights.import.bring", _("came here with a package of another office")),
)


def open_portable(house: House) -> None:
    house.add_audit_actions(*AUDIT_ACTIONS)
