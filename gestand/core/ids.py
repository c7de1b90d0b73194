"""Identifiers: UUIDs that sort by time (RFC 9562, version 7) and short ids that a person can read out."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db import models

#: No vowels (no words) and nothing that reads like something else.
_SHORT_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"


def new_id() -> uuid.UUID:
    """A UUID version 7: 48 bits of milliseconds, then 74 random bits; never reused, unlike a restored integer."""
    milliseconds, chance = time.time_ns() // 1_000_000, secrets.randbits(74)
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | chance >> 62 << 64 | 0b10 << 62
    return uuid.UUID(int=value | chance & (1 << 62) - 1)


def first_id_of(moment: datetime) -> uuid.UUID:
    """The lowest id that could be made at this moment: every earlier one is smaller."""
    return uuid.UUID(int=(int(moment.timestamp() * 1000) & (1 << 48) - 1) << 80)


def new_short_id() -> str:
    """Seven characters, as "K7M2-PQX" without the dash: about 10^10 of them."""
    chance = secrets.randbelow(len(_SHORT_ALPHABET) ** 7)
    return "".join(
        [_SHORT_ALPHABET[chance // len(_SHORT_ALPHABET) ** place % len(_SHORT_ALPHABET)] for place in range(7)]
    )


def free_short_ids(wished: Iterable[str], model: type[models.Model]) -> list[str]:
    """The same short ids in the same order, drawn again where one is wished twice or a row of ``model`` has it.

    Among 50,000 two are alike in one case out of eight, among 200,000 in six out of seven.
    """
    given = list(wished)
    rows = model._default_manager.filter(short_id__in=given)  # noqa: SLF001 - Django's documented API
    taken = set(rows.values_list("short_id", flat=True))
    for place, one in enumerate(given):
        while one in taken:
            one = new_short_id()  # noqa: PLW2901 - the wish is given up
        taken.add(one)
        given[place] = one
    return given


def is_short_id(text: str) -> bool:
    return len(text) == 7 and set(text) <= set(_SHORT_ALPHABET)  # noqa: PLR2004 - as they are made
