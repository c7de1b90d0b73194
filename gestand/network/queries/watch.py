"""What ends at clients: read from the tables of seven kinds of things in one statement, the nearest day first.

Each kind is read along its index by day and cut off, so that an answer costs the same with a hundred clients as with
thousands. What is gone, what somebody said to know, and clients that left are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, UUIDField, Value
from django.utils import timezone

from gestand.core.gathering import Reading, gathered
from gestand.core.questions import Given, Ids, Prepared, Question
from gestand.network.ends import RULES, End, EndRule, Known
from gestand.network.models import DeviceState, EndKind, Silence, ThingKind
from gestand.network.things import THINGS

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: So many of each kind are looked at for one answer; what is beyond is told as "more than".
MOST = 50
#: The list and the calendar look this far back and ahead.
BEHIND, AHEAD = timedelta(days=3660), timedelta(days=3660)
_FROM, _UNTIL = Given("from_on", DateField()), Given("until_on", DateField())


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list was cut off: its last line."""

    on: date
    what: EndKind
    thing_id: UUID


@dataclass(frozen=True, slots=True)
class Asked:
    """Which ends are wanted: those with their day from ``first`` up to ``last``, of these kinds, of one client.

    ``known``: those that somebody silenced, instead of those that nobody did. ``backwards``: the latest day first.
    ``beyond``: what follows upon that line.
    """

    first: date
    last: date
    kinds: tuple[EndKind, ...] = tuple(EndKind)
    client_id: UUID | None = None
    known: bool = False
    backwards: bool = False
    beyond: Place | None = None
    limit: int = MOST


def ends(asked: Asked, *, actor: Actor, at: datetime) -> list[End]:
    """At most ``asked.limit`` of each kind, in the order of their days. One statement, and one for what is known."""
    today = timezone.localdate(at)
    questions = {kind: _wanted(RULES[kind], asked, actor, today)[: asked.limit] for kind in asked.kinds}
    rows = gathered(questions.values())
    found = [end_of(kind, row, today) for kind, question in questions.items() for row in rows[question]]
    if asked.known:
        found = _with_what_was_said(found)
    return in_order(found, backwards=asked.backwards)


def in_order(found: Collection[End], *, backwards: bool = False) -> list[End]:
    return sorted(found, key=lambda end: (end.on, end.what.value, str(end.thing_id)), reverse=backwards)


def ends_of_client(client_id: UUID, *, actor: Actor, at: datetime) -> list[End]:
    """What is past and not settled, and what comes within a year: what presses most first."""
    return client_ends(client_id, at=at).ask() if actor.may_see_client(client_id) else []


def end_of_thing(what: EndKind, thing_id: UUID, *, actor: Actor, at: datetime) -> End | None:
    """The end of one thing that the actor may see, whether it is silenced or not."""
    rule, today = RULES[what], timezone.localdate(at)
    rows = _rows(rule, of=Q(pk=thing_id)).filter(_of_actor(rule, actor))
    row = rows.first()
    if row is None:
        return None
    return _with_what_was_said([end_of(what, row, today)])[0]


def _pressing(end: End) -> tuple[int, int, int, str]:
    """What is a fault before what is only over or coming, and of these what is nearest to today."""
    return ("broken", "warn", "").index(end.tone), end.urgency, abs(end.days_left), str(end.thing_id)


def _is_still_told(end: End) -> bool:
    """A warranty of years ago is not worth a line any more, and a backup that runs in time not yet."""
    after = end.rule.after_days
    if end.what == EndKind.BACKUP and not end.is_past:
        return False
    return not end.is_past or after is None or -end.days_left <= after


# The questions --------------------------------------------------------------------------------------------------------


def end_of(what: EndKind, row: Sequence[Any], today: date) -> End:
    """What a row of ``_rows`` tells."""
    thing_id, name, client_id, client_name, on, renews, *more = row
    return End(what, thing_id, str(name), client_id, client_name, on, today, bool(renews), tuple(more))


def _rows(rule: EndRule, *, of: Q | None = None) -> QuerySet[Any, Any]:
    """Things that can end, with what is told of them, by the day on which they do."""
    thing = THINGS[rule.thing.value]
    client = thing.client_path
    rows = thing.model._default_manager.filter(**{f"{rule.day}__isnull": False})  # noqa: SLF001 - Django's documented API
    if of is not None:
        rows = rows.filter(of)
    rows = rows.filter(_is_in_use(rule))
    return rows.order_by(rule.day, "id").values_list(
        "id",
        rule.name,
        f"{client}_id",
        f"{client}__name",
        rule.day,
        F(rule.renews) if rule.renews else Value(value=False),
        *rule.more,
    )


def _is_in_use(rule: EndRule) -> Q:
    if rule.thing != ThingKind.DEVICE:
        return Q()
    there = ~Q(state=DeviceState.GONE)
    # Said as what it is not, so that SQLite walks the index by day and stops, instead of reading every device in use.
    return there & ~Q(state=DeviceState.SPARE) if rule.what == EndKind.SYSTEM else there


def _of_current_clients(rule: EndRule, today: Any) -> Q:
    client = THINGS[rule.thing.value].client_path
    here = Q(**{f"{client}__archived_at__isnull": True})
    return here & (Q(**{f"{client}__ended_on__isnull": True}) | Q(**{f"{client}__ended_on__gt": today}))


def _silences(rule: EndRule, today: Any) -> QuerySet[Silence]:
    """What holds for the end of a row: said of this very day, and not to be reminded of by now."""
    said: QuerySet[Silence] = Silence.objects.filter(
        thing_id=OuterRef("pk"), what=rule.what.value, ends_on=OuterRef(rule.day)
    )
    return said.filter(Q(until_on__isnull=True) | Q(until_on__gt=today))


def _of_actor(rule: EndRule, actor: Actor) -> Q:
    if actor.clients is None:
        return Q()
    return Q(**{f"{THINGS[rule.thing.value].client_path}_id__in": actor.clients})


def _beyond(rule: EndRule, place: Place, *, backwards: bool) -> Q:
    """What stands behind ``place`` in the order of ``in_order``."""
    side = "lt" if backwards else "gt"
    later = Q(**{f"{rule.day}__{side}": place.on})
    if rule.what == place.what:
        return later | Q(**{rule.day: place.on, f"id__{side}": place.thing_id})
    is_behind = rule.what.value < place.what.value if backwards else rule.what.value > place.what.value
    return later | Q(**{rule.day: place.on}) if is_behind else later


def _wanted(rule: EndRule, asked: Asked, actor: Actor, today: date) -> QuerySet[Any, Any]:
    rows = _rows(rule, of=Q(**{f"{rule.day}__gte": asked.first, f"{rule.day}__lte": asked.last}))
    rows = rows.filter(_of_actor(rule, actor))
    said = Exists(_silences(rule, today))
    rows = rows.filter(said if asked.known else ~said)
    if asked.beyond is not None:
        rows = rows.filter(_beyond(rule, asked.beyond, backwards=asked.backwards))
    if asked.client_id is not None:
        rows = rows.filter(**{f"{THINGS[rule.thing.value].client_path}_id": asked.client_id})
    else:
        rows = rows.filter(_of_current_clients(rule, today))
    return rows.reverse() if asked.backwards else rows


def _with_what_was_said(found: list[End]) -> list[End]:
    said: Mapping[tuple[UUID, str], Silence] = {
        (row.thing_id, row.what): row for row in Silence.objects.filter(thing_id__in=[end.thing_id for end in found])
    }
    return [
        replace(end, known=Known(row.reason, row.until_on))
        if (row := said.get((end.thing_id, end.what.value))) is not None and row.ends_on == end.on
        else end
        for end in found
    ]


# For pages that gather: compiled once ---------------------------------------------------------------------------------


def _for_today(rule: EndRule) -> QuerySet[Any, Any]:
    today = Given("today", DateField())
    rows = _rows(rule, of=Q(**{f"{rule.day}__gte": _FROM, f"{rule.day}__lte": _UNTIL}))
    rows = rows.filter(_of_current_clients(rule, today)).filter(~Exists(_silences(rule, today)))
    if rule.renews:  # whether it did can be seen when its day is over
        rows = rows.filter(Q(**{rule.renews: False}) | Q(**{f"{rule.day}__lt": today}))
    return rows


def _question(rule: EndRule, *, of_some: bool) -> Question:
    if not of_some:
        return Question(lambda: _for_today(rule)[: MOST + 1])
    path = THINGS[rule.thing.value].client_path

    def ask(clients: Ids) -> QuerySet[Any, Any]:
        return _for_today(rule).filter(**{f"{path}__among": clients})[: MOST + 1]

    return Question(ask)


def _of_one(rule: EndRule) -> Question:
    path = THINGS[rule.thing.value].client_path

    def ask() -> QuerySet[Any, Any]:
        rows = _rows(rule, of=Q(**{f"{rule.day}__gte": _FROM, f"{rule.day}__lte": _UNTIL}))
        rows = rows.filter(**{f"{path}_id": Given("client", UUIDField())})
        return rows.filter(~Exists(_silences(rule, Given("today", DateField()))))[:MOST]

    return Question(ask)


_OF_ONE = {what: _of_one(rule) for what, rule in RULES.items()}
_OF_ALL = {what: _question(rule, of_some=False) for what, rule in RULES.items()}
_OF_SOME = {what: _question(rule, of_some=True) for what, rule in RULES.items()}


def pressing_ends(*, actor: Actor, at: datetime) -> Reading[list[End]]:
    """What somebody has to think of today, at most one more than ``MOST`` of each kind; for a page that gathers."""
    today = timezone.localdate(at)
    shelf = _OF_ALL if actor.clients is None else _OF_SOME
    scope = {} if actor.clients is None else {"clients": Prepared(sorted(actor.clients))}
    questions = [
        question.about(
            today=today,
            from_on=today - (timedelta(days=after) if (after := RULES[what].after_days) is not None else BEHIND),
            until_on=today + timedelta(days=RULES[what].ahead_days),
            **scope,
        )
        for what, question in shelf.items()
    ]

    def made(*answers: list[Any]) -> list[End]:
        return [end_of(what, row, today) for what, rows in zip(shelf, answers, strict=True) for row in rows]

    return Reading(made, *questions)


def client_ends(client_id: UUID, *, at: datetime) -> Reading[list[End]]:
    """``ends_of_client`` of a client who was found through ``visible_to``; for a page that gathers."""
    today = timezone.localdate(at)
    moments = {"today": today, "from_on": today - BEHIND, "until_on": today + timedelta(days=365)}

    def made(*answers: list[Any]) -> list[End]:
        found = [end_of(what, row, today) for what, rows in zip(_OF_ONE, answers, strict=True) for row in rows]
        return sorted((end for end in found if _is_still_told(end)), key=_pressing)

    return Reading(made, *(question.about(client=client_id, **moments) for question in _OF_ONE.values()))
