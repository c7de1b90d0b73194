"""What the part proving offers to the house."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import AuditAction, ScheduledJob
from gestand.statement.proving import jobs

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (AuditAction("statement.proof.answer", _("found a promise to stand otherwise than before")),)


def open_proving(house: House) -> None:
    """Fill the house's shelves with what this part has."""
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_scheduled_job(ScheduledJob(jobs.SWEEP, every=timedelta(minutes=5)))
    house.add_scheduled_job(ScheduledJob(jobs.FORGET, every=timedelta(days=1), at_hour=3))
