"""What a room offers to search and what search gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise

from gestand.core.house import house

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Entry:
    """One findable thing.

    The words of ``title`` count most, then ``words`` (other names, addresses, mail addresses), then ``text`` (running
    text). ``numbers`` are found by any start, or by their last four digits or more, in any spelling (phones,
    chamber-of-commerce numbers); ``addresses`` (IP and MAC) by any start, in any spelling. ``client_id`` decides who
    may find it (``None``: only those who see every client); a thing that belongs to two clients yields an entry for
    each. ``person_id`` is whom it is about (an entry of kind "person" is about itself).
    ``weight`` above zero lifts among equals, below zero sinks under everything else (archived); ``recent_on`` is the
    day that counts as its newest (default: the day on which its id was made); ``ended_on`` the day on which the
    relation ended (sinks too).
    """

    kind: str
    id: UUID
    client_id: UUID | None
    title: str
    detail: str = ""
    words: str = ""
    numbers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    text: str = ""
    weight: int = 0
    person_id: UUID | None = None
    recent_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """``score``: 100 for an exact name, less for what was forgiven; hits come best first."""

    kind: str
    id: UUID
    client_id: UUID | None
    title: str
    detail: str
    score: float

    @property
    def url(self) -> str:
        """The address of its page."""
        return house.search_sources[self.kind].url(self.id, self.client_id)


@dataclass(frozen=True, slots=True)
class SearchSource:
    """A room's findable things of one kind. ``entries`` yields all of them (for a rebuild), or those of ``ids``.

    ``order`` (0 to 127) decides among equals: clients 10, persons 20, the rest after them.
    """

    kind: str
    label: str | Promise
    icon: str
    order: int
    url: Callable[[UUID, UUID | None], str]  # (id, client_id) -> address of its page
    entries: Callable[[Iterable[UUID] | None], Iterator[Entry]] = field(repr=False)
    owner_only: bool = False  # not for a stand-in, whatever clients he or she sees
    of_client: Callable[[UUID], Iterable[UUID]] | None = field(default=None, repr=False)  # what says its client's name
