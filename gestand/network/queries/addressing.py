"""Which address is used by what, today and before; which one is free; where an address belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from gestand.core.refusals import Refused
from gestand.network.kernels.address_map import Ground, Space, first_free, merged, stretches
from gestand.network.kernels.addresses import (
    Address,
    Span,
    number_of,
    read_address,
    read_network,
    read_ranges,
    sort_key,
)
from gestand.network.models import AddressKind, AddressUse, DeviceState, Subnet

_MOST_FOUND = 50
_MOST_HISTORY = 200


@dataclass(frozen=True, slots=True)
class DeviceAddresses:
    """What a device is reached by today, and what it was reached by before (the newest first)."""

    now: Sequence[AddressUse]
    before: Sequence[AddressUse]


def addresses_of_device(device_id: UUID) -> DeviceAddresses:
    """One statement; each use comes with its network and VLAN, its interface and its site."""
    uses = AddressUse.objects.filter(device_id=device_id).select_related("subnet__vlan", "interface", "site")
    rows = list(uses[:_MOST_HISTORY])
    before = sorted((use for use in rows if use.until_on), key=lambda use: (use.until_on, use.sort_key), reverse=True)
    return DeviceAddresses([use for use in rows if use.until_on is None], before)


def uses_within(subnet: Subnet) -> QuerySet[AddressUse]:
    """Every use of an address of this network that has not ended, in the order of the addresses."""
    return AddressUse.objects.filter(
        site_id=subnet.site_id, sort_key__gte=subnet.first, sort_key__lte=subnet.last, until_on__isnull=True
    )


def earlier_uses_within(subnet: Subnet) -> QuerySet[AddressUse]:
    """Every use of an address of this network that ended, the last one first."""
    return AddressUse.objects.filter(
        site_id=subnet.site_id, sort_key__gte=subnet.first, sort_key__lte=subnet.last, until_on__isnull=False
    ).order_by("-until_on", "sort_key", "id")


def taken_in(subnet: Subnet) -> dict[int, Space]:
    """What each used address of a network is. One statement, of two columns."""
    rows = uses_within(subnet).order_by("sort_key").values_list("sort_key", "kind")
    return {number_of(key, subnet.version): Space(kind) for key, kind in rows}


def pools_of(subnet: Subnet) -> tuple[Span, ...]:
    """Its DHCP ranges, as numbers, in order, without overlap."""
    ranges = [(read_address(subnet.dhcp_first), read_address(subnet.dhcp_last))] if subnet.dhcp_first else []
    ranges += read_ranges(subnet.dhcp_more)
    return merged(Span(int(first), int(last)) for first, last in ranges)


def ground_of(subnet: Subnet) -> Ground:
    """The network as it is before anybody uses it: its DHCP ranges, its gateway, the DNS servers that stand in it."""
    network = read_network(subnet.prefix)
    named: dict[int, object] = {}
    for typed in subnet.dns.split(", ") if subnet.dns else ():
        server = read_address(typed)
        if server in network:
            named[int(server)] = _("DNS server")
    if subnet.gateway and (gateway := read_address(subnet.gateway)) in network:
        named[int(gateway)] = _("Gateway")
    return Ground(network, pools_of(subnet), named)


def free_address(subnet: Subnet) -> str:
    """The lowest address that is nobody's, not the gateway and outside DHCP; "" when there is none. One statement."""
    ground = ground_of(subnet)
    number = first_free(stretches(ground, taken_in(subnet)))
    return "" if number is None else str(ground.address(number))


def subnet_holding(site_id: UUID, address: Address) -> Subnet | None:
    """The network of a site that an address lies in."""
    key = sort_key(address)
    return Subnet.objects.filter(site_id=site_id, first__lte=key, last__gte=key).select_related("vlan").first()


def history_of_address(site_id: UUID, address: Address) -> list[AddressUse]:
    """Who uses an address of a site and who used it, the newest first. One statement."""
    uses = AddressUse.objects.filter(site_id=site_id, sort_key=sort_key(address))
    return list(uses.select_related("device", "interface", "subnet").order_by("-since_on", "-id")[:_MOST_HISTORY])


def remarks_on(use: AddressUse, subnet: Subnet | None) -> list[str]:
    """What is worth knowing of a use that is kept all the same."""
    if use.until_on is not None:
        return []
    if subnet is None:
        return [_("%(address)s lies in no network that is written down here.") % {"address": use.address}]
    found = []
    number = number_of(use.sort_key, subnet.version)
    in_pool = any(pool.first <= number <= pool.last for pool in pools_of(subnet))
    if in_pool and use.kind == AddressKind.STATIC:
        found.append(
            _(
                "It is set on the device, but DHCP may give %(address)s to another one: reserve it there, or take one "
                "outside the range."
            )
            % {"address": use.address}
        )
    if in_pool and use.kind == AddressKind.SET_ASIDE:
        found.append(_("It is set aside, but DHCP may give it out all the same."))
    if use.device is not None and use.device.state == DeviceState.GONE:
        found.append(_("The device is gone; release its address."))
    return found


def matching_uses(client_id: UUID, words: str, *, site_id: UUID | None = None) -> list[AddressUse]:
    """Addresses, today's and earlier ones, that begin so, or whose device or name holds these words. One statement."""
    uses = AddressUse.objects.filter(site__client_id=client_id)
    if site_id is not None:
        uses = uses.filter(site_id=site_id)
    found = uses.filter(
        Q(address__startswith=words)
        | Q(name__icontains=words)
        | Q(device__name__icontains=words)
        | Q(device__host_name__icontains=words)
    )
    return list(
        found.select_related("device", "site", "subnet").order_by(
            F("until_on").desc(nulls_first=True), "sort_key", "id"
        )[:_MOST_FOUND]
    )


def site_of_address(client_id: UUID, typed: str) -> tuple[UUID, Address] | None:
    """Where a client's address belongs: the site that uses it or has a network for it; None when it is no address."""
    try:
        address = read_address(typed)
    except Refused:
        return None
    key = sort_key(address)
    use = AddressUse.objects.filter(site__client_id=client_id, sort_key=key).order_by("-since_on").first()
    if use is not None:
        return use.site_id, address
    subnet = Subnet.objects.filter(site__client_id=client_id, first__lte=key, last__gte=key).first()
    return (subnet.site_id, address) if subnet is not None else None
