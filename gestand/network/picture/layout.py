"""Where everything stands: the tree of a network as blocks within blocks, then as a drawing."""

from __future__ import annotations

from collections.abc import Sequence

from gestand.network.picture.blocks import (
    Block,
    Hanging,
    Thing,
    beneath,
    cluster_block,
    crowned,
    hung,
    line_block,
    summary_block,
)
from gestand.network.picture.drawing import (
    EDGE,
    HUB_HEIGHT,
    HUB_WIDTH,
    INTERNET_HEIGHT,
    INTERNET_WIDTH,
    SCREEN,
    SITE_HEAD,
    SITE_PAD,
    SITE_WIDTH,
    TAG_HEIGHT,
    Drawing,
)
from gestand.network.picture.parts import CABLE, UNKNOWN, Link, Network
from gestand.network.picture.placing import place, tell_further
from gestand.network.picture.tree import Branch, Forest, SiteTree, grow

#: What hangs deep in a tree has much above it: parts that are flatter than the whole may fit it better.
FLATTER = (0.8, 1.0, 1.25, 1.6, 2.0, 2.6)
#: Tried where a picture is one thing among others on a page.
FEW_FLATTER = (1.0, 2.0)


def arrange(
    network: Network, *, shape: float = SCREEN, is_overview: bool = False, tried: Sequence[float] = FLATTER
) -> Drawing:
    """Give everything its place; ``shape`` is the width of what it is shown on, divided by its height.

    An overview counts what stands in a network instead of showing each.
    """
    network = network.in_order()
    forest = grow(network)
    several = (_whole(forest, shape, shape * flatter, is_overview=is_overview) for flatter in tried)
    whole = min(
        several, key=lambda block: max(block.width, block.height * shape) + (block.width + block.height * shape) / 4
    )
    drawing = Drawing(network, width=whole.width + 2 * EDGE, height=whole.height + 2 * EDGE, doubled=forest.doubled)
    drawing.start = EDGE + whole.anchor
    place(drawing, whole)
    tell_further(drawing, forest.further)
    return drawing


def _whole(forest: Forest, shape: float, inner: float, *, is_overview: bool) -> Block:
    """Everything as one block; ``inner`` is the shape that each part of a site strives for."""
    blocks: dict[int, Block] = {}
    linked = {one for link in forest.further for one in (link.upper, link.lower)}
    for branch in forest.deepest_first:
        blocks[id(branch)] = _branch_block(branch, blocks, forest.doubled, linked, inner, is_overview=is_overview)
    is_framed = len(forest.sites) > 1
    sites = []
    for tree in forest.sites:
        block = _site_block(tree, blocks, linked, inner, is_framed=is_framed, is_overview=is_overview)
        if block is not None:
            sites.append(block)
    return hung(Thing(INTERNET_WIDTH, INTERNET_HEIGHT, is_internet=True), sites, shape)


def arrange_branches(network: Network, branches: Sequence[Branch], further: Sequence[Link], *, shape: float) -> Drawing:
    """Some things and what hangs on them, without the way to the internet: each tells in words what it hangs on.

    The branches carry clusters alone. One whose ``node`` has the id "" is not drawn itself. ``further`` links are told.
    """
    blocks = []
    drawing = Drawing(network)
    for link in further:
        drawing.further.setdefault(link.upper, []).append(link)
        drawing.further.setdefault(link.lower, []).append(link)
    for branch in branches:
        clusters = [cluster_block(one) for one in branch.clusters]
        if branch.node.id:
            if branch.link:
                drawing.further.setdefault(branch.node.id, []).insert(0, branch.link)
            height = HUB_HEIGHT + (TAG_HEIGHT if branch.node.id in drawing.further else 0)
            blocks.append(hung(Thing(HUB_WIDTH, height, node=branch.node, is_hub=True), clusters, shape))
        else:
            blocks += clusters
    for block in blocks:
        block.kind = ""
    whole = hung(None, blocks, shape)
    drawing.width, drawing.height = whole.width + 2 * EDGE, whole.height + 2 * EDGE
    place(drawing, whole)
    return drawing


def _branch_block(
    branch: Branch,
    blocks: dict[int, Block],
    doubled: dict[tuple[str, str], list[Link]],
    linked: set[str],
    shape: float,
    *,
    is_overview: bool,
) -> Block:
    hang = summary_block if is_overview else cluster_block
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
    block = hung(Thing(HUB_WIDTH, height, node=branch.node, link=branch.link, is_hub=True), lower, shape)
    block.kind = branch.link.kind if branch.link else UNKNOWN
    if branch.link is not None:
        block.port = _ports(branch.link, branch.node.id)
        times = len(doubled.get((_other_end(branch.link, branch.node.id), branch.node.id), ())) or 1
        block.port = f"{times}× {block.port}".strip() if times > 1 else block.port
    return crowned(block, branch.lines) if branch.lines else block


def _site_block(
    tree: SiteTree, blocks: dict[int, Block], linked: set[str], shape: float, *, is_framed: bool, is_overview: bool
) -> Block | None:
    roots = []
    for root in tree.roots:
        block = blocks.pop(id(root))
        if not root.lines:
            block.kind = "" if root.node.id in linked or tree.roots[0].lines else UNKNOWN
        roots.append(block)
    lines = [line_block(line) for line in tree.lines]
    hang = summary_block if is_overview else cluster_block
    lower = [*roots, *lines, *(hang(one) for one in tree.loose if one.kind)]
    cupboards = [hang(one) for one in tree.loose if not one.kind]
    if not lower:
        lower, cupboards = cupboards, []
    inner = hung(None, lower, shape) if lower else Block()
    for one in cupboards:
        inner = beneath(inner, one)
    if not is_framed:
        return inner if lower else None
    width = max(inner.width + 2 * SITE_PAD, SITE_WIDTH)
    left = (width - inner.width) // 2
    kinds = [one.kind for one in lower if one.kind]
    block = Block(width=width, height=SITE_HEAD + inner.height + SITE_PAD, anchor=left + inner.anchor)
    block.kind = CABLE if CABLE in kinds else kinds[0] if kinds else ""
    block.things.append(
        (0, 0, Thing(width, block.height, frame=tree, room=(block.anchor if block.kind else width) - 48))
    )
    points = ((block.anchor, 0), (block.anchor, SITE_HEAD)) if block.kind else ()
    block.hangings.append(Hanging(left, SITE_HEAD, inner, points))
    inner.kind = block.kind
    return block


def _other_end(link: Link, one: str) -> str:
    return link.upper if link.lower == one else link.lower


def _ports(link: Link, lower: str) -> str:
    there, here = link.upper_port, link.lower_port
    if link.lower != lower:
        there, here = here, there
    return f"{there} – {here}" if there and here else there or here
