"""If this fails, what stops? A pure reckoning over what each thing needs; circles end, because a thing fails once.

A thing has needs, and each need has ways in which it is met: two cables to two switches are one need with two ways.
It fails when of some need no way is left. It *stops*, or it *loses* what it needs to be reached (its network) and goes
on by itself: a UPS whose network cable is dead still gives power.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Outcome(IntEnum):
    LOSES = 1  # its network, its way out: it works, but nobody reaches it
    STOPS = 2


@dataclass(frozen=True, slots=True)
class Way(Generic[Key]):
    """One way in which a need is met; ``detail`` is told beside it ("port 3")."""

    by: Key
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Need(Generic[Key]):
    """``of`` needs one of these ways. ``counts_lost``: a way that only lost its network is gone for this need too."""

    of: Key
    reason: str
    ways: tuple[Way[Key], ...]
    outcome: Outcome = Outcome.STOPS
    counts_lost: bool = True


@dataclass(slots=True)
class Fallen(Generic[Key]):
    """One thing that fails, why (through ``cause``), and what fails through it."""

    key: Key
    outcome: Outcome
    reason: str
    detail: str
    cause: Key
    then: list[Fallen[Key]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Spared(Generic[Key]):
    """One way of it is gone, another one is left."""

    key: Key
    reason: str
    left: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Failure(Generic[Key]):
    """``tree``: what fails directly through the first one, each with what follows from it; every thing stands
    in it once. ``spared``: what goes on because it has another way.
    """

    tree: tuple[Fallen[Key], ...]
    spared: tuple[Spared[Key], ...]

    def __iter__(self) -> Iterator[Fallen[Key]]:
        todo = deque(self.tree)
        while todo:
            one = todo.popleft()
            yield one
            todo.extend(one.then)


def failure_of(start: Key, needs: Iterable[Need[Key]]) -> Failure[Key]:
    """What follows when ``start`` stops."""
    return _Falling(start, needs).to_the_end()


class _Falling(Generic[Key]):
    def __init__(self, start: Key, needs: Iterable[Need[Key]]) -> None:
        self.start = start
        self.by_way: defaultdict[Key, list[Need[Key]]] = defaultdict(list)
        for need in needs:
            for way in need.ways:
                self.by_way[way.by].append(need)
        self.outcomes: dict[Key, Outcome] = {start: Outcome.STOPS}
        self.fallen: dict[Key, Fallen[Key]] = {}
        self.touched: list[Need[Key]] = []

    def to_the_end(self) -> Failure[Key]:
        todo = deque([self.start])
        while todo:
            here = todo.popleft()
            todo.extend(need.of for need in self.by_way.get(here, ()) if self._falls(need, here))
        for one in self.fallen.values():
            if one.cause != self.start:
                self.fallen[one.cause].then.append(one)
        tree = tuple(one for one in self.fallen.values() if one.cause == self.start)
        return Failure(tree, tuple(_spared(self.touched, self.outcomes)))

    def _falls(self, need: Need[Key], through: Key) -> bool:
        """Whether what has this need falls, or falls further, now that ``through`` did."""
        if not _is_unmet(need, self.outcomes):
            self.touched.append(need)
            return False
        if self.outcomes.get(need.of, 0) >= need.outcome:
            return False
        self.outcomes[need.of] = need.outcome
        known = self.fallen.get(need.of)
        if known is None:  # where it stands in the tree is said once: a worse fate later keeps its place
            detail = next(way.detail for way in need.ways if way.by == through)
            self.fallen[need.of] = Fallen(need.of, need.outcome, need.reason, detail, through)
        else:
            known.outcome = need.outcome
        return True


def _is_unmet(need: Need[Key], outcomes: Mapping[Key, Outcome]) -> bool:
    return all(_is_gone(need, way, outcomes) for way in need.ways)


def _is_gone(need: Need[Key], way: Way[Key], outcomes: Mapping[Key, Outcome]) -> bool:
    outcome = outcomes.get(way.by)
    return outcome is Outcome.STOPS or (outcome is Outcome.LOSES and need.counts_lost)


def _spared(touched: Iterable[Need[Key]], outcomes: Mapping[Key, Outcome]) -> Iterator[Spared[Key]]:
    seen: set[tuple[Key, str]] = set()
    for need in touched:
        left = tuple(way.by for way in need.ways if not _is_gone(need, way, outcomes))
        hit = len(left) < len(need.ways)
        if need.of not in outcomes and left and hit and (need.of, need.reason) not in seen:
            seen.add((need.of, need.reason))
            yield Spared(need.of, need.reason, left)
