"""Blocks: what hangs together, with a corner of its own, before it has a place in the drawing.

Each thing on which others hang carries them in rows below it. One row hangs on a bar under its middle; several rows
hang on a trunk at the left, with a bar above each row: so no line crosses a box. How a row breaks is chosen for the
shape of the whole (a screen, a sheet of A4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, sqrt

from gestand.network.picture.drawing import (
    CARD_HEIGHT,
    CARD_WIDTH,
    COLUMN_GAP,
    COUNT_COLUMNS,
    COUNT_HEIGHT,
    DROP,
    GRID_GAP,
    PAIR_GAP,
    PANEL_HEAD,
    PANEL_PAD,
    PANEL_TALL_HEAD,
    PILL_HEIGHT,
    PILL_WIDTH,
    TRUNK,
)
from gestand.network.picture.parts import CABLE, UNKNOWN, WIRELESS, Line, Link, Node
from gestand.network.picture.tree import Cluster, Leaf, SiteTree
from gestand.network.picture.widths import measured, plain

IN_ONE_COLUMN = 3  # devices
KINK = 28  # a line that steps aside by less looks like a mistake


@dataclass(slots=True)
class Block:
    """Something with its own corner; ``anchor`` is where it is hung up, from its left."""

    width: int = 0
    height: int = 0
    anchor: int = 0
    kind: str = CABLE  # of the line that it hangs on
    port: str = ""
    things: list[tuple[int, int, Thing]] = field(default_factory=list)
    hangings: list[Hanging] = field(default_factory=list)


@dataclass(slots=True)
class Thing:
    """What is drawn in a box of its own."""

    width: int
    height: int
    node: Node | None = None
    link: Link | None = None
    is_hub: bool = False
    panel: Cluster | None = None
    is_summary: bool = False
    line: Line | None = None
    is_internet: bool = False
    frame: SiteTree | None = None
    room: int = 0


@dataclass(slots=True)
class Hanging:
    """A block within a block, and the line that holds it."""

    x: int
    y: int
    block: Block
    points: tuple[tuple[int, int], ...]  # empty: no line


def crowned(block: Block, lines: Sequence[Line]) -> Block:
    """A block with its internet lines above it."""
    wide = len(lines) * PILL_WIDTH + (len(lines) - 1) * COLUMN_GAP
    shift = max(0, wide // 2 - block.anchor)
    width = max(block.width + shift, shift + block.anchor + wide - wide // 2)
    middle = shift + block.anchor
    pills_top = DROP if len(lines) > 1 else 0
    pills_end = pills_top + PILL_HEIGHT
    top = pills_end + DROP
    whole = Block(width=width, height=block.height + top, anchor=middle, kind=CABLE)
    for place, line in enumerate(lines):
        x = middle - wide // 2 + place * (PILL_WIDTH + COLUMN_GAP)
        over = x + PILL_WIDTH // 2
        bar = DROP // 2
        down = ((middle, 0), (middle, bar), (over, bar), (over, pills_top)) if pills_top else ()
        whole.hangings.append(Hanging(x, pills_top, line_block(line), down))
        if place:
            bar += pills_end
            whole.hangings.append(Hanging(x, top, Block(), ((over, pills_end), (over, bar), (middle, bar))))
    first = middle - wide // 2 + PILL_WIDTH // 2
    bar = pills_end + DROP // 2
    whole.hangings.append(Hanging(shift, top, block, ((first, pills_end), (first, bar), (middle, bar), (middle, top))))
    block.kind = CABLE
    return whole


def cluster_block(cluster: Cluster) -> Block:
    columns, places = _grid(cluster.leaves)
    rows = places[-1][2] + 1
    width = columns * CARD_WIDTH + (columns - 1) * GRID_GAP + 2 * PANEL_PAD
    head = head_of(cluster, width)
    height = head + rows * CARD_HEIGHT + (rows - 1) * GRID_GAP + PANEL_PAD
    block = Block(width=width, height=height, anchor=width // 2, kind=cluster.kind)
    block.things.append((0, 0, Thing(width, height, panel=cluster)))
    for leaf, column, row in places:
        x, y = PANEL_PAD + column * (CARD_WIDTH + GRID_GAP), head + row * (CARD_HEIGHT + GRID_GAP)
        card = Thing(CARD_WIDTH, CARD_HEIGHT, node=leaf.node, link=leaf.link)
        block.things.append((x, y, card))
        if leaf.follower:
            beside, middle = x + CARD_WIDTH, y + CARD_HEIGHT // 2
            lower = Block(kind=leaf.follower.link.kind if leaf.follower.link else UNKNOWN)
            block.hangings.append(Hanging(x, y, lower, ((beside, middle), (beside + PAIR_GAP, middle))))
    return block


def summary_block(cluster: Cluster) -> Block:
    width = CARD_WIDTH + 2 * PANEL_PAD
    rows = -(-len(counted(cluster)) // COUNT_COLUMNS)
    height = head_of(cluster, width) + rows * COUNT_HEIGHT + PANEL_PAD
    block = Block(width=width, height=height, anchor=width // 2, kind=cluster.kind)
    block.things.append((0, 0, Thing(width, height, panel=cluster, is_summary=True)))
    return block


def head_of(cluster: Cluster, width: int) -> int:
    """The room for the network's name and range: beside each other, or where that is too tight below each other."""
    group = cluster.group
    if group is None:
        return PANEL_PAD
    wanted = measured(plain(group.name), 12, 600) + measured(plain(group.prefix), 11.5)
    icon = 20 if cluster.kind == WIRELESS or group.is_wireless else 0
    return PANEL_HEAD if not group.prefix or wanted + 10 + icon <= width - 28 else PANEL_TALL_HEAD


def _grid(leaves: Sequence[Leaf]) -> tuple[int, list[tuple[Leaf, int, int]]]:
    """Columns, and each card's column and row: read from left to right, pairs never parted."""
    count = len(leaves) + sum(1 for leaf in leaves if leaf.follower)
    columns = ceil(sqrt(count * 0.55)) if count > IN_ONE_COLUMN else 1
    if any(leaf.follower for leaf in leaves):
        columns += columns % 2  # pairs fill a row
    places, place = [], 0
    for leaf in sorted(leaves, key=lambda leaf: leaf.follower is None):
        if leaf.follower and place % columns == columns - 1:
            place += 1
        places.append((leaf, place % columns, place // columns))
        place += 1
        if leaf.follower:
            places.append((leaf.follower, place % columns, place // columns))
            place += 1
    return columns, places


def line_block(line: Line) -> Block:
    block = Block(width=PILL_WIDTH, height=PILL_HEIGHT, anchor=PILL_WIDTH // 2)
    block.things.append((0, 0, Thing(PILL_WIDTH, PILL_HEIGHT, line=line)))
    return block


def hung(hub: Thing | None, lower: Sequence[Block], shape: float) -> Block:
    """What carries on top, and below it, in one row or more, what hangs on it."""
    hub_width, hub_height = (hub.width, hub.height) if hub else (0, 0)
    if hub is None and len(lower) == 1:
        return lower[0]
    rows = _rows(lower, shape) if lower else []
    left = TRUNK if len(rows) > 1 else 0
    wide = left + max((_row_width(row) for row in rows), default=0)
    block = Block(width=max(wide, hub_width), height=hub_height)
    indent = (block.width - wide) // 2
    middle = indent + (_straight(rows[0], left, wide // 2) if len(rows) > 1 else _middle(rows[0]) if rows else 0)
    block.anchor = min(max(middle, hub_width // 2), block.width - (hub_width - hub_width // 2))
    starts = indent + left
    if len(lower) == 1:  # a straight line down rather than a kink
        straight = block.anchor - lower[0].anchor
        starts = straight if 0 <= straight <= block.width - lower[0].width else starts
    if hub:
        block.things.append((block.anchor - hub_width // 2, 0, hub))
    _hang(block, rows, starts, trunk=indent + TRUNK // 2 - 4)
    return block


def beneath(upper: Block, lower: Block) -> Block:
    """One below the other, without a line between them."""
    top = upper.height + DROP
    block = Block(max(upper.width, lower.width), top + lower.height, upper.anchor, upper.kind, upper.port)
    block.hangings += [Hanging(0, 0, upper, ()), Hanging(0, top, lower, ())]
    return block


def _hang(block: Block, rows: Sequence[Sequence[Block]], starts: int, *, trunk: int) -> None:
    """Give each row its height below the block's hub, and each thing its line."""
    foot = block.height
    first_bar = foot + DROP // 2
    for number, row in enumerate(rows):
        bar, top = block.height + DROP // 2, block.height + DROP
        down: tuple[tuple[int, int], ...] = ((block.anchor, foot), (block.anchor, first_bar))
        if number:
            down = (*down, (trunk, first_bar), (trunk, bar))
        x = starts
        for one in row:
            end = (x + one.anchor, top)
            block.hangings.append(Hanging(x, top, one, (*down, (end[0], bar), end) if one.kind else ()))
            x += one.width + COLUMN_GAP
        block.height = top + max(one.height for one in row)


def _middle(row: Sequence[Block]) -> int:
    """Halfway between where the first and the last of a row hang; what hangs on no line does not count."""
    hanging = [place for place, one in enumerate(row) if one.kind] or [0, len(row) - 1]
    before, between = row[: hanging[0]], row[hanging[0] : hanging[-1] + 1]
    halfway = (between[0].anchor + _row_width(between) - between[-1].width + between[-1].anchor) // 2
    left = _row_width(before) + COLUMN_GAP if before else 0
    return left + _straight(between, 0, halfway)


def _straight(row: Sequence[Block], left: int, middle: int) -> int:
    """The middle, or straight above what hangs almost there."""
    for one in row:
        if abs(left + one.anchor - middle) <= KINK:
            return left + one.anchor
        left += one.width + COLUMN_GAP
    return middle


def _row_width(row: Sequence[Block]) -> int:
    return sum(one.width for one in row) + COLUMN_GAP * (len(row) - 1)


def _rows(lower: Sequence[Block], shape: float) -> list[list[Block]]:
    """Break into the rows that fit largest into the shape."""
    widths = [one.width + COLUMN_GAP for one in lower]
    low, high = max(widths), sum(widths)
    best: tuple[float, list[list[Block]]] | None = None
    for wanted in range(1, min(len(lower), 12) + 1):
        rows = _broken(lower, _narrowest(widths, wanted, low, high))
        width = max(_row_width(row) for row in rows) + (TRUNK if len(rows) > 1 else 0)
        height = sum(max(one.height for one in row) + DROP for row in rows)
        cost = max(width, height * shape) + (width + height * shape) / 8 + (60 if len(rows) > 1 else 0)
        if best is None or cost < best[0]:
            best = cost, rows
    assert best is not None  # noqa: S101 - there is at least one way
    return best[1]


def _narrowest(widths: Sequence[int], wanted: int, low: int, high: int) -> int:
    """The least width at which the blocks, in their order, take no more rows than wanted."""
    while low < high:
        limit = (low + high) // 2
        rows, reached = 1, 0
        for width in widths:
            if reached and reached + width > limit:
                rows, reached = rows + 1, 0
            reached += width
        low, high = (low, limit) if rows <= wanted else (limit + 1, high)
    return low


def _broken(lower: Sequence[Block], limit: int) -> list[list[Block]]:
    rows: list[list[Block]] = [[]]
    reached = 0
    for one in lower:
        width = one.width + COLUMN_GAP
        if reached and reached + width > limit:
            rows.append([])
            reached = 0
        rows[-1].append(one)
        reached += width
    return rows


def counted(cluster: Cluster) -> Counter[str]:
    return Counter(node.kind for node in cluster.nodes())
