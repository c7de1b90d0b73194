"""Somebody's yes to what goes: each list line is a yes of its own, to exactly the rows that were shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor, ActorKind
from gestand.core.audit import write_audit
from gestand.core.erasure.execute import NeedsAName
from gestand.core.jobs import enqueue
from gestand.core.refusals import Refused
from gestand.retention.models import Departure, DepartureState

SWEEP_JOB = "retention.sweep"
_AT_ONCE = 200


class NothingToConfirm(Refused):
    """It was confirmed, held or changed in the meantime."""

    code = "nothing_to_confirm"


def confirm_departures(*, shown: Mapping[UUID, str], by: Actor, at: datetime) -> int:
    """Say yes to these departures, each with the digest that was shown; how many. They go on their day, or tonight.

    Refuses an actor without a name (``NeedsAName``), and when none of them waits any more (``NothingToConfirm``): two
    owners who press at once say yes once. GDPR 22.
    """
    by.require_owner()
    if by.kind is not ActorKind.ACCOUNT or by.id is None:
        raise NeedsAName(_("Say whose yes this is: only a person erases, and the audit log names who."))
    said = 0
    is_late = False
    today = timezone.localdate(at)
    with transaction.atomic():
        for departure in Departure.objects.select_for_update().filter(id__in=shown.keys()).order_by("id"):
            if departure.state != DepartureState.PROPOSED or departure.digest != shown[departure.id]:
                continue
            departure.state, departure.said_by, departure.said_at = DepartureState.CONFIRMED, by.id, at
            departure.has_changed, departure.trouble = False, ""
            departure.save(update_fields=["state", "said_by", "said_at", "has_changed", "trouble"])
            write_audit(
                "retention.departure.confirm",
                by=by,
                at=at,
                subject=(departure.home_kind, departure.home_id if departure.home_kind != "table" else departure.id),
                client_id=departure.home_id if departure.home_kind == "client" else None,
                facts={"departure": departure.id, "rows": departure.rows, "goes_on": departure.goes_on},
            )
            said += 1
            is_late = is_late or departure.goes_on <= today
        if not said:
            raise NothingToConfirm(_("None of these waits for a yes any more. Look at the list again."))
        if is_late:
            enqueue(SWEEP_JOB, by=by, at=at)
    return said


def take_back(*, departure: Departure, by: Actor, at: datetime) -> Departure:
    """Take a yes back before its day. Refuses what is gone (``NothingToConfirm``)."""
    by.require_owner()
    with transaction.atomic():
        row = Departure.objects.select_for_update().get(id=departure.id)
        if row.state != DepartureState.CONFIRMED:
            raise NothingToConfirm(_("There is no yes to take back any more."))
        row.state, row.said_by, row.said_at, row.is_standing = DepartureState.PROPOSED, None, None, False
        row.save(update_fields=["state", "said_by", "said_at", "is_standing"])
        write_audit(
            "retention.departure.take_back",
            by=by,
            at=at,
            subject=(row.home_kind, row.home_id if row.home_kind != "table" else row.id),
            facts={"departure": row.id},
        )
    return row
