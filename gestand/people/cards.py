"""What this room puts on the today page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, DateField, QuerySet, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.gathering import Gathers, Reading
from gestand.core.house import CardLine
from gestand.core.questions import Given, Question
from gestand.people.models import Client
from gestand.people.queries.duplicates import counted_duplicates
from gestand.people.queries.loose_ends import loose_ends
from gestand.people.queries.one_client import kept_until
from gestand.people.terms import loose_end_days
from gestand.ui.formats import day_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from gestand.core.actors import Actor

#: Deletion is proposed 30 days ahead, so that a human's yes comes before the term (clause keep.client).
AHEAD = timedelta(days=30)
SOON_DAYS = 3
_SIDE_LINES = 4
_MOST = 200


def loose_ends_lines(context: dict[str, Any], *, at: datetime) -> Sequence[CardLine]:
    """One line for all loose ends of the panel; it hurts more as the first one's day comes near."""
    count, first_on = context["count"], context["entries"][0].loose_until_on
    left = (first_on - timezone.localdate(at)).days
    return [
        CardLine(
            urgency=30 if left <= SOON_DAYS else 60,
            icon="phone",
            tone="warn" if left <= SOON_DAYS else "plain",
            title=ngettext(
                "%(n)d call or note belongs to nobody yet", "%(n)d calls and notes belong to nobody yet", count
            )
            % {"n": count},
            detail=_("The first one goes on %(day)s.") % {"day": day_words(first_on, year=False)},
            action_label=_("Assign"),
            action_url=reverse("people:loose-ends"),
            days_left=max(left, 0),
            days_total=loose_end_days(at),
        )
    ]


@Question
def _ended_clients() -> QuerySet[Any, Any]:
    ended = Client.objects.filter(ended_on__isnull=False, ended_on__lte=Given("latest", DateField()))
    return ended.order_by("ended_on").values_list("id", "name", "ended_on")[:_MOST]


@Gathers
def ending_terms_card(*, actor: Actor, at: datetime) -> Reading[Sequence[CardLine]]:
    """Former clients whose term of keeping ends within 30 days: only told, nothing is deleted here."""
    if not actor.is_owner:
        return Reading(list)
    length = Client.personal.keep.length
    ago = relativedelta(years=length.years, months=length.months, days=length.days)
    return Reading(_ending_terms, _ended_clients.about(latest=timezone.localdate(at) + AHEAD - ago))


def _ending_terms(rows: list[tuple[UUID, str, date]]) -> Sequence[CardLine]:
    if not rows:
        return []
    client_id, name, ended_on = rows[0]
    until = kept_until(ended_on)
    detail = _("%(name)s: kept until %(day)s.") % {"name": name, "day": day_words(until) if until else ""}
    return [
        CardLine(
            urgency=50,
            icon="hourglass",
            tone="plain",
            title=ngettext(
                "The term of keeping of %(n)d former client ends soon",
                "The term of keeping of %(n)d former clients ends soon",
                len(rows),
            )
            % {"n": len(rows)},
            detail=detail,
            action_label=_("Look"),
            action_url=reverse("people:client", args=[client_id])
            if len(rows) == 1
            else f"{reverse('people:clients')}?state=ended",
        )
    ]


def duplicates_card(*, actor: Actor, at: datetime) -> Sequence[CardLine]:  # noqa: ARG001 - the shape of every card
    """One line for all pairs that may be one; it can wait."""
    count = counted_duplicates() if actor.is_owner else 0
    if not count:
        return []
    return [
        CardLine(
            urgency=85,
            icon="arrow-merge",
            tone="plain",
            title=ngettext("%(n)d pair may be one and the same", "%(n)d pairs may be one and the same", count)
            % {"n": count},
            detail=_("They share a number, a mailbox, or a name and a postal code."),
            action_label=_("Compare"),
            action_url=reverse("people:duplicates"),
        )
    ]


@Gathers
def loose_ends_side(*, actor: Actor, at: datetime) -> Reading[dict[str, Any]]:
    """The panel at the right: the first few loose ends, and how many there are."""
    del at
    dated = loose_ends(actor).filter(loose_until_on__isnull=False)
    return Reading(_loose_ends_context, dated.annotate(count=Window(Count("*")))[:_SIDE_LINES])


def _loose_ends_context(rows: list[Any]) -> dict[str, Any]:
    return {"entries": rows, "count": rows[0].count, "more": rows[0].count > len(rows)} if rows else {}
