"""What happens by itself beside the sealing: the daily mail with the chain's head, the daily verification."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.audit.models import AuditCheck, Seal
from gestand.core.audit.sealing import seal_lines
from gestand.core.audit.verification import verify_audit
from gestand.core.audit.witness import Head, head_file, last_mailed, witness_head
from gestand.core.declarations import Purpose
from gestand.core.firm import current_firm
from gestand.core.house import Owner, house
from gestand.core.jobs import job
from gestand.core.mail import queue_mail

if TYPE_CHECKING:
    from gestand.core.audit.report import AuditReport
    from gestand.core.jobs import JobRun

WITNESS_AUDIT = "core.witness_audit"
VERIFY_AUDIT = "core.verify_audit"
_KEPT_CHECKS = 100


@job(WITNESS_AUDIT, label=_("Mailing the audit log's head to the owner"))
def witness_audit(run: JobRun) -> None:  # noqa: ARG001 - every job gets its run
    """Mail the head of the chain to each owner, unless nothing was written since the last such mail."""
    mail_head(at=timezone.now())


@job(VERIFY_AUDIT, label=_("Verifying the audit log"), time_limit_seconds=3600)
def check_audit(run: JobRun) -> None:
    """Verify the whole log and keep what was found for the page."""
    keep_report(verify_audit(lambda done, total: run.progress(done=done, total=total, words=_("Reading lines"))))


def keep_report(report: AuditReport) -> AuditCheck:
    """Keep what a verification found; the oldest beyond a hundred go."""
    with transaction.atomic():
        check = AuditCheck.objects.create(checked_at=report.checked_at, ok=report.ok, report=report.as_json())
        kept = AuditCheck.objects.order_by("-id").values_list("id", flat=True)[:_KEPT_CHECKS]
        AuditCheck.objects.exclude(id__in=list(kept)).delete()
    return check


def mail_head(*, at: datetime) -> Head | None:
    """Queue the mail to each owner; returns the head that it tells, or None when there was nothing new to tell."""
    seal_lines(at=at)
    seal = Seal.objects.order_by("-number").first()
    owners = _owners()
    if seal is None or not owners:
        return None
    head = Head.of(seal)
    if last_mailed(head_file()) == head:
        return None
    with transaction.atomic():
        for owner in owners:
            with translation.override(owner.language):
                queue_mail(
                    to=owner.email,
                    subject=gettext("Audit log of %(day)s") % {"day": _day(at)},
                    text=_words(head, at),
                    purpose=Purpose.SECURITY,
                    by=SYSTEM,
                    at=at,
                    account_id=owner.account_id,
                    language=owner.language,
                )
    witness_head(head, at=at, mailed=True)
    return head


def _owners() -> list[Owner]:
    """The owners' accounts; the firm's own address while no room knows them."""
    if house.owners is not None:
        return list(house.owners())
    firm = current_firm()
    return [Owner(None, firm.email, "nl")] if firm and firm.email else []


def _day(at: datetime) -> str:
    return date_format(timezone.localdate(at), "j F Y")


def _words(head: Head, at: datetime) -> str:
    return gettext(
        "Keep this mail. It witnesses where the audit log of Gestand ended on %(day)s at %(time)s, so that nobody can "
        "shorten or rewrite the log afterwards without this mail telling otherwise.\n\n"
        "Seal:  %(seal)s\nLine:  %(line)s\nLines: %(count)s\nHash:  %(hash)s\n\n"
        "To compare, run this on the machine of Gestand:\n"
        'gestand audit verify --head "%(seal)s %(hash)s"\n'
        "It reads the whole log and tells whether this very seal still stands in it.\n"
        "You need to do nothing when it does."
    ) % {
        "day": _day(at),
        "time": f"{timezone.localtime(at):%H:%M}",
        "seal": head.seal,
        "line": head.line,
        "count": head.count,
        "hash": head.hash,
    }
