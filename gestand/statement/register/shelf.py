"""What the part register offers to the house."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Access, AuditAction, MenuEntry, ScheduledJob
from gestand.statement.register.inspector import PART
from gestand.statement.register.snapshots import SNAPSHOT_JOB
from gestand.statement.register.urls import office_urls

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("statement.register.snapshot", _("kept a changed register of processing")),
    AuditAction("statement.register.download", _("downloaded the register of processing")),
)


def open_register(house: House) -> None:
    """Fill the house's shelves with what this part has."""
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_access(Access.OWNER, [f"statement:{each.name}" for each in office_urls])
    house.add_menu(
        MenuEntry(_("Register"), "statement:register", "notebook", 40, "statement", Access.OWNER, place="privacy")
    )
    house.add_inspector_part(PART)
    house.add_scheduled_job(ScheduledJob(SNAPSHOT_JOB, every=timedelta(hours=1)))
