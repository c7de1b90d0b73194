"""Lengths that the owner chose in place of the table's: read once, asked everywhere, so that all speak of the same
term.

A room lays them into ``house.chosen_lengths``, with the ones before them: some promises were made under those.
Whoever changes one calls ``forget``; another process learns of it at its next request or job, within seconds
(``reread``).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError, connection, transaction

from gestand.core.declarations.lengths import Length
from gestand.core.house import house

#: Another process may have changed one: after this long the table is asked again.
REREAD_AFTER_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Choice:
    """What held from this day on; without a length the table's own held again."""

    since: date
    length: Length | None


class _Known:
    choices: Mapping[str, Sequence[Choice]] | None = None  # of each key the oldest first
    read_at = 0.0


def chosen_length(key: str) -> Length | None:
    """What the owner chose for this number of the law, or None."""
    choices = _choices(key)
    return choices[-1].length if choices else None


def lengths_chosen_since(key: str, day: date) -> set[Length | None]:
    """Every choice that held on that day or on one after it; None stands for the table's own length."""
    held: set[Length | None] = set()
    before: Length | None = None
    for choice in _choices(key):
        if choice.since < day:
            before = choice.length
        else:
            held.add(choice.length)
    return held | {before}


def reread() -> None:
    """Ask the table again if the last time is a while ago. At the beginning of a request or a job."""
    if time.monotonic() - _Known.read_at > REREAD_AFTER_SECONDS:
        _Known.choices = None


def forget() -> None:
    """Something changed: ask the table at the next question."""
    _Known.choices = None


def pin(lengths: Mapping[str, Length]) -> None:
    """Use these, as if they had always held, until ``forget`` (for tests)."""
    _Known.choices = {key: [Choice(date.min, length)] for key, length in lengths.items()}
    _Known.read_at = float("inf")


def _choices(key: str) -> Sequence[Choice]:
    return (_Known.choices if _Known.choices is not None else _read()).get(key, ())


def _read() -> Mapping[str, Sequence[Choice]]:
    if house.chosen_lengths is None:
        return {}
    try:
        if connection.in_atomic_block:
            with transaction.atomic():  # a question that fails must not spoil what the caller does
                choices = house.chosen_lengths()
        else:
            choices = house.chosen_lengths()
    except DatabaseError:  # before the first migration there is no table, and nothing was chosen
        return {}
    _Known.choices, _Known.read_at = choices, time.monotonic()
    return choices
