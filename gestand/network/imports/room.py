"""What imports add to the doorplate of their room."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Access, AuditAction, ScheduledJob
from gestand.network.imports import jobs as _jobs  # noqa: F401 - importing it registers the jobs
from gestand.network.models.imports import FORGET_JOB

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("network.import.stage", _("dropped a network file at a client")),
    AuditAction("network.import.confirm", _("took a network file over into the documentation")),
    AuditAction("network.import.undo", _("took an import of a network file back")),
    AuditAction("network.import.discard", _("threw a network file away")),
    AuditAction("network.import.forget", _("forgot an old import of a network file")),
)
VIEWS = (
    "import",
    "import-one",
    "import-columns",
    "import-keep",
    "import-tick",
    "import-confirm",
    "import-undo",
    "import-resume",
    "import-discard",
    "collector",
)


def open_imports(house: House) -> None:
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_access(Access.TEAM, [f"network:{name}" for name in VIEWS])
    house.add_scheduled_job(ScheduledJob(FORGET_JOB, every=timedelta(days=1), at_hour=4))
