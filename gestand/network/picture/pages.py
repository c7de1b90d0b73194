"""The picture on sheets of A4: a small network on one, a larger one as an overview and a sheet for each network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from gestand.network.picture import words
from gestand.network.picture.drawing import Drawing
from gestand.network.picture.layout import FEW_FLATTER, arrange, arrange_branches
from gestand.network.picture.marks import text
from gestand.network.picture.parts import CABLE, UNKNOWN, Link, Network, Node
from gestand.network.picture.render import content, icons_of, legend_of, opening, own_style, told
from gestand.network.picture.tree import SPREADING, Branch, Cluster, Forest, Leaf, grow, natural
from gestand.network.picture.widths import plain, shortened

ON_ONE_SHEET = 40  # devices
ON_A_PART = (48, 40, 32, 24, 18, 12)  # the most that are tried, until the letters are large enough
HUBS_AT_A_GLANCE = (8, 3, 1)
HUBS_IN_OVERVIEW = (14, 10, 8, 6, 5, 4, 3)
READABLE, READABLE_OVERVIEW = 0.6, 0.48  # of the size on a screen: a name has 6 points, in the overview 5
WIDTH, HEIGHT = 1047, 703  # 277 by 186 mm, what is left of a sheet of A4 between margins, in 1/96 inch
MILLIMETRES = 277, 186
HEADING, FOOT = 52, 40
SHAPE = WIDTH / (HEIGHT - HEADING - FOOT)
NOBODY = Node("", "other", "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its title, and an SVG of 277 by 186 mm that stands alone and is always light."""

    title: str
    subtitle: str
    svg: str


def draw_pages(network: Network) -> list[Sheet]:
    """The sheets in the order in which a person leafs through them."""
    network = network.in_order()
    if len(network.nodes) <= ON_ONE_SHEET:
        return [_sheet(arrange(network, shape=SHAPE), plain(network.title), words.devices(len(network.nodes)))]
    forest = grow(network)
    sheets = [_sheet(_overview(network, forest), words.overview(), plain(network.title))]
    uppers = _uppers(forest)
    known = {node.id: node for node in _in_reading_order(forest)}
    for name, subtitle, several in _by_network(network, known.values()):
        drawings = _parts(network, several, uppers, forest.further, known)
        for number, drawing in enumerate(drawings, start=1):
            title = name if len(drawings) == 1 else words.part_of(name, number, len(drawings))
            sheets.append(_sheet(drawing, title, subtitle))
    return sheets


def _sheet(drawing: Drawing, title: str, subtitle: str) -> Sheet:
    legend, _width, legend_height = legend_of(drawing, WIDTH)
    scale = min(_scale(drawing), (HEIGHT - HEADING - legend_height) / drawing.height)
    left = (WIDTH - drawing.width * scale) / 2
    size = f'width="{MILLIMETRES[0]}mm" height="{MILLIMETRES[1]}mm" viewBox="0 0 {WIDTH} {HEIGHT}"'
    parts = [
        opening(words.picture_of(plain(drawing.network.title)), told(drawing), size),
        own_style(with_dark=False),
        icons_of(drawing),
        text(0, 22, "np-heading", shortened(title, WIDTH, 22, 600)),
        text(0, 42, "np-subheading", shortened(subtitle, WIDTH, 13)),
        f'<g transform="translate({left:.2f} {HEADING}) scale({scale:.4f})">',
        *content(drawing),
        f'</g><g transform="translate(0 {HEIGHT - legend_height + 12})">{legend}</g></svg>\n',
    ]
    return Sheet(title, subtitle, "".join(parts))


def _scale(drawing: Drawing) -> float:
    return min(1.0, WIDTH / drawing.width, (HEIGHT - HEADING - FOOT) / drawing.height)


def overview_of(network: Network, *, width: int, height: int) -> Drawing:
    """A network at a glance on a screen: all of it if that is no larger than this, else much of it counted."""
    network = network.in_order()
    shape = width / height
    if len(network.nodes) <= ON_ONE_SHEET:
        whole = arrange(network, shape=shape, tried=FEW_FLATTER)
        if whole.width <= width and whole.height <= height:
            return whole
    forest = grow(network)

    for hubs in HUBS_AT_A_GLANCE:
        drawing = arrange(_bare(network, forest, hubs), shape=shape, is_overview=True, tried=FEW_FLATTER)
        if drawing.width <= width and drawing.height <= height:
            break
    return drawing


def _overview(network: Network, forest: Forest) -> Drawing:
    """What carries others, and how many of which kind; as much of it as is readable on one sheet."""
    for hubs in HUBS_IN_OVERVIEW:
        drawing = arrange(_bare(network, forest, hubs), shape=SHAPE, is_overview=True)
        if _scale(drawing) >= READABLE_OVERVIEW:
            break
    return drawing


def _by_network(network: Network, nodes: Iterable[Node]) -> Iterable[tuple[str, str, list[Node]]]:
    """Each network with its devices in the order of the whole picture."""
    found: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in nodes:
        found[node.site, node.group].append(node)
    sites = {site.id: plain(site.name) for site in network.sites}
    groups = {group.id: group for group in network.groups}

    def order(key: tuple[str, str]) -> tuple[list[tuple[int, int, str]], str, bool, list[tuple[int, int, str]], str]:
        group = groups.get(key[1])
        name = natural(group.prefix or group.name) if group else []
        return natural(sites.get(key[0], "")), key[0], group is None, name, key[1]

    for key in sorted(found, key=order):
        group = groups.get(key[1])
        several = found[key]
        if group is None and all(node.kind in SPREADING for node in several):
            continue  # in the overview already
        name = f"{plain(group.name)} {plain(group.prefix)}".strip() if group else words.other_devices()
        where = sites.get(key[0], "")
        yield name, ", ".join(one for one in (where, words.devices(len(several))) if one), several


def _in_reading_order(forest: Forest) -> list[Node]:
    nodes = []
    for branch in reversed(forest.deepest_first):
        nodes.append(branch.node)
        nodes += [node for cluster in branch.clusters for node in cluster.nodes()]
    nodes += [node for site in forest.sites for cluster in site.loose for node in cluster.nodes()]
    return nodes


def _parts(
    network: Network,
    nodes: Sequence[Node],
    uppers: Mapping[str, tuple[str, Link | None]],
    further: Sequence[Link],
    known: Mapping[str, Node],
) -> list[Drawing]:
    """One network in even parts, each readable on a sheet."""
    for most in ON_A_PART:
        count = -(-len(nodes) // most)
        size = -(-len(nodes) // count)
        parts = [nodes[start : start + size] for start in range(0, len(nodes), size)]
        drawings = [_part(network, part, uppers, further, known) for part in parts]
        if min(_scale(drawing) for drawing in drawings) >= READABLE:
            break
    return drawings


def _part(
    network: Network,
    nodes: Sequence[Node],
    uppers: Mapping[str, tuple[str, Link | None]],
    further: Sequence[Link],
    known: Mapping[str, Node],
) -> Drawing:
    groups = {group.id: group for group in network.groups}
    branches: dict[str, Branch] = {}
    clusters: dict[tuple[str, str], Cluster] = {}
    carrying = {uppers[node.id][0] for node in nodes if node.id in uppers}
    for node in nodes:
        if node.id in carrying:
            continue  # stands there already, with what hangs on it
        upper, link = uppers.get(node.id, ("", None))
        if upper not in branches:
            branches[upper] = Branch(known.get(upper, NOBODY), uppers.get(upper, ("", None))[1])
        kind = link.kind if link else UNKNOWN
        if (upper, kind) not in clusters:
            clusters[upper, kind] = Cluster(groups.get(node.group), kind if upper else CABLE, [])
            branches[upper].clusters.append(clusters[upper, kind])
        clusters[upper, kind].leaves.append(Leaf(node, link))
    for upper in carrying - set(branches):  # carries only what carries others in its turn
        branches[upper] = Branch(known[upper], uppers.get(upper, ("", None))[1])
    ordered = [branches[one] for one in ("", *known) if one in branches]
    shown = {node.id for node in nodes} | set(branches)
    told = [link for link in further if link.upper in shown or link.lower in shown]
    told_ends = {end for link in told for end in (link.upper, link.lower)}
    ways = [branch.link for branch in branches.values() if branch.link]
    named = shown | told_ends | {end for link in ways for end in (link.upper, link.lower)}
    part = replace(
        network,
        lines=[],
        groups=[group for group in network.groups if group.id in {node.group for node in nodes}],
        nodes=[node for node in network.nodes if node.id in named],
        links=[link for link in network.links if {link.upper, link.lower} <= named],
    )
    return arrange_branches(part, ordered, told, shape=SHAPE)


def _uppers(forest: Forest) -> dict[str, tuple[str, Link | None]]:
    """Each device, what it hangs on, and by which link."""
    found: dict[str, tuple[str, Link | None]] = {}
    for branch in forest.deepest_first:
        for lower in branch.branches:
            found[lower.node.id] = branch.node.id, lower.link
        for cluster in branch.clusters:
            for leaf in cluster.leaves:
                found[leaf.node.id] = branch.node.id, leaf.link
                if leaf.follower is not None:
                    found[leaf.follower.node.id] = leaf.node.id, leaf.follower.link
    return found


def _bare(network: Network, forest: Forest, most: int) -> Network:
    """For the overview: what carries little is taken together with what carries it, until few enough remain."""
    uppers = _uppers(forest)
    hubs: dict[str, Branch] = {branch.node.id: branch for branch in forest.deepest_first}
    moved: dict[str, str] = {}
    for branch in forest.deepest_first:  # the lowest first
        if len(hubs) <= most:
            break
        upper = uppers.get(branch.node.id)
        if upper is not None:
            moved[branch.node.id] = upper[0]
            del hubs[branch.node.id]

    def carrier(one: str) -> str:
        while one in moved:
            one = moved[one]
        return one

    links = []
    for link in network.links:
        placed = uppers.get(link.lower)
        if placed is not None and placed[1] is link:
            links.append(replace(link, upper=carrier(link.upper)))
        elif link.upper in hubs and link.lower in hubs:
            links.append(link)
    return replace(network, links=[link for link in links if link.upper != link.lower])
