"""From blocks to a drawing: every corner counted from the corner of the whole, and the further links."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from gestand.network.picture.blocks import Block, Thing, counted, head_of
from gestand.network.picture.drawing import (
    EDGE,
    HUB_HEIGHT,
    PANEL_TALL_HEAD,
    Arc,
    Box,
    Card,
    Drawing,
    Frame,
    Panel,
    Path,
    Pill,
)
from gestand.network.picture.parts import POWER, Link


def place(drawing: Drawing, whole: Block) -> None:
    """Walk down with a stack of our own (a chain may be deep), from left to right."""
    waiting: list[tuple[int, int, Block, int]] = [(EDGE, EDGE, whole, 0)]
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


def _draw(drawing: Drawing, thing: Thing, box: Box, path: int) -> None:
    if thing.frame is not None:
        drawing.frames.append(Frame(box, thing.frame.site, thing.room))
    elif thing.panel is not None:
        drawing.panels.append(_panel(box, thing))
    elif thing.node is not None:
        drawing.cards.append(Card(box, thing.node, thing.link, thing.is_hub, path))
    else:
        drawing.pills.append(Pill(box, thing.line, path))


def _panel(box: Box, thing: Thing) -> Panel:
    cluster = thing.panel
    assert cluster is not None  # noqa: S101 - asked by who calls
    head = head_of(cluster, box.width)
    counts = tuple(counted(cluster).items()) if thing.is_summary else ()
    return Panel(box, cluster.group, cluster.kind, head, head == PANEL_TALL_HEAD, counts)


def tell_further(drawing: Drawing, further: Sequence[Link]) -> None:
    """A further link is drawn where nothing stands between its ends; else each end names the other."""
    cards = {card.node.id: card for card in drawing.cards}
    taken = set()
    for link in further:
        if link.upper not in cards or link.lower not in cards:
            continue  # an overview shows hubs alone
        one, other = sorted((cards[link.upper], cards[link.lower]), key=lambda card: card.box.x)
        pair = one.node.id, other.node.id
        level = one.is_hub and other.is_hub and one.box.y == other.box.y
        if level and pair not in taken and link.kind != POWER and _is_free(drawing, one.box, other.box):
            taken.add(pair)
            middle = one.box.y + HUB_HEIGHT // 2
            drawing.arcs.append(Arc(link.kind, (one.box.x + one.box.width, middle), (other.box.x, middle), link))
        else:
            drawing.further.setdefault(link.upper, []).append(link)
            drawing.further.setdefault(link.lower, []).append(link)


def _is_free(drawing: Drawing, one: Box, other: Box) -> bool:
    """Nothing stands between two boxes of the same row."""
    y = one.y + HUB_HEIGHT // 2
    gap = Box(one.x + one.width, y - 1, other.x - one.x - one.width, 2)
    boxes = [*(card.box for card in drawing.cards), *(panel.box for panel in drawing.panels)]
    boxes += [pill.box for pill in drawing.pills]
    boxes += [path.port_box for path in drawing.paths if path.port_box]
    if any(box.meets(gap) for box in boxes):
        return False
    bends = (pair for path in drawing.paths for pair in pairwise(path.points))
    return not any(
        Box(min(x, end_x), min(y, end_y), abs(end_x - x) + 1, abs(end_y - y) + 1).meets(gap)
        for (x, y), (end_x, end_y) in bends
    )
