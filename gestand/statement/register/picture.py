"""Which data flows where: activities at the left, recipients at the right, a line between who gets something."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gestand.core.egress import RecipientKind
from gestand.statement.register.telling import Register

_BOX, _GAP, _WIDE = 34, 10, 300
_WIDTH = 800
_RIGHT = _WIDTH - _WIDE
_LETTERS = 38


@dataclass(frozen=True, slots=True)
class Box:
    """A name in the picture; ``tone`` is a class of the stylesheet."""

    key: str
    label: str
    detail: str
    x: int
    y: int
    tone: str
    width: int = _WIDE
    height: int = _BOX

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def words_y(self) -> int:
        return self.y + (self.height // 2 + 5 if not self.detail else 15)


@dataclass(frozen=True, slots=True)
class Line:
    """A curve from an activity to a recipient."""

    path: str
    tone: str


@dataclass(frozen=True, slots=True)
class Flow:
    """An activity with its recipients, for a narrow screen, where there is no room beside each other."""

    activity: str
    recipients: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    activities: tuple[Box, ...]
    recipients: tuple[Box, ...]
    lines: tuple[Line, ...]
    flows: tuple[Flow, ...]


def picture_of(register: Register) -> Picture | None:
    """None when nothing flows anywhere."""
    used = {recipient.key for activity in register.activities for recipient in activity.recipients}
    receiving = [each for each in register.recipients if each.key in used]
    if not receiving:
        return None
    rows = max(len(register.activities), len(receiving))
    height = rows * (_BOX + _GAP) - _GAP
    left = tuple(
        Box(each.key, _short(each.title[:1].upper() + each.title[1:]), "", 0, y, "activity")
        for each, y in zip(register.activities, _spread(len(register.activities), height), strict=True)
    )
    right = tuple(
        Box(each.key, _short(each.name), each.country, _RIGHT, y, _tone(each.kind, leaves=each.leaves_the_eea))
        for each, y in zip(receiving, _spread(len(receiving), height), strict=True)
    )
    ends = {box.key: box for box in right}
    lines = tuple(
        Line(_curve(start.middle, ends[recipient.key].middle), ends[recipient.key].tone)
        for start, activity in zip(left, register.activities, strict=True)
        for recipient in activity.recipients
    )
    flows = tuple(
        Flow(
            activity.title[:1].upper() + activity.title[1:],
            tuple(replace(ends[each.key], label=str(each.name)) for each in activity.recipients),
        )
        for activity in register.activities
        if activity.recipients
    )
    return Picture(_WIDTH, height, left, right, lines, flows)


def _spread(many: int, height: int) -> list[int]:
    """Evenly from top to bottom."""
    room = height / max(many, 1)
    return [round(room * place + (room - _BOX) / 2) for place in range(many)]


def _curve(start: int, end: int) -> str:
    middle = (_WIDE + _RIGHT) // 2
    return f"M{_WIDE} {start} C{middle} {start} {middle} {end} {_RIGHT} {end}"


def _tone(kind: RecipientKind, *, leaves: bool) -> str:
    if leaves:
        return "outside"
    return "processor" if kind is RecipientKind.PROCESSOR else "controller"


def _short(words: str) -> str:
    return words if len(words) <= _LETTERS else f"{words[: _LETTERS - 1]}…"
