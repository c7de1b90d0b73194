"""What is not sent or checked in time goes by itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM, Actor
from gestand.core.audit import write_audit
from gestand.core.files.store import whole_on_disk
from gestand.core.jobs import JobRun, job
from gestand.rights.identity_copy.asking import withdraw_copy
from gestand.rights.identity_copy.destroying import end_copy, read_back
from gestand.rights.models import LIVE_STATES, UNWRITTEN_STATES, CopyState, IdentityCopy


@job("rights.sweep_copies", label=_("Destroying copies of identity documents that nobody checked in time"))
def sweep_old_copies(_run: JobRun) -> None:
    sweep_copies(at=timezone.now())


def sweep_copies(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Close links that ran out, destroy copies past their term, and drop what is not needed any more; says how many.

    A copy whose destruction could not be read back is looked at again.
    """
    live = IdentityCopy.objects.filter(state__in=LIVE_STATES)
    swept = 0
    late = Q(state=CopyState.ASKED, link_until__lte=at) | Q(state=CopyState.SENT, check_until__lte=at)
    for copy in live.filter(late).order_by("id"):
        with transaction.atomic():
            ended = end_copy(copy.id, becomes=CopyState.EXPIRED, by=by)
            if ended is not None:
                write_audit(
                    "rights.copy.expire", by=by, at=at, subject=("request", copy.request_id), facts={"copy": copy.id}
                )
                swept += 1
    for copy in live.filter(state=CopyState.SENT).select_related("file").order_by("id"):
        if copy.file is None or not whole_on_disk(copy.file):  # no backup holds one: after a restore it is gone
            with transaction.atomic():
                swept += end_copy(copy.id, becomes=CopyState.EXPIRED, by=by) is not None
    # Answered, or made sure of in another way since: then nobody may look at a copy any more.
    needless = ~Q(request__state__in=UNWRITTEN_STATES) | Q(request__identified_at__gt=F("asked_at"))
    for copy in live.filter(needless).order_by("id"):
        swept += withdraw_copy(copy=copy, by=by, at=at)
    unread = IdentityCopy.objects.exclude(state__in=LIVE_STATES).filter(
        sealed_as__isnull=False, destroyed_at__isnull=True
    )
    for copy_id in unread.values_list("id", flat=True):
        read_back(copy_id, by=by)
    return swept
