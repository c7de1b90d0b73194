"""The same network in words: a list that stands beside the picture, for who cannot see it or would rather read."""

from __future__ import annotations

from dataclasses import dataclass

from gestand.network.picture import words
from gestand.network.picture.parts import Group, Network, Node, Site
from gestand.network.picture.tree import grow, natural
from gestand.network.picture.widths import plain


@dataclass(frozen=True, slots=True)
class Entry:
    """A device, and in words what it hangs on; ``depth`` is how far from the internet, 1 is nearest."""

    node: Node
    kind: str
    state: str
    group: Group | None
    depth: int
    hangs_on: str


@dataclass(frozen=True, slots=True)
class Section:
    site: Site | None
    name: str
    lines: tuple[str, ...]
    entries: tuple[Entry, ...]


def list_in_words(network: Network) -> list[Section]:
    """Every device once, by site, in the order of the picture from the internet down."""
    network = network.in_order()
    forest = grow(network)
    groups = {group.id: group for group in network.groups}
    kinds, states = words.kind_words(), words.state_words()
    told = ways_up(network)

    def entry(node: Node, depth: int) -> Entry:
        return Entry(
            node,
            kinds.get(node.kind, plain(node.kind)),
            states.get(node.state, plain(node.state)),
            groups.get(node.group),
            depth,
            "; ".join(told.get(node.id, ())),
        )

    sections = []
    for tree in forest.sites:
        entries: list[Entry] = []
        waiting = [(root, 1) for root in reversed(tree.roots)]
        while waiting:
            branch, depth = waiting.pop()
            entries.append(entry(branch.node, depth))
            entries += [entry(node, depth + 1) for cluster in branch.clusters for node in cluster.nodes()]
            waiting += [(lower, depth + 1) for lower in reversed(branch.branches)]
        entries += [entry(node, 1) for cluster in tree.loose for node in cluster.nodes()]
        site = tree.site
        own = [line for line in network.lines if line.site == (site.id if site else "")]
        lines = [
            f"{plain(line.provider)} {plain(line.detail)}".strip()
            for line in sorted(own, key=lambda line: (natural(line.provider), line.id))
        ]
        sections.append(Section(site, plain(site.name) if site else words.no_site(), tuple(lines), tuple(entries)))
    return sections


def ways_up(network: Network) -> dict[str, list[str]]:
    """Of each device what it hangs on, and how: "Cable on Switch, port 3"."""
    links = words.link_words()
    names = {node.id: plain(node.name) for node in network.nodes}
    told: dict[str, list[str]] = {}
    for link in sorted(network.links, key=lambda one: (one.kind, one.upper, one.lower, one.upper_port, one.lower_port)):
        if link.upper in names and link.lower in names and link.upper != link.lower:
            ports = [words.port(plain(one)) for one in (link.upper_port, link.lower_port) if plain(one)]
            way = f"{links.get(link.kind, plain(link.kind))} {words.on_upper(names[link.upper])}"
            told.setdefault(link.lower, []).append(", ".join([way, *ports]))
    return told
