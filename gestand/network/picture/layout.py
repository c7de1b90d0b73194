"""Where everything stands: boxes with whole numbers, and lines that run in the gaps between them.

Each thing on which others hang carries them in rows below it. One row hangs on a bar under its middle; several rows
hang on a trunk at the left, with a bar above each row: so no line crosses a box. How a row breaks is chosen for the
shape of the whole (a screen, a sheet of A4).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, sqrt

from gestand.network.picture.parts import CABLE, POWER, UNKNOWN, WIRELESS, Group, Line, Link, Network, Node, Site
from gestand.network.picture.tree import Branch, Cluster, Leaf, SiteTree, grow
from gestand.network.picture.widths import measured, plain

CARD_WIDTH, CARD_HEIGHT = 188, 48
HUB_WIDTH, HUB_HEIGHT, TAG_HEIGHT = 216, 60, 20
PILL_WIDTH, PILL_HEIGHT = 216, 40
INTERNET_WIDTH, INTERNET_HEIGHT = 148, 44
GRID_GAP = PAIR_GAP = 10
PANEL_PAD, PANEL_HEAD, PANEL_TALL_HEAD = 12, 34, 50
SITE_PAD, SITE_HEAD = 24, 56
COUNT_COLUMNS, COUNT_WIDTH, COUNT_HEIGHT = 3, 62, 26  # of an overview
DROP = 44  # between what carries and what hangs: the bar runs in the middle of it
COLUMN_GAP = 24
TRUNK = 30  # room at the left for the trunk of several rows
EDGE = 24
SCREEN = 1.6  # width to height


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Card:
    """A device. ``path`` is the number of the line by which it hangs, 0 if none is drawn."""

    box: Box
    node: Node
    link: Link | None
    is_hub: bool
    path: int


@dataclass(frozen=True, slots=True)
class Panel:
    box: Box
    group: Group | None
    kind: str
    head: int
    is_tall: bool  # name and range stand below each other
    counts: tuple[tuple[str, int], ...] = ()  # in an overview: how many of which kind, instead of cards


@dataclass(frozen=True, slots=True)
class Pill:
    """An internet line of a site, or the internet itself (``line`` is None)."""

    box: Box
    line: Line | None
    path: int


@dataclass(frozen=True, slots=True)
class Frame:
    box: Box
    site: Site | None
    room: int  # for its name, left of the line that comes in


@dataclass(frozen=True, slots=True)
class Path:
    """A bent line; ``upward`` is the number of the line that goes on towards the internet."""

    number: int
    kind: str
    points: tuple[tuple[int, int], ...]
    upward: int
    port: str = ""  # written beside its end
    port_box: Box | None = None


@dataclass(frozen=True, slots=True)
class Arc:
    """A further link, drawn beside the tree."""

    kind: str
    start: tuple[int, int]
    end: tuple[int, int]
    link: Link


@dataclass(slots=True)
class Drawing:
    """Everything with its place, in the order in which it is read."""

    network: Network
    width: int = 0
    height: int = 0
    frames: list[Frame] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    pills: list[Pill] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    arcs: list[Arc] = field(default_factory=list)
    further: dict[str, list[Link]] = field(default_factory=dict)  # device -> links told in words
    doubled: dict[tuple[str, str], list[Link]] = field(default_factory=dict)


@dataclass(slots=True)
class _Block:
    """Something with its own corner; ``anchor`` is where it is hung up, from its left."""

    width: int = 0
    height: int = 0
    anchor: int = 0
    kind: str = CABLE  # of the line that it hangs on
    port: str = ""
    things: list[tuple[int, int, _Thing]] = field(default_factory=list)
    hangings: list[_Hanging] = field(default_factory=list)


@dataclass(slots=True)
class _Thing:
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
class _Hanging:
    """A block within a block, and the line that holds it."""

    x: int
    y: int
    block: _Block
    points: tuple[tuple[int, int], ...]  # empty: no line


def arrange(network: Network, *, shape: float = SCREEN, is_overview: bool = False) -> Drawing:
    """Give everything its place; ``shape`` is the width of what it is shown on, divided by its height.

    An overview counts what stands in a network instead of showing each.
    """
    forest = grow(network)
    blocks: dict[int, _Block] = {}
    linked = {one for link in forest.further for one in (link.upper, link.lower)}
    for branch in forest.deepest_first:
        blocks[id(branch)] = _branch_block(branch, blocks, forest.doubled, linked, shape, is_overview=is_overview)
    is_framed = len(forest.sites) > 1
    hung = []
    for tree in forest.sites:
        block = _site_block(tree, blocks, linked, shape, is_framed=is_framed, is_overview=is_overview)
        if block is not None:
            hung.append(block)
    whole = _hung(_Thing(INTERNET_WIDTH, INTERNET_HEIGHT, is_internet=True), hung, shape)
    drawing = Drawing(network, width=whole.width + 2 * EDGE, height=whole.height + 2 * EDGE, doubled=forest.doubled)
    _place(drawing, whole)
    _arcs(drawing, forest.further)
    return drawing


def arrange_branches(network: Network, branches: Sequence[Branch], *, shape: float) -> Drawing:
    """Some things and what hangs on them, without the way to the internet: each tells in words what it hangs on.

    The branches carry clusters alone. One whose ``node`` has the id "" is not drawn itself.
    """
    blocks = []
    drawing = Drawing(network)
    for branch in branches:
        clusters = [_cluster_block(one) for one in branch.clusters]
        if branch.node.id:
            height = HUB_HEIGHT + (TAG_HEIGHT if branch.link else 0)
            blocks.append(_hung(_Thing(HUB_WIDTH, height, node=branch.node, is_hub=True), clusters, shape))
            if branch.link:
                drawing.further[branch.node.id] = [branch.link]
        else:
            blocks += clusters
    for block in blocks:
        block.kind = ""
    whole = _hung(None, blocks, shape)
    drawing.width, drawing.height = whole.width + 2 * EDGE, whole.height + 2 * EDGE
    _place(drawing, whole)
    return drawing


def _branch_block(
    branch: Branch, blocks: dict[int, _Block], doubled: dict[tuple[str, str], list[Link]], linked: set[str], shape: float, *, is_overview: bool
) -> _Block:
    hang = _summary_block if is_overview else _cluster_block
    known = [one for one in branch.clusters if one.kind != UNKNOWN]
    unknown = [one for one in branch.clusters if one.kind == UNKNOWN]
    below = [blocks.pop(id(one)) for one in branch.branches]
    lower = [
        *(hang(one) for one in known),
        *(one for one in below if one.kind != UNKNOWN),
        *(one for one in below if one.kind == UNKNOWN),
        *(hang(one) for one in unknown),
    ]
    height = HUB_HEIGHT + (TAG_HEIGHT if branch.node.id in linked else 0)
    block = _hung(_Thing(HUB_WIDTH, height, node=branch.node, link=branch.link, is_hub=True), lower, shape)
    block.kind = branch.link.kind if branch.link else UNKNOWN
    if branch.link is not None:
        block.port = _ports(branch.link, branch.node.id)
        times = len(doubled.get((_other_end(branch.link, branch.node.id), branch.node.id), ())) or 1
        block.port = f"{times}× {block.port}".strip() if times > 1 else block.port
    return _crowned(block, branch.lines) if branch.lines else block


def _crowned(block: _Block, lines: Sequence[Line]) -> _Block:
    """A block with its internet lines above it."""
    wide = len(lines) * PILL_WIDTH + (len(lines) - 1) * COLUMN_GAP
    shift = max(0, wide // 2 - block.anchor)
    width = max(block.width + shift, shift + block.anchor + wide - wide // 2)
    middle = shift + block.anchor
    pills_top = DROP if len(lines) > 1 else 0
    pills_end = pills_top + PILL_HEIGHT
    top = pills_end + DROP
    crowned = _Block(width=width, height=block.height + top, anchor=middle, kind=CABLE)
    for place, line in enumerate(lines):
        x = middle - wide // 2 + place * (PILL_WIDTH + COLUMN_GAP)
        over = x + PILL_WIDTH // 2
        bar = DROP // 2
        down = ((middle, 0), (middle, bar), (over, bar), (over, pills_top)) if pills_top else ()
        crowned.hangings.append(_Hanging(x, pills_top, _line_block(line), down))
        if place:
            bar += pills_end
            crowned.hangings.append(_Hanging(x, top, _Block(), ((over, pills_end), (over, bar), (middle, bar))))
    first = middle - wide // 2 + PILL_WIDTH // 2
    bar = pills_end + DROP // 2
    crowned.hangings.append(
        _Hanging(shift, top, block, ((first, pills_end), (first, bar), (middle, bar), (middle, top)))
    )
    block.kind = CABLE
    return crowned


def _cluster_block(cluster: Cluster) -> _Block:
    columns, places = _grid(cluster.leaves)
    rows = places[-1][2] + 1
    width = columns * CARD_WIDTH + (columns - 1) * GRID_GAP + 2 * PANEL_PAD
    head = _head(cluster, width)
    height = head + rows * CARD_HEIGHT + (rows - 1) * GRID_GAP + PANEL_PAD
    block = _Block(width=width, height=height, anchor=width // 2, kind=cluster.kind)
    block.things.append((0, 0, _Thing(width, height, panel=cluster)))
    for leaf, column, row in places:
        x, y = PANEL_PAD + column * (CARD_WIDTH + GRID_GAP), head + row * (CARD_HEIGHT + GRID_GAP)
        card = _Thing(CARD_WIDTH, CARD_HEIGHT, node=leaf.node, link=leaf.link)
        block.things.append((x, y, card))
        if leaf.follower:
            beside, middle = x + CARD_WIDTH, y + CARD_HEIGHT // 2
            lower = _Block(kind=leaf.follower.link.kind if leaf.follower.link else UNKNOWN)
            block.hangings.append(_Hanging(x, y, lower, ((beside, middle), (beside + PAIR_GAP, middle))))
    return block


def _summary_block(cluster: Cluster) -> _Block:
    width = CARD_WIDTH + 2 * PANEL_PAD
    rows = -(-len(_counted(cluster)) // COUNT_COLUMNS)
    height = _head(cluster, width) + rows * COUNT_HEIGHT + PANEL_PAD
    block = _Block(width=width, height=height, anchor=width // 2, kind=cluster.kind)
    block.things.append((0, 0, _Thing(width, height, panel=cluster, is_summary=True)))
    return block


def _head(cluster: Cluster, width: int) -> int:
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
    columns = max(1, ceil(sqrt(count * 0.55)) if count > 3 else 1)
    if any(leaf.follower for leaf in leaves):
        columns = max(columns, 2)
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


def _site_block(
    tree: SiteTree, blocks: dict[int, _Block], linked: set[str], shape: float, *, is_framed: bool, is_overview: bool
) -> _Block | None:
    roots = []
    for root in tree.roots:
        block = blocks.pop(id(root))
        if not root.lines:
            block.kind = "" if root.node.id in linked or tree.roots[0].lines else UNKNOWN
        roots.append(block)
    lines = [_line_block(line) for line in tree.lines]
    lower = [*roots, *lines, *((_summary_block if is_overview else _cluster_block)(one) for one in tree.loose)]
    inner = _hung(None, lower, shape) if lower else _Block()
    if not is_framed:
        return inner if lower else None
    width = max(inner.width + 2 * SITE_PAD, 440)
    left = (width - inner.width) // 2
    kinds = [one.kind for one in lower if one.kind]
    block = _Block(width=width, height=SITE_HEAD + inner.height + SITE_PAD, anchor=left + inner.anchor)
    block.kind = CABLE if CABLE in kinds else kinds[0] if kinds else ""
    block.things.append((0, 0, _Thing(width, block.height, frame=tree, room=(block.anchor if block.kind else width) - 48)))
    points = ((block.anchor, 0), (block.anchor, SITE_HEAD)) if block.kind else ()
    block.hangings.append(_Hanging(left, SITE_HEAD, inner, points))
    inner.kind = block.kind
    return block


def _line_block(line: Line) -> _Block:
    block = _Block(width=PILL_WIDTH, height=PILL_HEIGHT, anchor=PILL_WIDTH // 2)
    block.things.append((0, 0, _Thing(PILL_WIDTH, PILL_HEIGHT, line=line)))
    return block


def _hung(hub: _Thing | None, lower: Sequence[_Block], shape: float) -> _Block:
    """What carries on top, and below it, in one row or more, what hangs on it."""
    hub_width, hub_height = (hub.width, hub.height) if hub else (0, 0)
    if not lower:
        block = _Block(width=hub_width, height=hub_height, anchor=hub_width // 2)
        if hub:
            block.things.append((0, 0, hub))
        return block
    rows = _rows(lower, shape)
    if hub is None and len(lower) == 1:
        return lower[0]
    left = TRUNK if len(rows) > 1 else 0
    wide = left + max(_row_width(row) for row in rows)
    block = _Block(width=max(wide, hub_width))
    indent = (block.width - wide) // 2
    first = rows[0]
    starts = indent + left
    middle = starts + (first[0].anchor + _row_width(first) - first[-1].width + first[-1].anchor) // 2
    if len(rows) > 1:
        middle = indent + wide // 2
    block.anchor = min(max(middle, hub_width // 2), block.width - (hub_width - hub_width // 2))
    if len(lower) == 1 and block.anchor != starts + lower[0].anchor:  # a straight line down rather than a kink
        shift = block.anchor - starts - lower[0].anchor
        starts += shift if 0 <= starts + shift and starts + shift + lower[0].width <= block.width else 0
    trunk = indent + TRUNK // 2 - 4
    if hub:
        block.things.append((block.anchor - hub_width // 2, 0, hub))
    top = hub_height
    first_bar = top + DROP // 2
    for place, row in enumerate(rows):
        bar, top = top + DROP // 2, top + DROP
        x = starts
        for one in row:
            end = (x + one.anchor, top)
            points: tuple[tuple[int, int], ...] = ()
            if one.kind and place == 0:
                points = ((block.anchor, hub_height), (block.anchor, bar), (end[0], bar), end)
            elif one.kind:
                down = ((trunk, first_bar), (trunk, bar))
                points = ((block.anchor, hub_height), (block.anchor, first_bar), *down, (end[0], bar), end)
            block.hangings.append(_Hanging(x, top, one, points))
            x += one.width + COLUMN_GAP
        top += max(one.height for one in row)
    block.height = top
    return block


def _row_width(row: Sequence[_Block]) -> int:
    return sum(one.width for one in row) + COLUMN_GAP * (len(row) - 1)


def _rows(lower: Sequence[_Block], shape: float) -> list[list[_Block]]:
    """Break into the rows that fit largest into the shape."""
    widths = [one.width + COLUMN_GAP for one in lower]
    low, high = max(widths), sum(widths)
    best: tuple[float, list[list[_Block]]] | None = None
    for wanted in range(1, min(len(lower), 12) + 1):
        rows = _broken(lower, _narrowest(widths, wanted, low, high))
        width = max(_row_width(row) for row in rows) + (TRUNK if len(rows) > 1 else 0)
        height = sum(max(one.height for one in row) + DROP for row in rows)
        cost = max(width, height * shape) + (0 if len(rows) == 1 else 60) + (width + height * shape) / 8
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


def _broken(lower: Sequence[_Block], limit: int) -> list[list[_Block]]:
    rows: list[list[_Block]] = [[]]
    reached = 0
    for one in lower:
        width = one.width + COLUMN_GAP
        if reached and reached + width > limit:
            rows.append([])
            reached = 0
        rows[-1].append(one)
        reached += width
    return rows


def _place(drawing: Drawing, whole: _Block) -> None:
    """Walk down with a stack of our own (a chain may be deep), from left to right."""
    waiting: list[tuple[int, int, _Block, int]] = [(EDGE, EDGE, whole, 0)]
    while waiting:
        left, top, block, path = waiting.pop()
        for x, y, thing in block.things:
            _draw(drawing, thing, Box(left + x, top + y, thing.width, thing.height), path)
        for hanging in reversed(block.hangings):
            number = path
            if hanging.points:
                number = len(drawing.paths) + 1
                points = tuple((left + x, top + y) for x, y in hanging.points)
                end_x, end_y = points[-1]
                room = left + hanging.x + hanging.block.width - end_x - 8
                port = hanging.block.port
                drawing.paths.append(
                    Path(
                        number,
                        hanging.block.kind,
                        points,
                        path,
                        port,
                        Box(end_x + 6, end_y - 17, room, 14) if port else None,
                    )
                )
            waiting.append((left + hanging.x, top + hanging.y, hanging.block, number))


def _draw(drawing: Drawing, thing: _Thing, box: Box, path: int) -> None:
    if thing.frame is not None:
        drawing.frames.append(Frame(box, thing.frame.site, thing.room))
    elif thing.panel is not None:
        drawing.panels.append(_panel(box, thing))
    elif thing.node is not None:
        drawing.cards.append(Card(box, thing.node, thing.link, thing.is_hub, path))
    else:
        drawing.pills.append(Pill(box, thing.line, path))


def _panel(box: Box, thing: _Thing) -> Panel:
    cluster = thing.panel
    assert cluster is not None  # noqa: S101 - asked by who calls
    head = _head(cluster, box.width)
    counts = tuple(_counted(cluster).items()) if thing.is_summary else ()
    return Panel(box, cluster.group, cluster.kind, head, head == PANEL_TALL_HEAD, counts)


def _counted(cluster: Cluster) -> Counter[str]:
    return Counter(node.kind for node in cluster.nodes())


def _arcs(drawing: Drawing, further: Sequence[Link]) -> None:
    """A further link is drawn where nothing stands between its ends; else each end names the other."""
    cards = {card.node.id: card for card in drawing.cards}
    rows: dict[int, list[Card]] = defaultdict(list)
    for card in drawing.cards:
        if card.is_hub:
            rows[card.box.y].append(card)
    beside = set()
    for row in rows.values():
        row.sort(key=lambda card: card.box.x)
        beside |= {(one.node.id, other.node.id) for one, other in pairwise(row) if _is_free(drawing, one.box, other.box)}
    for link in further:
        if link.upper not in cards or link.lower not in cards:
            continue  # an overview shows hubs alone
        one, other = sorted((cards[link.upper], cards[link.lower]), key=lambda card: card.box.x)
        pair = (one.node.id, other.node.id)
        if pair in beside and link.kind != POWER:
            beside.discard(pair)
            middle = one.box.y + one.box.height // 2
            drawing.arcs.append(Arc(link.kind, (one.box.x + one.box.width, middle), (other.box.x, middle), link))
        else:
            drawing.further.setdefault(link.upper, []).append(link)
            drawing.further.setdefault(link.lower, []).append(link)


def _is_free(drawing: Drawing, one: Box, other: Box) -> bool:
    """Nothing stands between two boxes of the same row."""
    left, right, y = one.x + one.width, other.x, one.y + one.height // 2
    return not any(
        box.x < right and left < box.x + box.width and box.y <= y <= box.y + box.height
        for box in (panel.box for panel in drawing.panels)
    ) and not any(
        start[0] == end[0] and left < start[0] < right and min(start[1], end[1]) <= y <= max(start[1], end[1])
        for path in drawing.paths
        for start, end in pairwise(path.points)
    )


def _other_end(link: Link, one: str) -> str:
    return link.upper if link.lower == one else link.lower


def _ports(link: Link, lower: str) -> str:
    there, here = link.upper_port, link.lower_port
    if link.lower != lower:
        there, here = here, there
    return f"{there} – {here}" if there and here else there or here
