"""The doorplate of the room core: everything it offers to the house."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Access, AuditAction, ScheduledJob
from gestand.core.jobs import upkeep as _job_jobs  # noqa: F401 - registers its jobs
from gestand.core.mail import sending as _mail_jobs  # noqa: F401 - registers its jobs

if TYPE_CHECKING:
    from gestand.core.house import House


def open_room(house: House) -> None:
    """Fill the house's shelves with what this room has."""
    _offer_jobs(house)


def _offer_jobs(house: House) -> None:
    house.add_access(Access.TEAM, ["core:jobs", "core:job", "core:job-progress"])
    house.add_access(Access.OWNER, ["core:job-retry"])
    house.add_audit_actions(AuditAction("core.job.retry", _("had a failed job tried again")))
    house.add_scheduled_job(ScheduledJob("core.prune_jobs", every=timedelta(days=1), at_hour=3))
