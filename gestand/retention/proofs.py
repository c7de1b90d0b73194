"""Clause ``keep.client``: what goes is proposed a month ahead, somebody says yes, and then it goes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.audit.models import AuditLine
from gestand.core.proofs import Button, Proof, ProofKind
from gestand.core.proofs.answers import broken, kept
from gestand.retention.finding import Place, home_of, leaving
from gestand.retention.models import Departure, DepartureState
from gestand.retention.sweep import AHEAD, GONE

if TYPE_CHECKING:
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
    return kept(_("What goes within a month (%(near)s lines) is on the list; %(gone)s went, each after a yes."), counts)


ASKED = Proof(
    key="retention.asked",
    clauses=("keep.client",),
    kind=ProofKind.DATA,
    what=_("What is past its term within a month is on the list, goes after a person's yes alone, and then does go."),
    limits=_("It sees that somebody said yes, not how well the list was read."),
    check=asked_in_time,
    time_limit_seconds=300,
)
PROOFS = (ASKED,)
