"""The picture on sheets of A4: a small network on one, a larger one as an overview and a sheet for each network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gestand.network.picture import words
from gestand.network.picture.layout import Drawing, arrange
from gestand.network.picture.parts import Link, Network, Node
from gestand.network.picture.render import content, icons_of, legend_of, opening, own_style, text, told
from gestand.network.picture.tree import SPREADING, Branch, Forest, Leaf, grow, natural
from gestand.network.picture.widths import plain, shortened

ON_ONE_SHEET = 40  # devices
ON_A_PART = 48
HUBS_IN_OVERVIEW = 14
WIDTH, HEIGHT = 1047, 703  # 277 by 186 mm, what is left of a sheet of A4 between margins, in 1/96 inch
MILLIMETRES = 277, 186
HEADING = 52


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its title, and an SVG of 277 by 186 mm that stands alone and is always light."""

    title: str
    subtitle: str
    svg: str


def draw_pages(network: Network) -> list[Sheet]:
    """The sheets in the order in which a person leafs through them."""
    if len(network.nodes) <= ON_ONE_SHEET:
        return [_sheet(network, plain(network.title), words.devices(len(network.nodes)))]
    forest = grow(network)
    sheets = [_sheet(_bare(network, forest), words.overview(), plain(network.title), is_overview=True)]
    uppers = _uppers(forest)
    for name, subtitle, several in _by_network(network, forest):
        parts = _parts(several)
        for number, part in enumerate(parts, start=1):
            title = name if len(parts) == 1 else words.part_of(name, number, len(parts))
            sheets.append(_sheet(_with_way_up(network, part, uppers), title, subtitle))
    return sheets


def _sheet(network: Network, title: str, subtitle: str, *, is_overview: bool = False) -> Sheet:
    drawing = arrange(network, shape=WIDTH / (HEIGHT - HEADING - 40), is_overview=is_overview)
    return Sheet(title, subtitle, _on_paper(drawing, title, subtitle))


def _on_paper(drawing: Drawing, title: str, subtitle: str) -> str:
    legend, _width, legend_height = legend_of(drawing, WIDTH)
    room = HEIGHT - HEADING - legend_height
    scale = min(1.0, WIDTH / drawing.width, room / drawing.height)
    left = (WIDTH - drawing.width * scale) / 2
    size = f'width="{MILLIMETRES[0]}mm" height="{MILLIMETRES[1]}mm" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return "".join(
        [
            opening(words.picture_of(plain(drawing.network.title)), told(drawing), size),
            own_style(with_dark=False),
            icons_of(drawing),
            text(0, 22, "np-heading", shortened(title, WIDTH, 22, 600)),
            text(0, 42, "np-subheading", shortened(subtitle, WIDTH, 13)),
            f'<g transform="translate({left:.2f} {HEADING}) scale({scale:.4f})">',
            *content(drawing),
            f'</g><g transform="translate(0 {HEIGHT - legend_height + 12})">{legend}</g></svg>\n',
        ]
    )


def _by_network(network: Network, forest: Forest) -> Iterable[tuple[str, str, list[Node]]]:
    """Each network with its devices in the order of the whole picture."""
    found: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in _in_reading_order(forest):
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
        for cluster in branch.clusters:
            nodes += _nodes_of(cluster.leaves)
    for site in forest.sites:
        for cluster in site.loose:
            nodes += _nodes_of(cluster.leaves)
    return nodes


def _nodes_of(leaves: Sequence[Leaf]) -> list[Node]:
    return [one.node for leaf in leaves for one in (leaf, leaf.follower) if one is not None]


def _parts(nodes: Sequence[Node]) -> list[list[Node]]:
    """Even parts, none too full for a sheet."""
    count = -(-len(nodes) // ON_A_PART)
    size = -(-len(nodes) // count)
    return [list(nodes[start : start + size]) for start in range(0, len(nodes), size)]


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


def _with_way_up(network: Network, nodes: Sequence[Node], uppers: dict[str, tuple[str, Link | None]]) -> Network:
    """These devices, and what lies between them and the internet."""
    kept = {node.id for node in nodes}
    for node in nodes:
        one = node.id
        while one in uppers and uppers[one][0] not in kept:
            one = uppers[one][0]
            kept.add(one)
    sites = {node.site for node in network.nodes if node.id in kept}
    return replace(
        network,
        sites=[site for site in network.sites if site.id in sites],
        lines=[line for line in network.lines if line.site in sites],
        nodes=[node for node in network.nodes if node.id in kept],
        links=[link for link in network.links if {link.upper, link.lower} <= kept],
    )


def _bare(network: Network, forest: Forest) -> Network:
    """For the overview: what carries little is taken together with what carries it, until few enough remain."""
    uppers = _uppers(forest)
    hubs: dict[str, Branch] = {branch.node.id: branch for branch in forest.deepest_first}
    moved: dict[str, str] = {}
    for branch in forest.deepest_first:  # the lowest first
        if len(hubs) <= HUBS_IN_OVERVIEW:
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
