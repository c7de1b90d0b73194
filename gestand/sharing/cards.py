"""What the today page says about agreements that need the owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.gathering import Gathers, Reading, together
from gestand.core.house import CardLine
from gestand.core.questions import Question
from gestand.sharing.queries.client_agreements import ended_relations
from gestand.sharing.queries.held import counts_at_the_end, url_of
from gestand.sharing.queries.recipients import Lack, RecipientLine, current_lines
from gestand.sharing.terms import WARN_AHEAD

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: What of an incomplete line is worth a line of the morning, most urgent first.
_TOLD = ("ends_soon", "review")


@Question
def _ended_relations() -> QuerySet[Any, Any]:
    return ended_relations().order_by().values_list("state").annotate(count=Count("id"))


@Gathers
def agreements_card(*, actor: Actor, at: datetime) -> Reading[Sequence[CardLine]]:
    """Processors that are shut out, agreements that end soon, and clients who left while theirs stands."""
    if not actor.is_owner:
        return Reading(list)
    ended = Reading(lambda counted: sum(count for _state, count in counted), _ended_relations.about())
    return together(_lines, [current_lines.reading(at=at), ended])


def _lines(read: list[Any]) -> Sequence[CardLine]:
    recipients: list[RecipientLine] = read[0]
    left: int = read[1]
    lines = []
    for line in recipients:
        told = [lack for lack in line.lacks if lack.stops or lack.code in _TOLD]
        if told:
            lines.append(_line(line, told[0]))
    if left:
        title = ngettext(
            "%(n)d client left, and the processing agreement still stands",
            "%(n)d clients left, and their processing agreements still stand",
            left,
        )
        lines.append(
            CardLine(
                urgency=55,
                icon="signature",
                tone="warn",
                title=title % {"n": left},
                detail=_("Ask whether the data goes back or is deleted."),
                action_label=_("Look"),
                action_url=f"{reverse('sharing:agreements')}?state=signed",
            )
        )
    return lines


@Gathers
def held_card(*, actor: Actor, at: datetime) -> Reading[Sequence[CardLine]]:
    """Clients whose service is over and for whom something is still held as processor (GDPR 28(3)(g))."""
    if not actor.is_owner:
        return Reading(list)
    return counts_at_the_end(timezone.localdate(at), _held_lines)


def _held_lines(counts: dict[UUID, int]) -> Sequence[CardLine]:
    if not counts:
        return []
    title = ngettext(
        "The service to %(n)d client is over, and what you hold for it is still here",
        "The service to %(n)d clients is over, and what you hold for them is still here",
        len(counts),
    )
    first = min(counts)
    return [
        CardLine(
            urgency=35,
            icon="package",
            tone="warn",
            title=title % {"n": len(counts)},
            detail=_("It goes back or is deleted, as the client chooses, within thirty days."),
            action_label=_("Look"),
            action_url=url_of(first) if len(counts) == 1 else reverse("sharing:held-waiting"),
        )
    ]


def _line(line: RecipientLine, lack: Lack) -> CardLine:
    return CardLine(
        urgency=20 if lack.stops else 45,
        icon="share",
        tone="broken" if lack.stops else "warn",
        title=str(line.recipient.name),
        detail=lack.sentence + (" " + _("Nothing goes out to it.") if lack.stops else ""),
        action_label=_("Put it right"),
        action_url=reverse("sharing:recipient", args=[line.key]),
        days_left=lack.days_left,
        days_total=WARN_AHEAD.days if lack.days_left is not None else None,
    )
