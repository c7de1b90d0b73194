"""Can the sender's address receive an answer, and may its server send in its name? Asked of the internet, by a job."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.egress.dns import look_up_mail_domain
from gestand.core.egress.trouble import OutsideTrouble
from gestand.core.jobs.registry import JobRun, job
from gestand.core.mail.models import DomainState, MailSettings


@job("core.check_mail_domain", label=_("Looking up the mail domain"), time_limit_seconds=60, attempts=1)
def check_mail_domain(_run: JobRun) -> None:
    check_domain(at=timezone.now())


def check_domain(*, at: datetime) -> None:
    """Look up MX and SPF of the sender's domain and keep what was found, for the settings page."""
    row = MailSettings.objects.filter(id=1).first()
    if row is None:
        return
    has_spf: bool | None = None
    try:
        known = look_up_mail_domain(row.sender_address.rpartition("@")[2], by=SYSTEM, at=at)
    except OutsideTrouble:
        state = DomainState.NO_ANSWER
    else:
        has_spf = bool(known.spf) if known.exists else None
        state = DomainState.UNKNOWN
        if known.exists:
            state = DomainState.RECEIVES if known.receives else DomainState.SILENT
    MailSettings.objects.filter(id=1, sender_address=row.sender_address).update(
        domain_checked_at=at, domain_state=state, domain_has_spf=has_spf
    )
