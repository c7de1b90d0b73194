"""What a picture of a network is drawn from: plain values that know no database.

An id is any text that is unique among its kind in one network. All other text comes from people and machines: it is
escaped where it is drawn, and never trusted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

CABLE, WIRELESS, USB, POWER, UNKNOWN = "cable", "wireless", "usb", "power", "unknown"


@dataclass(frozen=True, slots=True)
class Site:
    id: str
    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An internet line of a site; ``modem`` is the id of the device that it ends in, if that is known."""

    id: str
    site: str
    provider: str
    detail: str = ""  # "Fibre, 1000/1000 Mbit/s"
    modem: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A subnet, a VLAN or a Wi-Fi network."""

    id: str
    name: str
    prefix: str = ""
    site: str = ""
    is_wireless: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A device. ``kind`` and ``state`` are the values of DeviceKind and DeviceState; ``href`` a path here."""

    id: str
    kind: str
    name: str
    address: str = ""
    state: str = "in_use"
    site: str = ""
    group: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """``lower`` reaches the internet (or the mains) through ``upper``."""

    upper: str
    lower: str
    kind: str = CABLE
    upper_port: str = ""
    lower_port: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """All that one picture shows."""

    title: str
    sites: Sequence[Site] = field(default_factory=tuple)
    lines: Sequence[Line] = field(default_factory=tuple)
    groups: Sequence[Group] = field(default_factory=tuple)
    nodes: Sequence[Node] = field(default_factory=tuple)
    links: Sequence[Link] = field(default_factory=tuple)

    def in_order(self) -> Network:
        """The same with everything in one order, so that what comes in another order is drawn alike."""
        return Network(
            self.title,
            sorted(self.sites, key=lambda site: (site.name, site.id)),
            sorted(self.lines, key=lambda line: (line.provider, line.id)),
            sorted(self.groups, key=lambda group: (group.prefix, group.name, group.id)),
            sorted(self.nodes, key=lambda node: node.id),
            sorted(self.links, key=lambda link: (link.upper, link.lower, link.kind, link.upper_port, link.lower_port)),
        )
