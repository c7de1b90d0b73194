"""Addresses of pages, many at once: Django looks one up for twenty times as long as it takes to fill it in."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.urls import reverse


def path_of(view: str, *parts: object) -> str:
    """What ``reverse`` gives for a view of ids and words; NoReverseMatch when there is no such page.

    An address is looked up once for each view and its words; ids are filled in.
    """
    ids = [str(part) for part in parts if isinstance(part, UUID)]
    pieces = _around_ids(view, *[None if isinstance(part, UUID) else str(part) for part in parts])
    return pieces[0] + "".join([one + piece for one, piece in zip(ids, pieces[1:], strict=True)])


@lru_cache(maxsize=512)
def _around_ids(view: str, *words: str | None) -> list[str]:
    """What stands before, between and after the ids (None) of an address."""
    # Each id has a mark of its own: an address may have them in another order.
    marks = [UUID(int=(0xFACADE << 104) + place) for place, word in enumerate(words) if word is None]
    left = iter(marks)
    path = reverse(view, args=[next(left) if word is None else word for word in words])
    pieces = []
    for mark in marks:
        before, _mark, path = path.partition(str(mark))
        pieces.append(before)
    return [*pieces, path]
