"""The address plan as it is drawn: a network's map, its strip and its legend; all networks of a client."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gestand.core.house import Label
from gestand.network.kernels.address_map import (
    SOMEBODYS,
    USED,
    Block,
    Ground,
    Slot,
    Space,
    Stretch,
    blocks,
    cells,
    first_free,
    is_drawn_in_blocks,
    is_drawn_in_cells,
    stretches,
    strip,
    totals,
)
from gestand.network.kernels.addresses import Network, bounds, is_private, number_of
from gestand.network.models import AddressUse, DeviceState, Site, Subnet
from gestand.network.queries.addressing import ground_of, uses_within
from gestand.ui.formats import number_words

SPACE_WORDS: Mapping[Space, Label] = {
    Space.NAMED: gettext_lazy("Gateway or DNS"),
    Space.STATIC: gettext_lazy("Set on the device"),
    Space.RESERVED: gettext_lazy("Reserved in DHCP"),
    Space.LEASED: gettext_lazy("From DHCP"),
    Space.SET_ASIDE: gettext_lazy("Set aside"),
    Space.POOL: gettext_lazy("DHCP range, nobody known"),
    Space.FREE: pgettext_lazy("address", "Free"),
    Space.EDGE: gettext_lazy("For no device"),
}
#: Of a strip; what is free has none.
_STRIP = 12
_HEIGHT = {**dict.fromkeys(USED, _STRIP), Space.SET_ASIDE: 8, Space.POOL: 4}
#: A number beyond this says nothing to anybody.
_ENDLESS = 10**9
_MOST_STRETCHES = 120
_MOST_OVERLAPS = 20


@dataclass(frozen=True, slots=True)
class LegendLine:
    space: Space
    words: Label
    count: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One address on the map: where it leads, and what it says when one stands on it."""

    short: str
    space: Space
    words: str
    url: str = ""
    mark: str = ""  # "doubtful"

    @property
    def is_somebodys(self) -> bool:
        return self.space in SOMEBODYS


@dataclass(frozen=True, slots=True)
class BlockCell:
    """A part of a large network on the map; ``share`` (0 to 4) is how full it is, in quarters, rounded up."""

    short: str
    words: str
    url: str
    share: int
    pool: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A stretch of a network in words."""

    space: Space
    words: Label
    first: str
    last: str
    count: str

    @property
    def is_somebodys(self) -> bool:
        return self.space in SOMEBODYS


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a strip; its height says what it is, so that it can be read without its colour."""

    space: Space
    start: int
    width: int
    height: int

    @property
    def top(self) -> int:
        return _STRIP - self.height


@dataclass(frozen=True, slots=True)
class Overview:
    """What is said of a network in a few words, and its strip."""

    subnet: Subnet
    used: int
    set_aside: int
    free: str
    next_free: str
    legend: Sequence[LegendLine]
    bars: Sequence[Bar]
    pool: str

    @property
    def is_full(self) -> bool:
        return not self.next_free


@dataclass(frozen=True, slots=True)
class AddressMap:
    """Of ``part`` of a network: cells, blocks or stretches, whichever can be read."""

    part: Network
    is_part: bool
    cells: Sequence[Cell] = ()
    blocks: Sequence[BlockCell] = ()
    told: Sequence[Told] = ()
    left_out: int = 0
    columns: int = 16


@dataclass(frozen=True, slots=True)
class Remark:
    """``tone`` as a notice has it."""

    tone: str
    words: str


@dataclass(slots=True)
class SitePlan:
    site: Site
    networks: list[Overview] = field(default_factory=list)
    outside: list[AddressUse] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def overview_of(subnet: Subnet, ground: Ground, found: Sequence[Stretch]) -> Overview:
    """Asks nothing."""
    counts = totals(found)
    number = first_free(found)
    return Overview(
        subnet=subnet,
        used=sum(counts.get(space, 0) for space in USED),
        set_aside=counts.get(Space.SET_ASIDE, 0),
        free=_count(counts.get(Space.FREE, 0)),
        next_free="" if number is None else str(ground.address(number)),
        legend=[LegendLine(space, SPACE_WORDS[space], _count(counts[space])) for space in Space if counts.get(space)],
        bars=[_bar(slot) for slot in strip(ground, found)] if ground.whole.size <= _ENDLESS else [],
        pool=_count(sum(pool.size for pool in ground.pools)) if ground.pools else "",
    )


def _bar(slot: Slot) -> Bar:
    return Bar(slot.space, slot.start, slot.width, -(-_HEIGHT.get(slot.space, 0) * slot.fill // 8))


def _count(number: int) -> str:
    return number_words(number) if number <= _ENDLESS else _("more than anybody needs")


def map_of(
    subnet: Subnet, ground: Ground, found: Sequence[Stretch], taken: Mapping[int, Space], part: Network
) -> AddressMap:
    """The map of a part. At most one statement: who uses the addresses that are drawn one by one."""
    is_part = part != ground.network
    if is_drawn_in_cells(part):
        drawn = cells(ground, part, taken)
        return AddressMap(part, is_part, cells=list(_cells(subnet, ground, part, drawn)), columns=min(16, len(drawn)))
    if is_drawn_in_blocks(part):
        return AddressMap(part, is_part, blocks=[_block(subnet, part, each) for each in blocks(part, found)])
    shown = [
        Told(
            each.space,
            SPACE_WORDS[each.space],
            str(ground.address(each.first)),
            str(ground.address(each.last)),
            _count(each.size),
        )
        for each in found[:_MOST_STRETCHES]
    ]
    return AddressMap(part, is_part, told=shown, left_out=max(0, len(found) - _MOST_STRETCHES))


def _cells(subnet: Subnet, ground: Ground, part: Network, drawn: Iterable[tuple[int, Space]]) -> Iterable[Cell]:
    first, last = bounds(part)
    rows = uses_within(subnet).filter(sort_key__gte=first, sort_key__lte=last).order_by("sort_key")
    whose = {
        number_of(key, subnet.version): (device_id, device or name, state)
        for key, device_id, device, name, state in rows.values_list(
            "sort_key", "device_id", "device__name", "name", "device__state"
        )
    }
    use_url = reverse("network:address-use", args=[subnet.site_id])
    page_url = reverse("network:address", args=[subnet.site_id, "X"]).removesuffix("X/")
    device_url = reverse("network:thing", args=["device", _NOBODY]).removesuffix(f"{_NOBODY}/")
    for number, space in drawn:
        address = str(ground.address(number))
        device_id, who, state = whose.get(number, (None, "", ""))
        words = " · ".join(str(each) for each in (address, who, ground.named.get(number) or SPACE_WORDS[space]) if each)
        if space is Space.EDGE:
            url = ""
        elif device_id is not None:
            url = f"{device_url}{device_id}/"
        elif number in whose:
            url = f"{page_url}{address}/"
        else:
            url = f"{use_url}?address={quote(address)}"
        yield Cell(_short(address), space, words, url, "doubtful" if state == DeviceState.GONE else "")


_NOBODY = UUID(int=0)


def _short(address: str) -> str:
    return address.rpartition(":" if ":" in address else ".")[2] or "0"


def _block(subnet: Subnet, whole: Network, block: Block) -> BlockCell:
    used, size = block.used, block.network.num_addresses
    octets = str(block.network.network_address).split(".")
    telling = octets[whole.prefixlen // 8 : -(-block.network.prefixlen // 8)]
    words = _("%(network)s: %(used)s in use, %(free)s free") % {
        "network": block.network,
        "used": number_words(used),
        "free": number_words(block.counts.get(Space.FREE, 0)),
    }
    url = f"{reverse('network:subnet', args=[subnet.pk])}?part={quote(str(block.network), safe='/')}"
    return BlockCell(
        short=".".join(telling),
        words=words,
        url=url,
        share=-(-4 * used // size),
        pool=bool(block.counts.get(Space.POOL)),
    )


def remarks_of(subnet: Subnet, ground: Ground, found: Sequence[Stretch], others: Iterable[Subnet]) -> list[Remark]:
    """What is worth knowing of a network. ``others``: networks of the client's other sites. Asks nothing."""
    made = []
    for pool in ground.pools:
        for number, word in ground.named.items():
            if pool.first <= number <= pool.last:
                words = {"what": word, "address": ground.address(number)}
                made.append(Remark("warn", _("%(what)s %(address)s lies within the DHCP range.") % words))
    if first_free(found) is None:
        made.append(Remark("warn", _("No address is free outside the DHCP range.")))
    if not is_private(ground.network.network_address):
        made.append(
            Remark("info", _("These are addresses of the public internet: only their owner may hand them out."))
        )
    made += [Remark("info", _overlap(subnet, other)) for other in others if _meet(subnet, other)]
    return made


def _meet(one: Subnet, other: Subnet) -> bool:
    return one.first <= other.last and other.first <= one.last


def _overlap(one: Subnet, other: Subnet) -> str:
    words = {"one": one.prefix, "other": other.prefix, "site": other.site.name}
    if one.prefix == other.prefix:
        said = _("%(one)s is the network of %(site)s too.") % words
    else:
        said = _("%(one)s overlaps %(other)s of %(site)s.") % words
    return said + " " + _("That is fine, until the two are joined by a VPN: then one of them has to move.")


def plan_of(client_id: UUID) -> list[SitePlan]:
    """Every network of a client, by site. Three statements, however many addresses."""
    plans = {site.pk: SitePlan(site) for site in Site.objects.filter(client_id=client_id)}
    subnets = list(Subnet.objects.filter(site__client_id=client_id).select_related("site", "vlan"))
    rows = AddressUse.objects.filter(site__client_id=client_id, until_on__isnull=True).order_by("site_id", "sort_key")
    used: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for site_id, key, kind in rows.values_list("site_id", "sort_key", "kind"):
        used[site_id].append((key, kind))
    for subnet in subnets:
        ground = ground_of(subnet)
        there = used[subnet.site_id]
        within = there[bisect_left(there, (subnet.first, "")) : bisect_right(there, (subnet.last, "~"))]
        taken = {number_of(key, subnet.version): Space(kind) for key, kind in within}
        plans[subnet.site_id].networks.append(overview_of(subnet, ground, stretches(ground, taken)))
    _explain_overlaps(plans, subnets)
    return list(plans.values())


def _explain_overlaps(plans: Mapping[UUID, SitePlan], subnets: Sequence[Subnet]) -> None:
    """Once for each pair of sites; in order of address, so that each is compared with its neighbours alone."""
    explained = 0
    open_ones: list[Subnet] = []
    for subnet in sorted(subnets, key=lambda each: (each.first, each.last, each.site.name)):
        open_ones = [each for each in open_ones if each.last >= subnet.first]
        for other in open_ones:
            if other.site_id != subnet.site_id and explained < _MOST_OVERLAPS:
                plans[subnet.site_id].remarks.append(Remark("info", _overlap(subnet, other)))
                explained += 1
        open_ones.append(subnet)


def outside_every_network(client_id: UUID) -> list[AddressUse]:
    """Addresses in use that lie in no network that is written down. One statement."""
    uses = AddressUse.objects.filter(site__client_id=client_id, subnet__isnull=True, until_on__isnull=True)
    return list(uses.select_related("device", "site")[:_MOST_STRETCHES])
