"""What visitors under sixteen add to the doorplate of their room."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.house import Access, AuditAction, ScheduledJob
from gestand.people.minors.actions import question_left
from gestand.people.minors.jobs import FORGET_QUESTIONS
from gestand.people.minors.proofs import PROOFS

if TYPE_CHECKING:
    from gestand.core.house import House

AUDIT_ACTIONS = (
    AuditAction("people.minors.ask", _("asked a parent about what a child filled in")),
    AuditAction("people.minors.confirm", _("said yes as the parent of a child")),
    AuditAction("people.minors.refuse", _("said no as the parent of a child")),
    AuditAction("people.minors.forget", _("removed a question that no parent answered")),
)


def open_minors(house: House) -> None:
    house.add_audit_actions(*AUDIT_ACTIONS)
    house.add_proofs(*PROOFS)
    house.when_mail_leaves(question_left)
    house.add_access(Access.PUBLIC, ["parents:asked", "parents:question", "parents:delete"])
    house.add_scheduled_job(ScheduledJob(FORGET_QUESTIONS, every=timedelta(hours=1)))
