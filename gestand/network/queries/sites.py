"""What stands and runs at one site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, Window

from gestand.network.kernels.address_map import Space, stretches
from gestand.network.kernels.addresses import number_of
from gestand.network.models import (
    AddressUse,
    Connection,
    Device,
    DeviceState,
    Place,
    Site,
    Subnet,
    Vlan,
    WirelessNetwork,
)
from gestand.network.queries.address_plan import Overview, overview_of
from gestand.network.queries.addressing import ground_of

MOST_DEVICES = 60


@dataclass(frozen=True, slots=True)
class SiteDossier:
    networks: Sequence[Overview]
    vlans: Sequence[Vlan]
    connections: Sequence[Connection]
    wireless: Sequence[WirelessNetwork]
    places: Sequence[Place]
    devices: Sequence[Device]
    device_count: int
    is_only_site: bool


def dossier_of_site(site: Site, *, is_only: bool) -> SiteDossier:
    """Everything of a site, in eight statements. A client's only site has what was given no site too."""
    here = Q(site=site) | Q(site__isnull=True, client_id=site.client_id) if is_only else Q(site=site)
    devices = Device.objects.filter(here).exclude(state=DeviceState.GONE)
    standing = Count("devices", filter=~Q(devices__state=DeviceState.GONE))
    counted = devices.select_related("place").annotate(count_here=Window(Count("pk")))
    listed = list(counted.order_by("name", "id")[:MOST_DEVICES])
    return SiteDossier(
        networks=_networks(site),
        vlans=list(Vlan.objects.filter(site=site).annotate(network_count=Count("subnets"))),
        connections=list(Connection.objects.filter(site=site).select_related("modem")),
        wireless=list(WirelessNetwork.objects.filter(site=site).select_related("subnet")),
        places=list(Place.objects.filter(site=site).annotate(device_count=standing)),
        devices=listed,
        device_count=listed[0].count_here if listed else 0,
        is_only_site=is_only,
    )


def _networks(site: Site) -> list[Overview]:
    rows = AddressUse.objects.filter(site=site, until_on__isnull=True).order_by("sort_key")
    keys = list(rows.values_list("sort_key", "kind"))
    made = []
    for subnet in Subnet.objects.filter(site=site).select_related("vlan"):
        ground = ground_of(subnet)
        taken = {
            number_of(key, subnet.version): Space(kind) for key, kind in keys if subnet.first <= key <= subnet.last
        }
        made.append(overview_of(subnet, ground, stretches(ground, taken)))
    return made
