"""What was sent is remembered for a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.jobs.registry import JobRun, job
from gestand.core.once.models import SentForm

REMEMBERED = timedelta(days=1)


@job("core.prune_sent_forms", label=_("Forgetting which forms were sent"), time_limit_seconds=300)
def prune_sent_forms(_run: JobRun) -> None:
    forget_sent_forms(at=timezone.now())


def forget_sent_forms(*, at: datetime) -> int:
    """Returns how many were forgotten."""
    forgotten, _by_model = SentForm.objects.filter(sent_at__lt=at - REMEMBERED).delete()
    return forgotten
