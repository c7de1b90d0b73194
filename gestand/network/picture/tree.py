"""From a heap of links to a tree that can be drawn: what hangs on what, and which links remain.

Every device gets one place. The shortest way from the internet decides, cables before Wi-Fi before USB before power;
what closes a circle or comes second remains as a further link. Time grows with devices and links.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace

from gestand.network.picture import words
from gestand.network.picture.parts import CABLE, POWER, UNKNOWN, USB, WIRELESS, Group, Line, Link, Network, Node, Site

SPARE = "spare"
SPREADING = ("router", "switch", "access_point")  # what others hang on by its nature
_KINDS = (*SPREADING, "server", "nas", "computer", "phone", "tablet", "printer", "camera", "television", "ups", "other")
_KIND_RANK = {kind: rank for rank, kind in enumerate(_KINDS)}
_LINK_RANK = {CABLE: 0, WIRELESS: 1, USB: 2, POWER: 3, UNKNOWN: 4}


@dataclass(slots=True)
class Leaf:
    """A device in a grid; ``follower`` hangs on it alone and stands beside it (a printer by USB)."""

    node: Node
    link: Link | None = None
    follower: Leaf | None = None


@dataclass(slots=True)
class Cluster:
    """Devices of one network that hang on the same thing in the same way."""

    group: Group | None
    kind: str
    leaves: list[Leaf]

    def nodes(self) -> list[Node]:
        return [one.node for leaf in self.leaves for one in (leaf, leaf.follower) if one is not None]


@dataclass(slots=True)
class Branch:
    """A device on which others hang."""

    node: Node
    link: Link | None
    lines: list[Line] = field(default_factory=list)
    clusters: list[Cluster] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)


@dataclass(slots=True)
class SiteTree:
    """One site: its roots, and what hangs on nothing that is known where nothing could carry it."""

    site: Site | None
    lines: list[Line]  # that end in no device of this site
    roots: list[Branch]
    loose: list[Cluster]


@dataclass(slots=True)
class Forest:
    sites: list[SiteTree]
    further: list[Link]
    doubled: dict[tuple[str, str], list[Link]]  # upper and lower -> more than one link between the two
    deepest_first: list[Branch]


def grow(network: Network) -> Forest:
    """Find a place for every device."""
    return _Grower(network).forest()


def natural(text: str) -> list[tuple[int, int, str]]:
    """Sorts "pc-2" before "pc-10", and 10.0.0.9 before 10.0.0.10."""
    parts = re.findall(r"[0-9]{1,18}|[^0-9]+", text.casefold())
    return [(0, int(part), "") if part.isdigit() and part.isascii() else (1, 0, part) for part in parts]


class _Grower:
    def __init__(self, network: Network) -> None:
        self.network = network
        self.nodes = {node.id: node for node in sorted(_with_sites(network), key=_node_order)}
        self.order = {one: place for place, one in enumerate(self.nodes)}
        self.groups = {group.id: group for group in network.groups}
        self.links = sorted(
            (
                one
                for one in network.links
                if one.upper in self.nodes and one.lower in self.nodes and one.upper != one.lower
            ),
            key=lambda one: (
                _LINK_RANK.get(one.kind, 4),
                self.order[one.upper],
                self.order[one.lower],
                one.upper_port,
                one.lower_port,
            ),
        )
        self.way_up: dict[str, Link] = {}  # lower id -> the link by which it is placed
        self.parent: dict[str, str] = {}
        self.loose: dict[str, list[Leaf]] = defaultdict(list)  # by site, where no router could carry it
        modems = dict.fromkeys(line.modem for line in _lines(network))
        self.modems = [one for one in modems if one in self.nodes]

    def forest(self) -> Forest:
        self._spread()
        carriers = self._settle()
        below: dict[str, list[str]] = defaultdict(list)
        for one in self.nodes:
            if one in self.parent:
                below[self.parent[one]].append(one)
        followers = {
            upper: lowers[0]
            for upper, lowers in below.items()
            if len(lowers) == 1
            and not below.get(lowers[0])
            and upper in self.parent
            and self.nodes[upper].kind not in SPREADING
        }
        standing = {*(self._top_of(one) for one in carriers.values()), *self.modems}
        branches = {
            one: Branch(node, self.way_up.get(one))
            for one, node in self.nodes.items()
            if one not in followers and (one in below or (one in standing and one not in self.parent))
        }
        gathered = self._gathered(branches, followers)
        for (upper, group, kind), leaves in gathered.items():
            if upper:
                branches[upper].clusters.append(Cluster(self.groups.get(group), kind, leaves))
        for one, branch in branches.items():
            branch.clusters.sort(key=_cluster_order)
            if one in self.parent:
                branches[self.parent[one]].branches.append(branch)
        sites = self._sites(branches, carriers)
        return Forest(sites, *self._further(), _deepest_first(sites))

    def _gathered(
        self, branches: dict[str, Branch], followers: dict[str, str]
    ) -> dict[tuple[str, str, str], list[Leaf]]:  # fmt: skip
        """The leaves by what they hang on, network and kind of link; what hangs on nothing goes to ``self.loose``."""
        following = set(followers.values())
        gathered: dict[tuple[str, str, str], list[Leaf]] = defaultdict(list)
        for one, node in self.nodes.items():
            if one in branches or one in following:
                continue
            link = self.way_up.get(one)
            leaf = Leaf(node, link)
            if one in followers:
                lower = followers[one]
                leaf.follower = Leaf(self.nodes[lower], self.way_up.get(lower))
            if one in self.parent:
                gathered[self.parent[one], node.group, link.kind if link else UNKNOWN].append(leaf)
            else:
                self.loose[node.site].append(leaf)
        return gathered

    def _spread(self) -> None:
        """Breadth first from the modems and routers down: cable and Wi-Fi, then USB, then power. Within one site."""
        lowers: dict[str, list[tuple[str, Link]]] = defaultdict(list)
        has_upper = set()
        for link in self.links:
            upper, lower = self.nodes[link.upper], self.nodes[link.lower]
            if upper.site != lower.site:
                continue
            lowers[upper.id].append((lower.id, link))
            has_upper.add(lower.id)
            if upper.kind in SPREADING and lower.kind in SPREADING:
                lowers[lower.id].append((upper.id, link))
        firm = [one for one, node in self.nodes.items() if node.kind in SPREADING]
        reached: set[str] = set()
        self._reach(self.modems, lowers, reached)
        self._reach([one for one in firm if one not in has_upper], lowers, reached)
        for one in [*firm, *(one for one in self.nodes if one not in has_upper), *self.nodes]:
            if one in lowers:
                self._reach([one], lowers, reached)

    def _reach(self, starts: list[str], lowers: dict[str, list[tuple[str, Link]]], reached: set[str]) -> None:
        mine = [one for one in starts if one not in reached]
        reached.update(mine)
        for kinds in ((CABLE, WIRELESS), (CABLE, WIRELESS, USB), (CABLE, WIRELESS, USB, POWER, UNKNOWN)):
            level = list(mine)
            while level:
                further = []
                for upper in level:
                    for lower, link in lowers.get(upper, ()):
                        if lower not in reached and link.kind in kinds:
                            reached.add(lower)
                            self.parent[lower], self.way_up[lower] = upper, link
                            further.append(lower)
                mine += further
                level = further

    def _settle(self) -> dict[str, str]:
        """What hangs on nothing that is known goes under the router of its site; returns that router by site.

        A single device goes under the router of its own network, where there are several. What is spare and hangs on
        nothing stands in a cupboard.
        """
        carrying: dict[str, int] = defaultdict(int)
        for upper in self.parent.values():
            carrying[upper] += 1
        rootless = [
            one
            for one, node in self.nodes.items()
            if one not in self.parent and (node.state != SPARE or carrying[one] or one in self.modems)
        ]
        spreading = [
            one for one, node in self.nodes.items() if node.kind in SPREADING and (node.state != SPARE or carrying[one])
        ]
        carriers: dict[str, str] = {}
        of_group: dict[tuple[str, str], str] = {}
        for one in sorted(spreading, key=lambda one: (self.nodes[one].kind != "router", -carrying[one])):
            node = self.nodes[one]
            if node.kind == "router" or one not in self.parent:
                carriers.setdefault(node.site, one)
            if node.kind == "router" and node.group:
                of_group.setdefault((node.site, node.group), one)
        tops = {self._top_of(one) for one in carriers.values()}
        for one in rootless:
            node = self.nodes[one]
            if one in tops or one in self.modems or node.site not in carriers:
                continue
            is_single = not carrying[one] and one not in of_group.values()
            self.parent[one] = of_group.get((node.site, node.group), "") if is_single else ""
            self.parent[one] = self.parent[one] or carriers[node.site]
        return carriers

    def _top_of(self, one: str) -> str:
        while one in self.parent:
            one = self.parent[one]
        return one

    def _sites(self, branches: dict[str, Branch], carriers: dict[str, str]) -> list[SiteTree]:
        known = {site.id: site for site in self.network.sites}
        roots: dict[str, list[Branch]] = defaultdict(list)
        for one in sorted((one for one in branches if one not in self.parent), key=self.order.__getitem__):
            roots[self.nodes[one].site].append(branches[one])
        lines: dict[str, list[Line]] = defaultdict(list)
        for line in _lines(self.network):
            site = line.site or _only_site(self.network)
            ends_in = line.modem if line.modem in branches else self._top_of(carriers.get(site, ""))
            if ends_in and ends_in not in self.parent:
                branches[ends_in].lines.append(line)
            else:
                lines[site].append(line)
        ids = [site.id for site in sorted(known.values(), key=lambda site: (natural(site.name), site.id))]
        ids += sorted({*roots, *self.loose, *lines} - set(ids))
        return [
            SiteTree(known.get(one), lines.get(one, []), roots.get(one, []), self._loose_clusters(one)) for one in ids
        ]

    def _loose_clusters(self, site: str) -> list[Cluster]:
        gathered: dict[str, list[Leaf]] = defaultdict(list)
        spare = []
        for leaf in self.loose.get(site, ()):
            if leaf.node.state == SPARE:
                spare.append(leaf)
            else:
                gathered[leaf.node.group].append(leaf)
        found = [Cluster(self.groups.get(group), UNKNOWN, leaves) for group, leaves in gathered.items()]
        cupboard = [Cluster(Group("", words.in_the_cupboard()), "", spare)] if spare else []
        return [*sorted(found, key=_cluster_order), *cupboard]

    def _further(self) -> tuple[list[Link], dict[tuple[str, str], list[Link]]]:
        used = {id(link) for link in self.way_up.values()}
        between: dict[tuple[str, str], list[Link]] = defaultdict(list)
        further = []
        for link in self.links:
            if link.lower in self.way_up and self.parent[link.lower] == link.upper:
                between[link.upper, link.lower].append(link)
            elif link.upper in self.way_up and self.parent[link.upper] == link.lower:
                between[link.lower, link.upper].append(link)
            elif id(link) not in used:
                further.append(link)
        return further, {pair: links for pair, links in between.items() if len(links) > 1}


def _deepest_first(sites: list[SiteTree]) -> list[Branch]:
    level = [root for site in sites for root in site.roots]
    found = []
    while level:
        found += level
        level = [lower for branch in level for lower in branch.branches]
    return found[::-1]


def _with_sites(network: Network) -> list[Node]:
    """Who has no site of its own stands where its neighbour stands, or at the only site that there is."""
    sites = {node.id: node.site for node in network.nodes if node.site}
    beside: dict[str, list[str]] = defaultdict(list)
    for link in network.links:
        beside[link.upper].append(link.lower)
        beside[link.lower].append(link.upper)
    level = list(sites)
    while level:
        fresh = []
        for one in level:
            for other in beside.get(one, ()):
                if other not in sites:
                    sites[other] = sites[one]
                    fresh.append(other)
        level = fresh
    only = _only_site(network)
    return [node if node.site else replace(node, site=sites.get(node.id, only)) for node in network.nodes]


def _only_site(network: Network) -> str:
    return network.sites[0].id if len(network.sites) == 1 else ""


def _lines(network: Network) -> list[Line]:
    return sorted(network.lines, key=lambda line: (natural(line.provider), line.id))


def _node_order(node: Node) -> tuple[int, list[tuple[int, int, str]], list[tuple[int, int, str]], str]:
    return _KIND_RANK.get(node.kind, 99), natural(node.name), natural(node.address), node.id


def _cluster_order(cluster: Cluster) -> tuple[int, bool, list[tuple[int, int, str]], str]:
    group = cluster.group
    return (
        _LINK_RANK.get(cluster.kind, 4),
        group is None,
        natural(group.name if group else ""),
        group.id if group else "",
    )
