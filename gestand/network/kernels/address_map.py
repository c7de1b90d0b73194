"""The map of a network: what each of its addresses is; in blocks and in stretches where they are too many to draw one
by one. Nothing here walks through a large network: the work grows with what is used, never with what is free.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Network

from gestand.network.kernels.addresses import Address, Network, Span, usable

#: A network or a part of one with so many addresses is drawn address by address.
MOST_CELLS = 256
_CELL_BITS = 8
_OF_ONE_CELL_PAGE = {4: 24, 6: 120}
#: How fine a strip is.
SLOTS = 128
#: A slot of so few addresses shows what they are, not how many of them.
_FEW = 4


class Space(StrEnum):
    """What an address is. The first six are somebody's; who uses one in a DHCP range counts as using it."""

    NAMED = "named"  # the gateway, or a DNS server within the network
    STATIC = "static"
    RESERVED = "reserved"
    LEASED = "dhcp"
    SET_ASIDE = "set_aside"
    EDGE = "edge"  # the network's own and its broadcast address: of no device
    POOL = "pool"  # DHCP may give it out
    FREE = "free"


USED = (Space.NAMED, Space.STATIC, Space.RESERVED, Space.LEASED)
SOMEBODYS = (*USED, Space.SET_ASIDE)
#: Which one a slot of a strip shows when it holds several.
_LOUDEST = (*SOMEBODYS, Space.POOL, Space.FREE, Space.EDGE)


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of a network before anybody uses it. ``pools`` are its DHCP ranges; ``named`` its gateway and DNS
    servers, as numbers, with their word.
    """

    network: Network
    pools: tuple[Span, ...] = ()
    named: Mapping[int, object] = field(default_factory=dict)

    @property
    def whole(self) -> Span:
        return Span(int(self.network.network_address), int(self.network.broadcast_address))

    def address(self, number: int) -> Address:
        return type(self.network.network_address)(number)

    def space_at(self, number: int, taken: Mapping[int, Space]) -> Space:
        if number in self.named:
            return Space.NAMED
        if number in taken:
            return taken[number]
        span = usable(self.network)
        if not span.first <= number <= span.last:
            return Space.EDGE
        return Space.POOL if any(pool.first <= number <= pool.last for pool in self.pools) else Space.FREE


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbours that are the same."""

    space: Space
    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a large network, and how many of its addresses are what."""

    network: Network
    counts: Mapping[Space, int]

    @property
    def used(self) -> int:
        return sum(self.counts.get(space, 0) for space in USED)


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of a strip: from ``start``, ``width`` of its ``SLOTS`` long; ``fill``: how much of it, in eighths."""

    space: Space
    start: int
    width: int
    fill: int


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same numbers in order, without overlap, neighbours joined."""
    made: list[Span] = []
    for span in sorted(spans, key=lambda each: each.first):
        if made and span.first <= made[-1].last + 1:
            made[-1] = Span(made[-1].first, max(made[-1].last, span.last))
        else:
            made.append(span)
    return tuple(made)


def stretches(ground: Ground, taken: Mapping[int, Space]) -> list[Stretch]:
    """The whole network from its first to its last address."""
    made: list[Stretch] = []
    for space, first, last in _pieces(ground, taken):
        if made and made[-1].space is space:
            made[-1] = Stretch(space, made[-1].first, last)
        else:
            made.append(Stretch(space, first, last))
    return made


def _pieces(ground: Ground, taken: Mapping[int, Space]) -> Iterator[tuple[Space, int, int]]:
    whole, able, pools = ground.whole, usable(ground.network), merged(ground.pools)
    single = {number for number in (*taken, *ground.named) if whole.first <= number <= whole.last}
    single.update(number for number in (whole.first, whole.last) if not able.first <= number <= able.last)
    start = whole.first
    for number in sorted(single):
        yield from _unused(start, number - 1, pools)
        yield ground.space_at(number, taken), number, number
        start = number + 1
    yield from _unused(start, whole.last, pools)


def _unused(first: int, last: int, pools: Sequence[Span]) -> Iterator[tuple[Space, int, int]]:
    start = first
    for pool in pools:
        if start > last or pool.first > last:
            break
        if pool.last < start:
            continue
        if pool.first > start:
            yield Space.FREE, start, pool.first - 1
        start = max(start, pool.first)
        yield Space.POOL, start, min(pool.last, last)
        start = min(pool.last, last) + 1
    if start <= last:
        yield Space.FREE, start, last


def totals(found: Iterable[Stretch]) -> dict[Space, int]:
    """How many addresses are what."""
    counts: Counter[Space] = Counter()
    for stretch in found:
        counts[stretch.space] += stretch.size
    return dict(counts)


def first_free(found: Iterable[Stretch]) -> int | None:
    """The lowest number that is nobody's and that DHCP does not give out."""
    return next((stretch.first for stretch in found if stretch.space is Space.FREE), None)


def strip(ground: Ground, found: Sequence[Stretch]) -> list[Slot]:
    """The network as a strip of ``SLOTS``, to scale; what is used is never too small to be seen.

    A slot that holds several addresses shows the loudest, filled by the share that is somebody's.
    """
    whole = ground.whole
    rank = {space: place for place, space in enumerate(_LOUDEST)}
    slots: list[Space] = [Space.EDGE] * SLOTS
    somebodys = [0] * SLOTS
    size = max(1, whole.size // SLOTS)
    for stretch in found:
        start = (stretch.first - whole.first) * SLOTS // whole.size
        end = max(start + 1, -((whole.first - stretch.last - 1) * SLOTS // whole.size))
        for place in range(start, min(end, SLOTS)):
            if rank[stretch.space] < rank[slots[place]]:
                slots[place] = stretch.space
            if stretch.space in SOMEBODYS:
                begins = whole.first + place * whole.size // SLOTS
                somebodys[place] += min(stretch.last, begins + size - 1) - max(stretch.first, begins) + 1
    made: list[Slot] = []
    for place, space in enumerate(slots):
        fill = 8
        if space in SOMEBODYS and size > _FEW:
            fill = min(8, max(1, -(-8 * somebodys[place] // size)))
        if made and (made[-1].space, made[-1].fill) == (space, fill):
            made[-1] = Slot(space, made[-1].start, made[-1].width + 1, fill)
        else:
            made.append(Slot(space, place, 1, fill))
    return made


def is_drawn_in_cells(part: Network) -> bool:
    return part.num_addresses <= MOST_CELLS


def is_drawn_in_blocks(part: Network) -> bool:
    """IPv4 alone: of an IPv6 network the stretches are told, its parts would all be empty."""
    return isinstance(part, IPv4Network) and not is_drawn_in_cells(part)


def cells(ground: Ground, part: Network, taken: Mapping[int, Space]) -> list[tuple[int, Space]]:
    """Each address of a part that is small enough."""
    if not is_drawn_in_cells(part):
        raise ValueError("too many addresses to draw each of them")
    first = int(part.network_address)
    return [(number, ground.space_at(number, taken)) for number in range(first, first + part.num_addresses)]


def blocks(part: Network, found: Iterable[Stretch]) -> list[Block]:
    """At most 256 parts of equal size, none smaller than a page of cells."""
    length = min(_OF_ONE_CELL_PAGE[part.version], part.prefixlen + _CELL_BITS)
    each: list[Network] = [*part.subnets(new_prefix=length)]
    first, size = int(part.network_address), each[0].num_addresses
    last = first + part.num_addresses - 1
    counts: list[Counter[Space]] = [Counter() for _ in each]
    for stretch in found:
        start, end = max(stretch.first, first), min(stretch.last, last)
        while start <= end:
            place = (start - first) // size
            stop = min(end, first + (place + 1) * size - 1)
            counts[place][stretch.space] += stop - start + 1
            start = stop + 1
    return [Block(network, dict(count)) for network, count in zip(each, counts, strict=True)]


def part_of(network: Network, wanted: Network | None) -> Network:
    """The part of a network that was asked for, or all of it when it is no part."""
    if wanted is None or wanted.version != network.version or wanted.prefixlen < network.prefixlen:
        return network
    return wanted if wanted.subnet_of(network) else network  # type: ignore[arg-type]
