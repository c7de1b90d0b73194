"""What goes, in words: by day and home, with names where somebody is still here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count, Min, QuerySet, Sum
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gestand.core.freezing import left_by_the_sweep
from gestand.core.house import HeldUntil, house
from gestand.core.law import TERM_NAMES
from gestand.retention.finding import TABLE, Home, leaving
from gestand.retention.models import COMING, Departure, DepartureState, Hold


@dataclass(frozen=True, slots=True)
class DepartureLine:
    """One line of the list. ``tables``: what goes, in words and numbers. ``hold``, ``is_restricted``: why it stays."""

    departure: Departure
    name: str
    url_id: UUID | None
    tables: Sequence[tuple[str, int]]
    rules: Sequence[str]
    hold: HeldUntil | None = None
    is_restricted: bool = False

    @property
    def token(self) -> str:
        """What a yes names: this departure, with exactly these rows."""
        return f"{self.departure.id}:{self.departure.digest}"

    @property
    def is_a_client(self) -> bool:
        return self.departure.home_kind == "client"


def departure_lines(departures: Iterable[Departure], *, on: date) -> list[DepartureLine]:
    """With names, two queries at most beside those of the holds."""
    found = list(departures)
    names = names_of_homes((each.home_kind, each.home_id) for each in found)
    held = [each for each in found if each.state == DepartureState.HELD]
    ids = {UUID(one) for each in held for many in each.subjects.values() for one in many}
    ids |= {each.home_id for each in held}
    holds = house.holds_on(ids, on) if ids and house.holds_on is not None else {}
    restricted = left_by_the_sweep() if held else frozenset()
    return [_line(each, names, holds, restricted) for each in found]


def coming(*, until: date | None = None) -> QuerySet[Departure]:
    rows = Departure.objects.coming()
    return rows.filter(goes_on__lte=until) if until is not None else rows


@dataclass(frozen=True, slots=True)
class Asked:
    """What goes until a day, asked of the tables themselves. ``lines``: home, name, day, rows by table."""

    on: date
    lines: Sequence[dict[str, Any]]
    rows: int
    homes: int
    by_table: Sequence[tuple[str, int]]


def asked_at(on: date, *, at: datetime) -> Asked:
    """What goes until and on that day, by declarations and holds, whatever anybody said yes to."""
    found = leaving(on=on)
    names = names_of_homes((place.home.kind, place.home.id) for place in found)
    ids = {each for here in found.values() for many in here.subjects.values() for each in many}
    held = house.holds_on(ids, max(on, timezone.localdate(at))) if ids and house.holds_on is not None else {}
    restricted = left_by_the_sweep()
    states = {
        (each.home_kind, each.home_id, each.home_table, each.goes_on): each.state for each in Departure.objects.coming()
    }
    total: Counter[str] = Counter()
    lines = []
    for place, here in sorted(found.items(), key=lambda pair: (pair[0].goes_on, str(pair[0].home))):
        total.update(here.counts)
        hold = next((held[each] for many in here.subjects.values() for each in many if each in held), None)
        lines.append(
            {
                "home": place.home,
                "name": _home_name(place.home, names),
                "goes_on": place.goes_on,
                "rows": here.total,
                "tables": in_words(here.counts),
                "counts": dict(here.counts),
                "hold": hold,
                "is_restricted": not restricted.isdisjoint(
                    [place.home.id, *(each for many in here.subjects.values() for each in many)]
                ),
                "state": states.get((*_key(place.home), place.goes_on), ""),
            }
        )
    return Asked(on, lines, sum(total.values()), len({line["home"] for line in lines}), in_words(total))


def _key(home: Home) -> tuple[str, UUID, str]:
    return home.kind, home.id, home.table


def in_words(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """(table in the reader's language, rows), the largest first."""
    found = []
    for label, count in counts.items():
        meta = apps.get_model(label)._meta
        found.append((str(capfirst(str(meta.verbose_name_plural if count != 1 else meta.verbose_name))), count))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def names_of_homes(homes: Iterable[tuple[str, UUID]]) -> Mapping[tuple[str, UUID], str]:
    by_kind: dict[str, set[UUID]] = {}
    for kind, home_id in homes:
        if kind in house.name_resolvers:
            by_kind.setdefault(kind, set()).add(home_id)
    return {
        (kind, home_id): name
        for kind, ids in by_kind.items()
        for home_id, name in house.name_resolvers[kind](ids).items()
    }


def summary(*, on: date) -> dict[str, Any]:
    """Numbers for the head of the page and for today; one query."""
    rows = Departure.objects.filter(state__in=COMING).values_list("state").annotate(
        n=Count("id"), total=Sum("rows"), first=Min("goes_on")
    )  # fmt: skip
    by_state = {state: {"count": count, "rows": total, "first": first} for state, count, total, first in rows}
    waiting = by_state.get(DepartureState.PROPOSED, {})
    return {
        "waiting": waiting.get("count", 0),
        "waiting_rows": waiting.get("rows", 0),
        "first": waiting.get("first"),
        "confirmed": by_state.get(DepartureState.CONFIRMED, {}).get("count", 0),
        "held": by_state.get(DepartureState.HELD, {}).get("count", 0),
        "late": Departure.objects.unanswered().filter(goes_on__lte=on).count(),
    }


def holds_in_force(on: date) -> list[tuple[Hold, str]]:
    """With the name of who is held."""
    found = list(Hold.objects.in_force(on))
    names = names_of_homes(each.subject for each in found)
    return [(hold, names.get(hold.subject, _("somebody who is gone"))) for hold in found]


def _line(
    departure: Departure,
    names: Mapping[tuple[str, UUID], str],
    holds: Mapping[UUID, HeldUntil],
    restricted: frozenset[UUID],
) -> DepartureLine:
    ids = [UUID(one) for many in departure.subjects.values() for one in many]
    home = Home(departure.home_kind, departure.home_id, departure.home_table)
    return DepartureLine(
        departure,
        _home_name(home, names),
        departure.home_id if departure.home_kind != TABLE else None,
        in_words(departure.counts),
        [str(TERM_NAMES[key]) for key in departure.rules if key in TERM_NAMES],
        next((holds[each] for each in [departure.home_id, *ids] if each in holds), None),
        not restricted.isdisjoint([departure.home_id, *ids]),
    )


def _home_name(home: Home, names: Mapping[tuple[str, UUID], str]) -> str:
    if home.kind == TABLE:
        return str(capfirst(str(apps.get_model(home.table)._meta.verbose_name_plural)))
    return names.get((home.kind, home.id)) or _("somebody who is gone")
