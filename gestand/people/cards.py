"""What this room puts on the today page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.house import CardLine
from gestand.people.models import Client
from gestand.people.queries.duplicates import counted_duplicates
from gestand.people.queries.loose_ends import loose_ends
from gestand.people.queries.one_client import kept_until
from gestand.people.terms import loose_end_days
from gestand.ui.formats import day_words

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def ending_terms_card(*, actor: Actor, at: datetime) -> Sequence[CardLine]:
    """Former clients whose term of keeping ends within 30 days: only told, nothing is deleted here."""
    if not actor.is_owner:
        return []
    length = Client.personal.keep.length
    today = timezone.localdate(at)
    latest = today + AHEAD - relativedelta(years=length.years, months=length.months, days=length.days)
    rows = list(
        Client.objects.filter(ended_on__isnull=False, ended_on__lte=latest)
        .order_by("ended_on")
        .values_list("id", "name", "ended_on")[:_MOST]
    )
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


def loose_ends_side(*, actor: Actor, at: datetime) -> dict[str, Any]:  # noqa: ARG001 - the shape of every side card
    """The panel at the right: the first few loose ends, and how many there are. One query."""
    rows = list(loose_ends(actor).filter(loose_until_on__isnull=False).annotate(count=Window(Count("*")))[:_SIDE_LINES])
    return {"entries": rows, "count": rows[0].count, "more": rows[0].count > len(rows)} if rows else {}
