"""What a file misses: devices that a whole scan did not see, and networks in which it saw some that nobody knew."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import reduce
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address, ip_network, summarize_address_range
from operator import or_
from uuid import UUID

from django.db.models import Q

from gestand.network.imports.differing import Source
from gestand.network.imports.plain_things import PlainShelf, plain_rank
from gestand.network.models import (
    AddressUse,
    Device,
    DeviceState,
    ImportLine,
    LineState,
    NetworkImport,
    Subnet,
    ThingKind,
)

GONE_RANK = 6
_LARGEST, _SMALLEST, _USUAL = 16, 30, 24
_ENOUGH = 2
_MOST_NETWORKS = 50
Network = IPv4Network | IPv6Network


@dataclass(slots=True)
class AddressesMet:
    """``targets``: where a scan looked; ``networks``: those that the file names itself."""

    targets: list[tuple[str, str]] = field(default_factory=list)
    networks: list[str] = field(default_factory=list)
    _around: Counter[str] = field(default_factory=Counter)
    _edges: dict[str, set[IPv4Address]] = field(default_factory=lambda: defaultdict(set))

    def add(self, address: str) -> None:
        """Count it in the network that it would usually be in (IPv4 alone: of IPv6 the size is never known)."""
        if ":" not in address:
            start, _dot, last = address.rpartition(".")
            self._around[start] += 1
            if last in ("0", "255"):
                self._edges[start].add(IPv4Address(address))

    def usual(self) -> list[IPv4Network]:
        networks = [
            _wide_enough(IPv4Network(f"{start}.0/{_USUAL}"), self._edges.get(start, set()))
            for start, count in self._around.most_common(200)
            if count >= _ENOUGH
        ]
        return [one for one in networks if one is not None and one.is_private and not one.is_loopback]


def _wide_enough(network: IPv4Network, edges: set[IPv4Address]) -> IPv4Network | None:
    """A device whose address would be the network's own or its broadcast address shows that the network is larger."""
    while network.prefixlen >= _LARGEST:
        if not edges & {network.network_address, network.broadcast_address}:
            return network
        network = network.supernet()
    return None


def networks_missing(batch: NetworkImport, met: AddressesMet, shelf: PlainShelf, *, first: int) -> list[ImportLine]:
    """Lines for networks to be made: those that a scan was told to look at, else of the usual size."""
    there: list[Network] = [ip_network(one.prefix) for one in shelf.subnets if one.site_id == batch.site_id]
    there += [ip_network(prefix) for prefix in met.networks]
    lines: list[ImportLine] = []
    scanned = [network for target in met.targets if (network := _as_network(*target))]
    for network, is_guess in [*((one, False) for one in scanned), *((one, True) for one in met.usual())]:
        if len(lines) >= _MOST_NETWORKS or any(_overlap(network, other) for other in there):
            continue
        there.append(network)
        lines.append(
            ImportLine(
                batch=batch,
                rank=plain_rank(ThingKind.SUBNET),
                number=first + len(lines),
                what=ThingKind.SUBNET,
                state=LineState.NEW,
                title=str(network),
                ticked=True,
                found={"prefix": str(network)},
                problems=[[_why_offered(network, is_guess=is_guess), ""]],
            )
        )
    return lines


def _why_offered(network: Network, *, is_guess: bool) -> str:
    if not is_guess:
        return "network_scanned"
    return "network_guessed" if network.prefixlen == _USUAL else "network_widened"


def _as_network(first: str, last: str) -> IPv4Network | None:
    start, end = ip_address(first), ip_address(last)
    if not isinstance(start, IPv4Address) or not isinstance(end, IPv4Address):
        return None
    whole = list(summarize_address_range(start, end))
    return whole[0] if len(whole) == 1 and _LARGEST <= whole[0].prefixlen <= _SMALLEST and start.is_private else None


def _overlap(one: Network, other: Network) -> bool:
    return one.version == other.version and one.overlaps(other)


def devices_not_seen(batch: NetworkImport, source: Source, seen: Collection[UUID], *, first: int) -> list[ImportLine]:
    """Lines for devices in use that have an address where a whole scan looked, and did not answer. Never ticked."""
    if not source.targets or source.site_id is None or not batch.is_whole:
        return []
    within = reduce(or_, (Q(sort_key__gte=start, sort_key__lte=end) for start, end in source.targets))
    uses = AddressUse.objects.filter(within, site_id=source.site_id, until_on__isnull=True, device__isnull=False)
    addresses: dict[UUID, list[str]] = defaultdict(list)
    for device_id, address in uses.order_by("sort_key").values_list("device_id", "address").iterator():
        if device_id is not None and device_id not in seen:
            addresses[device_id].append(address)
    lines: list[ImportLine] = []
    for device in Device.objects.filter(id__in=list(addresses)[:20_000]).exclude(state=DeviceState.GONE):
        lines.append(
            ImportLine(
                batch=batch,
                rank=GONE_RANK,
                number=first + len(lines),
                what=ThingKind.DEVICE,
                state=LineState.GONE,
                title=device.name,
                thing_id=device.id,
                found={
                    "addresses": addresses[device.id],
                    "seen_on": device.seen_on.isoformat() if device.seen_on else "",
                },
                differences=[["address", ", ".join(addresses[device.id]), ""]],
            )
        )
    return lines


def subnets_at(sites: Collection[UUID]) -> dict[UUID, list[Subnet]]:
    """The networks of these sites, in the order of their addresses."""
    found: dict[UUID, list[Subnet]] = defaultdict(list)
    for one in Subnet.objects.filter(site_id__in=sites).order_by("first"):
        found[one.site_id].append(one)
    return found
