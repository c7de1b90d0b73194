"""Lengths that the owner chose in place of the table's: read once, asked everywhere, so that all speak of the same
term.

A room lays them into ``house.chosen_lengths``. Whoever changes one calls ``forget``; another process learns of it at
its next request or job, within seconds (``reread``).
"""

from __future__ import annotations

import time
from collections.abc import Mapping

from django.db import DatabaseError, connection, transaction

from gestand.core.declarations.lengths import Length
from gestand.core.house import house

#: Another process may have changed one: after this long the table is asked again.
REREAD_AFTER_SECONDS = 10.0


class _Known:
    lengths: Mapping[str, Length] | None = None
    read_at = 0.0


def chosen_length(key: str) -> Length | None:
    """What the owner chose for this number of the law, or None."""
    lengths = _Known.lengths if _Known.lengths is not None else _read()
    return lengths.get(key)


def reread() -> None:
    """Ask the table again if the last time is a while ago. At the beginning of a request or a job."""
    if time.monotonic() - _Known.read_at > REREAD_AFTER_SECONDS:
        _Known.lengths = None


def forget() -> None:
    """Something changed: ask the table at the next question."""
    _Known.lengths = None


def pin(lengths: Mapping[str, Length]) -> None:
    """Use these until ``forget`` (for tests)."""
    _Known.lengths, _Known.read_at = lengths, float("inf")


def _read() -> Mapping[str, Length]:
    if house.chosen_lengths is None:
        return {}
    try:
        if connection.in_atomic_block:
            with transaction.atomic():  # a question that fails must not spoil what the caller does
                lengths = house.chosen_lengths()
        else:
            lengths = house.chosen_lengths()
    except DatabaseError:  # before the first migration there is no table, and nothing was chosen
        return {}
    _Known.lengths, _Known.read_at = lengths, time.monotonic()
    return lengths
