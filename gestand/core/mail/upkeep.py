"""What mails say goes after 90 days; the line that says that one went, after a year."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.erasure.sparing import without_spared
from gestand.core.files.store import destroy_file, is_pointed_to
from gestand.core.jobs.registry import JobRun, job
from gestand.core.jobs.upkeep import end_of_term
from gestand.core.mail.models import OutgoingMail

_AT_ONCE = 200


@job("core.prune_outbox", label=_("Clearing away old mails"), time_limit_seconds=900, spares=True)
def prune_outbox(_run: JobRun) -> None:
    forget_old_mails(at=timezone.now())


def forget_old_mails(*, at: datetime) -> int:
    """Empty and delete what is past its term; returns how many mails were emptied. What was sent to somebody under a
    hold, or whose data is restricted, stays as it is until that is over.
    """
    emptied = 0
    full = OutgoingMail.objects.filter(closed_at__lt=end_of_term("keep.outbox", at), emptied_at__isnull=True)
    old = without_spared(full, at=at).order_by("closed_at")
    while batch := list(old[:_AT_ONCE]):
        with transaction.atomic():
            for mail in batch:
                drop_attachments(mail)
                mail.to = mail.subject = mail.text = mail.html = ""
                mail.emptied_at = at
                mail.save(update_fields=["to", "subject", "text", "html", "emptied_at"])
        emptied += len(batch)
    past = OutgoingMail.objects.filter(closed_at__lt=end_of_term("keep.mail_log", at))
    without_spared(past, at=at).delete()
    return emptied


def drop_attachments(mail: OutgoingMail) -> None:
    """The attachments of a mail go, and each file that nothing else points to."""
    for attachment in mail.attachments.select_related("file"):
        stored = attachment.file
        attachment.delete()
        if not is_pointed_to(stored):
            destroy_file(stored)
