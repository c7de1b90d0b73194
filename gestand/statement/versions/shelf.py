"""What the part versions offers to the house."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import NoPersonalData
from gestand.core.house import Access, AuditAction, MenuEntry, OutsideData, ScheduledJob
from gestand.statement.versions import jobs
from gestand.statement.versions.cards import statement_lines
from gestand.statement.versions.inspector import PART
from gestand.statement.versions.proofs import PROOFS
from gestand.statement.versions.queries import published_profile, reference_at

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("statement.version.draft", _("made a draft of the privacy statement")),
    AuditAction("statement.version.plan", _("planned a new privacy statement")),
    AuditAction("statement.version.unplan", _("took back a planned privacy statement")),
    AuditAction("statement.version.publish", _("published the privacy statement")),
    AuditAction("statement.version.told", _("noted that a client was told of a changed statement")),
    AuditAction("statement.version.tell", _("had clients told of a changed statement by mail")),
    AuditAction("statement.page.settings", _("changed what the public statement shows")),
)
_PUBLIC = [
    "page", "page-slash", "versions", "version", "changes", "changes-json", "file", "planned", "key", "schema",
]  # fmt: skip
_OFFICE = [
    "overview", "draft", "read", "compare", "publish", "withdraw-plan", "settings", "telling", "telling-list", "told",
]  # fmt: skip


def open_versions(house: House) -> None:
    """Fill the house's shelves with what this part has."""
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_proofs(*PROOFS)
    house.add_access(Access.PUBLIC, [f"privacy:{name}" for name in _PUBLIC])
    house.add_access(Access.OWNER, [f"statement:{name}" for name in _OFFICE])
    house.add_menu(
        MenuEntry(
            _("Statement"),
            "statement:overview",
            "file-text",
            30,
            "statement",
            access=Access.OWNER,
            place="privacy",
        )
    )
    house.add_today_card(statement_lines)
    house.add_inspector_part(PART)
    house.add_scheduled_job(ScheduledJob(jobs.PUBLISH_PLANNED, every=timedelta(hours=1)))
    house.statement_version = reference_at
    house.published_profile = published_profile
    house.declare_outside(
        OutsideData("public/changed (when the public statement last changed)", NoPersonalData("a moment"))
    )
