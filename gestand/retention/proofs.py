"""Clause ``keep.client``: what goes is proposed a month ahead, somebody says yes, and then it goes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.audit.models import AuditLine
from gestand.core.erasure.plan import holds_on
from gestand.core.freezing import left_by_the_sweep
from gestand.core.proofs import Button, Proof, ProofKind
from gestand.core.proofs.answers import broken, kept
from gestand.retention.finding import Place, home_of, leaving
from gestand.retention.models import Departure, DepartureState
from gestand.retention.queries.leftovers import late_as_processor
from gestand.retention.sweep import AHEAD, GONE

if TYPE_CHECKING:
    from gestand.core.house import HeldAtTheEnd
    from gestand.core.proofs import Evidence

#: The list is made at night: what came within reach since the last one is not on it yet.
NIGHT = timedelta(days=2)


def asked_in_time(*, at: datetime) -> Evidence:
    """What goes within the month is on the list; what was confirmed has gone. Names are the proof of decisions's."""
    today = timezone.localdate(at)
    listed = {Place(home_of(each), each.goes_on) for each in Departure.objects.coming().iterator()}
    near = leaving(on=today + AHEAD - NIGHT)
    # A term that ended, or a relation that was ended with a day in the past, is on the list from the next night on.
    unlisted = [place for place in near if place not in listed and place.goes_on > today]
    late = Departure.objects.filter(state=DepartureState.CONFIRMED, goes_on__lt=today - timedelta(days=1)).count()
    counts = {
        "near": len(near),
        "unlisted": len(unlisted),
        "late": late,
        "gone": AuditLine.objects.filter(action=GONE).count(),
        "as_processor": len(_for_clients_too_long(today)),
    }
    if counts["unlisted"]:
        return broken(
            _(
                "Lines that go within a month and are not on the list, so that nobody was asked: %(unlisted)s of "
                "%(near)s."
            ),
            counts,
            todo=_("Have the list made now, and find out why the job of the night did not run."),
            button=Button(_("Open the list"), "retention:going"),
        )
    if counts["late"]:
        return broken(
            _("%(late)s lines should have gone after a yes, and have not."),
            counts,
            todo=_("The page of leftovers tells why, and has a button."),
            button=Button(_("Open the leftovers"), "retention:leftovers"),
        )
    if counts["as_processor"]:
        return broken(
            _("What is held as processor of %(as_processor)s clients should have gone back or away, and has not."),
            counts,
            todo=_("Ask the client what it wants, and return or delete it. The page of leftovers leads there."),
            button=Button(_("Open the leftovers"), "retention:leftovers"),
        )
    return kept(_("What goes within a month (%(near)s lines) is on the list; %(gone)s went, each after a yes."), counts)


def _for_clients_too_long(today: date) -> list[HeldAtTheEnd]:
    """Those that nobody holds and whose use is not restricted."""
    late = late_as_processor(today)
    kept_back = set(holds_on({each for line in late for each in line.subjects}, today)) | left_by_the_sweep()
    return [line for line in late if not line.subjects & kept_back]


ASKED = Proof(
    key="retention.asked",
    clauses=("keep.client",),
    kind=ProofKind.DATA,
    what=_(
        "What is past its term within a month is on the list, goes after a person's yes alone, and then does go; what "
        "is held as processor goes back or away within thirty days of the end."
    ),
    limits=_("It sees that somebody said yes, not how well the list was read."),
    check=asked_in_time,
    time_limit_seconds=300,
)
PROOFS = (ASKED,)
