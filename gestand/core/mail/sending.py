"""The job that sends a mail."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from gestand.core.jobs.registry import JobRun, job


@job("core.send_mail", label=_("Sending a mail"), time_limit_seconds=180, attempts=12)
def send_mail(run: JobRun, *, mail_id: UUID) -> None:
    raise NotImplementedError
