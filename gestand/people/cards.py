"""What this room puts on the today page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.gathering import Gathers, Reading
from gestand.core.house import CardLine
from gestand.core.questions import Question
from gestand.people.models import Correspondence
from gestand.people.queries.duplicates import counted_duplicates
from gestand.people.queries.loose_ends import every_loose_end, loose_ends
from gestand.people.queries.silent import counted_silent
from gestand.people.terms import loose_end_days
from gestand.ui.formats import day_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gestand.core.actors import Actor

SOON_DAYS = 3
_SIDE_LINES = 4


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


def silent_card(*, actor: Actor, at: datetime) -> Sequence[CardLine]:  # noqa: ARG001 - the shape of every card
    """Households of which nothing was heard for 24 months: is the relation over?"""
    count = counted_silent() if actor.is_owner else 0
    if not count:
        return []
    return [
        CardLine(
            urgency=80,
            icon="hourglass",
            tone="plain",
            title=ngettext("%(n)d household is silent", "%(n)d households are silent", count) % {"n": count},
            detail=_("Is the relation over? Then the term of keeping begins."),
            action_label=_("Look"),
            action_url=reverse("people:silent"),
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


@Question
def _every_loose_end() -> QuerySet[Correspondence]:
    return _first_ones(every_loose_end())


def _first_ones(rows: QuerySet[Correspondence]) -> QuerySet[Correspondence]:
    return rows.filter(loose_until_on__isnull=False).annotate(count=Window(Count("*")))[:_SIDE_LINES]


@Gathers
def loose_ends_side(*, actor: Actor, at: datetime) -> Reading[dict[str, Any]]:
    """The panel at the right: the first few loose ends, and how many there are."""
    del at
    seen = _every_loose_end.about() if actor.sees_every_client else _first_ones(loose_ends(actor))
    return Reading(_loose_ends_context, seen)


def _loose_ends_context(rows: list[Any]) -> dict[str, Any]:
    return {"entries": rows, "count": rows[0].count, "more": rows[0].count > len(rows)} if rows else {}
