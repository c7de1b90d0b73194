"""What a room offers to search and what search gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Entry:
    """One findable thing. ``words`` are matched as names (typing errors forgiven), ``text`` as running text,
    ``numbers`` by any end of at least four digits (phones, chamber-of-commerce numbers).
    ``client_id`` decides who may find it (``None``: only those who see every client).
    """

    kind: str
    id: UUID
    client_id: UUID | None
    title: str
    detail: str = ""
    words: str = ""
    numbers: tuple[str, ...] = ()
    text: str = ""
    weight: int = 0  # higher first among equals


@dataclass(frozen=True, slots=True)
class Hit:
    kind: str
    id: UUID
    client_id: UUID | None
    title: str
    detail: str
    url: str
    score: float


@dataclass(frozen=True, slots=True)
class SearchSource:
    """A room's findable things of one kind. ``entries`` yields all of them (for a rebuild), or those of ``ids``."""

    kind: str
    label: str | Promise
    icon: str
    order: int
    url: Callable[[UUID, UUID | None], str]  # (id, client_id) -> address of its page
    entries: Callable[[Iterable[UUID] | None], Iterator[Entry]] = field(repr=False)
