"""What this room does by itself: the sweep of every night."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.jobs import JobRun, job
from gestand.core.law import law
from gestand.retention.actions.departures import SWEEP_JOB
from gestand.retention.models import COMING, Departure
from gestand.retention.sweep import sweep


@job(SWEEP_JOB, label=_("Looking what is past its term"), time_limit_seconds=3600)
def nightly_sweep(run: JobRun) -> None:
    """Propose what goes within thirty days, and have go what was confirmed."""
    at = timezone.now()
    done = sweep(at=at)
    forget_old_departures(at=at)
    run.progress(done=done.departures, total=done.departures + done.failed)


def forget_old_departures(*, at: datetime) -> int:
    """Lines about what went are kept as long as the audit log."""
    length = law("keep.audit_log", timezone.localdate(at)).length
    last = length.last_start_before(timezone.localdate(at))
    gone, _by_model = Departure.objects.exclude(state__in=COMING).filter(closed_at__date__lte=last).delete()
    return gone
