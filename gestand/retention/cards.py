"""What the today page says about what goes: a list that waits for a yes, holds that end, what should have gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DateField, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.gathering import Gathers, Reading
from gestand.core.house import CardLine
from gestand.core.questions import Given, Question
from gestand.retention.models import COMING, Departure, Hold
from gestand.retention.sweep import AHEAD
from gestand.ui.formats import day_words

if TYPE_CHECKING:
    from gestand.core.actors import Actor


@Question
def _departures() -> QuerySet[Any, Any]:
    rows = Departure.objects.filter(state__in=COMING).order_by().values_list("state")
    return rows.annotate(
        n=Count("id"), first=Min("goes_on"), late=Count("id", filter=Q(goes_on__lt=Given("today", DateField())))
    )


@Question
def _holds() -> QuerySet[Any, Any]:
    near = Hold.objects.filter(lifted_at__isnull=True, until_on__gte=Given("since", DateField()))
    return near.filter(until_on__lte=Given("until", DateField())).order_by("until_on").values_list("until_on")


@Gathers
def retention_card(*, actor: Actor, at: datetime) -> Reading[Sequence[CardLine]]:
    """A few lines, all from one question each."""
    if not actor.is_owner:
        return Reading(list)
    today = timezone.localdate(at)

    def lines(departures: list[Any], holds: list[Any]) -> Sequence[CardLine]:
        return [*_departure_lines(departures, today), *_hold_lines([row[0] for row in holds], today)]

    return Reading(lines, _departures.about(today=today), _holds.about(since=today - AHEAD, until=today + AHEAD))


def _departure_lines(rows: list[Any], today: date) -> list[CardLine]:
    by_state = {state: (count, first, late) for state, count, first, late in rows}
    waiting, first, late = by_state.get("proposed", (0, None, 0))
    stuck = by_state.get("confirmed", (0, None, 0))[2]
    lines = []
    if waiting:
        assert first is not None  # noqa: S101 - there is one
        lines.append(
            CardLine(
                urgency=15 if late else 45,
                icon="hourglass",
                tone="broken" if late else "warn",
                title=ngettext(
                    "%(n)d line is past its term or will be within a month",
                    "%(n)d lines are past their term or will be within a month",
                    waiting,
                )
                % {"n": waiting},
                detail=_("The first one goes on %(day)s, if you say so.") % {"day": day_words(first, year=False)},
                action_label=_("Decide"),
                action_url=reverse("retention:going"),
                days_left=max((first - today).days, 0),
                days_total=AHEAD.days,
            )
        )
    if stuck:
        lines.append(
            CardLine(
                urgency=12,
                icon="alert-triangle",
                tone="broken",
                title=ngettext(
                    "%(n)d confirmed line should have gone, and has not",
                    "%(n)d confirmed lines should have gone, and have not",
                    stuck,
                )
                % {"n": stuck},
                detail=_("The page tells why."),
                action_label=_("Look"),
                action_url=reverse("retention:leftovers"),
            )
        )
    return lines


def _hold_lines(days: list[date], today: date) -> list[CardLine]:
    if not days:
        return []
    first = days[0]
    return [
        CardLine(
            urgency=30 if first < today else 50,
            icon="lock",
            tone="warn" if first < today else "plain",
            title=ngettext("%(n)d hold ends", "%(n)d holds end", len(days)) % {"n": len(days)},
            detail=_("The first one on %(day)s: longer, or may it go?") % {"day": day_words(first, year=False)},
            action_label=_("Decide"),
            action_url=reverse("retention:holds"),
        )
    ]
