"""Everything of one client and what needs what, in one statement: for "if this fails, what stops?" and its choices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from gestand.core.gathering import gathered
from gestand.core.questions import Ids, Question
from gestand.network.kernels.addresses import AddressRefused, read_address, sort_key
from gestand.network.kernels.failing import Failure, Need, Outcome, Way, failure_of
from gestand.network.kinds import ICONS
from gestand.network.models import (
    AddressUse,
    Dependency,
    DeviceKind,
    DeviceState,
    DeviceUser,
    Link,
    LinkKind,
    ThingKind,
)
from gestand.network.things import THINGS
from gestand.people.kernels.names import full_name

#: What names a thing, and what else is needed of it, by kind; every kind has its own columns.
_COLUMNS: dict[str, tuple[str, ...]] = {
    ThingKind.SITE: ("name",),
    ThingKind.CONNECTION: ("provider", "site_id", "modem_id"),
    ThingKind.WIRELESS: ("name", "site_id", "subnet_id"),
    ThingKind.SUBNET: ("prefix", "name", "site_id", "gateway"),
    ThingKind.DEVICE: ("name", "kind", "site_id", "state"),
    ThingKind.LICENCE: ("product",),
    ThingKind.DOMAIN: ("name",),
    ThingKind.CERTIFICATE: ("name",),
    ThingKind.TENANT: ("service", "name"),
    ThingKind.MAILBOX: ("address", "tenant_id"),
    ThingKind.ACCOUNT: ("service", "user_name"),
    ThingKind.BACKUP: ("what", "device_id"),
}


def _things(kind: str) -> Question:
    thing = THINGS[kind]

    def ask(clients: Ids) -> QuerySet[Any, Any]:
        rows = thing.model._default_manager.filter(**{f"{thing.client_path}_id__among": clients})  # noqa: SLF001 - Django's documented API
        return rows.order_by(*_COLUMNS[kind][:1], "id").values_list("id", *_COLUMNS[kind])

    return Question(ask)


_THINGS = {kind: _things(kind) for kind in _COLUMNS}


@Question
def _links(clients: Ids) -> QuerySet[Any, Any]:
    rows = Link.objects.filter(lower__client_id__among=clients).order_by("id")
    return rows.values_list("upper_id", "lower_id", "kind", "upper_port")


@Question
def _dependencies(clients: Ids) -> QuerySet[Any, Any]:
    rows = Dependency.objects.filter(client_id__among=clients).order_by("id")
    return rows.values_list("id", "dependent_id", "needed_id")


@Question
def _uses(clients: Ids) -> QuerySet[Any, Any]:
    rows = AddressUse.objects.filter(device__client_id__among=clients, until_on__isnull=True).order_by("sort_key", "id")
    return rows.values_list("site_id", "subnet_id", "device_id", "sort_key")


@Question
def _users(clients: Ids) -> QuerySet[Any, Any]:
    rows = DeviceUser.objects.filter(device__client_id__among=clients, until_on__isnull=True).order_by("id")
    return rows.values_list(
        "device_id", "person__given_name", "person__initials", "person__name_prefix", "person__family_name"
    )


@dataclass(frozen=True, slots=True)
class Node:
    """A thing as it stands in the graph: ``more`` are its other columns, by name."""

    id: UUID
    kind: str
    name: str
    icon: str
    more: dict[str, Any]


@dataclass
class Graph:
    """What there is at a client, by id, and what ties it together."""

    nodes: dict[UUID, Node]
    links: Sequence[tuple[UUID, UUID, str, str]]
    dependencies: Sequence[tuple[UUID, UUID, UUID]]
    uses: Sequence[tuple[UUID, UUID | None, UUID, str]]
    users: dict[UUID, list[str]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Node]:
        return [node for node in self.nodes.values() if node.kind == kind]

    @cached_property
    def needs(self) -> list[Need[UUID]]:
        return list(_needs(self))

    def failure_of(self, thing_id: UUID) -> Failure[UUID]:
        return failure_of(thing_id, self.needs)


def graph_of(client_id: UUID) -> Graph:
    """One statement."""
    asked = {name: question.about(clients=(client_id,)) for name, question in _QUESTIONS.items()}
    answers = gathered(asked.values())
    nodes = {row[0]: _node(kind, row) for kind in _THINGS for row in answers[asked[kind]]}
    users: defaultdict[UUID, list[str]] = defaultdict(list)
    for device_id, *name in answers[asked["users"]]:
        users[device_id].append(full_name(*name))
    return Graph(nodes, answers[asked["links"]], answers[asked["dependencies"]], answers[asked["uses"]], dict(users))


_QUESTIONS: dict[str, Question] = {
    **_THINGS,
    "links": _links,
    "dependencies": _dependencies,
    "uses": _uses,
    "users": _users,
}


def _node(kind: str, row: tuple[Any, ...]) -> Node:
    more = dict(zip(_COLUMNS[kind], row[1:], strict=True))
    icon = THINGS[kind].icon
    name = str(row[1])
    if kind == ThingKind.DEVICE:
        icon = ICONS.get(more["kind"], icon)
    elif kind == ThingKind.SUBNET and more["name"]:
        name = f"{more['name']} ({name})"
    elif kind == ThingKind.TENANT:
        name = f"{more['service']}: {more['name']}"
    elif kind == ThingKind.ACCOUNT and more["user_name"]:
        name = f"{name} ({more['user_name']})"
    return Node(row[0], kind, name, icon, more)


def _needs(graph: Graph) -> Iterator[Need[UUID]]:
    """In the order in which the tree of what fails is to grow: by cable first, so that a printer stands under its
    switch and not under its network.
    """
    yield from _links_as_needs(graph)
    yield from _lines_as_needs(graph)
    yield from _networks_as_needs(graph)
    yield from _wireless_as_needs(graph)
    yield from _software_as_needs(graph)
    for _id, dependent, needed in graph.dependencies:
        if dependent in graph.nodes and needed in graph.nodes:
            yield Need(dependent, "depends", (Way(needed),))


def _links_as_needs(graph: Graph) -> Iterator[Need[UUID]]:
    """The network reaches a device by any of its cables; with two plugs it needs one of them."""
    network: defaultdict[UUID, list[tuple[Way[UUID], str]]] = defaultdict(list)
    power: defaultdict[UUID, list[Way[UUID]]] = defaultdict(list)
    for upper, lower, kind, port in graph.links:
        if kind == LinkKind.POWER:
            power[lower].append(Way(upper, port))
        else:
            network[lower].append((Way(upper, port), kind))
    for lower, plugs in power.items():
        yield Need(lower, LinkKind.POWER, tuple(plugs), counts_lost=False)
    for lower, ways in network.items():
        kinds = {kind for _way, kind in ways}
        reason = next(iter(kinds)) if len(kinds) == 1 else LinkKind.CABLE.value
        yield Need(lower, reason, tuple(way for way, _kind in ways), Outcome.LOSES)


def _lines_as_needs(graph: Graph) -> Iterator[Need[UUID]]:
    """A line comes in through its modem; a site is online by any of its lines."""
    of_site: defaultdict[UUID, list[Way[UUID]]] = defaultdict(list)
    for line in graph.of(ThingKind.CONNECTION):
        of_site[line.more["site_id"]].append(Way(line.id))
        if line.more["modem_id"] is not None:
            yield Need(line.id, "modem", (Way(line.more["modem_id"]),), counts_lost=False)
    for site, lines in of_site.items():
        yield Need(site, "line", tuple(lines), Outcome.LOSES)


def _networks_as_needs(graph: Graph) -> Iterator[Need[UUID]]:
    """A network goes out through whoever has the address of its gateway; a device stands in any of its networks."""
    holders: dict[tuple[UUID, str], UUID] = {(site, key): device for site, _subnet, device, key in graph.uses}
    for subnet in graph.of(ThingKind.SUBNET):
        gateway = subnet.more["gateway"]
        holder = holders.get((subnet.more["site_id"], _key(gateway)))
        if holder is not None:
            yield Need(subnet.id, "gateway", (Way(holder, gateway),), Outcome.LOSES, counts_lost=False)
    stands: defaultdict[UUID, dict[UUID, None]] = defaultdict(dict)
    for _site, in_subnet, device, _address in graph.uses:
        if in_subnet is not None:
            stands[device][in_subnet] = None
    for device, subnets in stands.items():
        yield Need(device, "address", tuple(map(Way, subnets)), Outcome.LOSES, counts_lost=False)


def _key(address: str) -> str:
    try:
        return sort_key(read_address(address))
    except AddressRefused:  # none is written down
        return ""


def _wireless_as_needs(graph: Graph) -> Iterator[Need[UUID]]:
    """A Wi-Fi network is sent by any of the access points of its site, and leads to its network."""
    senders: defaultdict[UUID, list[Way[UUID]]] = defaultdict(list)
    for device in graph.of(ThingKind.DEVICE):
        if device.more["kind"] == DeviceKind.ACCESS_POINT and device.more["state"] == DeviceState.IN_USE:
            senders[device.more["site_id"]].append(Way(device.id))
    for wireless in graph.of(ThingKind.WIRELESS):
        if points := senders.get(wireless.more["site_id"]):
            yield Need(wireless.id, "sent", tuple(points))
        if wireless.more["subnet_id"] is not None:
            yield Need(wireless.id, "leads", (Way(wireless.more["subnet_id"]),), counts_lost=False)


def _software_as_needs(graph: Graph) -> Iterator[Need[UUID]]:
    """Mail stops with its domain or its tenant, a backup with the device that it is of."""
    domains = {domain.name: domain.id for domain in graph.of(ThingKind.DOMAIN)}
    for mailbox in graph.of(ThingKind.MAILBOX):
        domain = domains.get(mailbox.name.rpartition("@")[2].lower())
        if domain is not None:
            yield Need(mailbox.id, "domain", (Way(domain),))
        if mailbox.more["tenant_id"] is not None:
            yield Need(mailbox.id, "tenant", (Way(mailbox.more["tenant_id"]),))
    for backup in graph.of(ThingKind.BACKUP):
        if backup.more["device_id"] is not None:
            yield Need(backup.id, "copied", (Way(backup.more["device_id"]),))
