"""What the today page says, gathered from the cards that the rooms offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gestand.core.gathering import read_all, reading_of
from gestand.core.house import CardLine, house

if TYPE_CHECKING:
    from collections.abc import Callable

    from gestand.core.actors import Actor

MOST_LINES = 7
_NIGHT_ENDS, _NOON, _EVENING = 5, 12, 18


@dataclass(frozen=True, slots=True)
class FilledSideCard:
    template: str
    context: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Today:
    """``lines`` are those to show; ``more`` counts the rest."""

    lines: list[CardLine]
    more: int
    sides: list[FilledSideCard]


def today_of(actor: Actor, *, at: datetime, every_line: bool = False) -> Today:
    """What needs this actor now, what hurts most first. One query, and those of cards that ask for themselves."""
    sources: list[Callable[..., Any]] = [*house.today_cards, *(card.context for card in house.side_cards)]
    found: list[Any] = read_all([reading_of(source, actor=actor, at=at) for source in sources])
    told, contexts = found[: len(house.today_cards)], found[len(house.today_cards) :]
    lines: list[CardLine] = [line for of_card in told for line in of_card]
    sides = []
    for card, context in zip(house.side_cards, contexts, strict=True):
        if context:
            sides.append(FilledSideCard(card.template, context))
            lines += card.lines(context, at=at) if card.lines else ()
    lines.sort(key=lambda line: line.urgency)
    shown = lines if every_line else lines[:MOST_LINES]
    return Today(shown, len(lines) - len(shown), sides)


def greeting(name: str, *, at: datetime) -> str:
    """Such as "Goedemorgen, Anna", by the clock on the wall."""
    hour = timezone.localtime(at).hour
    words = {"name": name.partition(" ")[0]}
    if not words["name"]:
        return _("Today")
    if _NIGHT_ENDS <= hour < _NOON:
        return _("Good morning, %(name)s") % words
    if _NOON <= hour < _EVENING:
        return _("Good afternoon, %(name)s") % words
    return _("Good evening, %(name)s") % words
