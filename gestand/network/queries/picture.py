"""What a client's picture is drawn from: sites, lines, networks, devices, what hangs on what; in one statement."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from gestand.core.gathering import Reading
from gestand.core.questions import Ids, Question
from gestand.network import picture
from gestand.network.models import AddressUse, Connection, Device, DeviceState, LineKind, Link, Site, Subnet
from gestand.people.models import Client

_NOBODY = "00000000-0000-0000-0000-000000000000"


def network_of(client: Client) -> picture.Network:
    """The client's network as it is drawn. One statement."""
    return network_reading(client).ask()


def network_reading(client: Client) -> Reading[picture.Network]:
    """The same, to be asked together with what else a page wants."""
    clients = (client.id,)

    def make(*answers: list[Any]) -> picture.Network:
        return _network(client, *answers)

    questions = (_sites, _lines, _subnets, devices_here, _addresses, _links)
    return Reading(make, *(question.about(clients=clients) for question in questions))


def without_links(network: picture.Network) -> picture.Network:
    """For a file, which is opened where our addresses lead nowhere."""
    return replace(network, nodes=[replace(node, href="") for node in network.nodes])


def _network(  # noqa: PLR0917 - one list of rows for each question
    client: Client,
    sites: list[Any],
    lines: list[Any],
    subnets: list[Any],
    devices: list[Any],
    addresses: list[Any],
    links: list[Any],
) -> picture.Network:
    kinds, there = dict(LineKind.choices), _first_addresses(addresses)
    path = reverse("network:thing", args=["device", _NOBODY])
    return picture.Network(
        title=client.name,
        sites=[picture.Site(str(one), name, ", ".join(filter(None, place))) for one, name, *place in sites],
        lines=[
            picture.Line(str(one), _id(site), provider, _speed(str(kinds.get(kind, kind)), down, up), _id(modem))
            for one, site, provider, kind, down, up, modem in lines
        ],
        groups=[
            picture.Group(str(one), _network_name(name, number, vlan), prefix, _id(site))
            for one, site, name, prefix, number, vlan in subnets
        ],
        nodes=[
            picture.Node(
                str(one),
                kind,
                name,
                there[one][0] if one in there else "",
                state,
                _id(site),
                there[one][1] if one in there else "",
                path.replace(_NOBODY, str(one)),
            )
            for one, kind, name, state, site, *_more in devices
        ],
        links=[picture.Link(str(upper), str(lower), kind, *ports) for upper, lower, kind, *ports in links],
    )


def _first_addresses(uses: list[Any]) -> dict[UUID, tuple[str, str]]:
    """Of each device its address and network: the lowest, IPv4 before IPv6."""
    found: dict[UUID, tuple[str, str]] = {}
    for device, address, subnet in uses:
        found.setdefault(device, (address, _id(subnet)))
    return found


def _id(one: UUID | None) -> str:
    return str(one) if one else ""


def _network_name(name: str, number: int | None, vlan: str | None) -> str:
    """As people call it, with the number by which switches know it."""
    said = name or vlan or ""
    return (
        (_("%(name)s (VLAN %(number)s)") % {"name": said, "number": number} if said else f"VLAN {number}")
        if number
        else said
    )


def _speed(kind: str, down: int | None, up: int | None) -> str:
    if not down:
        return kind
    speeds = "/".join(number_format(speed, use_l10n=True) for speed in (down, up) if speed)
    return _("%(kind)s, %(speeds)s Mbit/s") % {"kind": kind, "speeds": speeds}


@Question
def _sites(clients: Ids) -> QuerySet[Any, Any]:
    rows = Site.objects.filter(client_id__among=clients).order_by("name", "id")
    return rows.values_list("id", "name", "address__street", "address__city")


@Question
def _lines(clients: Ids) -> QuerySet[Any, Any]:
    rows = Connection.objects.filter(site__client_id__among=clients).order_by("provider", "id")
    return rows.values_list("id", "site_id", "provider", "kind", "down_mbit", "up_mbit", "modem_id")


@Question
def _subnets(clients: Ids) -> QuerySet[Any, Any]:
    rows = Subnet.objects.filter(site__client_id__among=clients).order_by("version", "first", "id")
    return rows.values_list("id", "site_id", "name", "prefix", "vlan__number", "vlan__name")


@Question
def devices_here(clients: Ids) -> QuerySet[Any, Any]:
    """What went is history, not network. The last four columns are told in lists, not drawn."""
    rows = Device.objects.filter(client_id__among=clients).exclude(state=DeviceState.GONE).order_by("name", "id")
    return rows.values_list(
        "id", "kind", "name", "state", "site_id", "make", "model", "operating_system", "place__name"
    )


@Question
def _addresses(clients: Ids) -> QuerySet[Any, Any]:
    uses = AddressUse.objects.filter(device__client_id__among=clients, until_on__isnull=True)
    return uses.order_by("sort_key", "id").values_list("device_id", "address", "subnet_id")


@Question
def _links(clients: Ids) -> QuerySet[Any, Any]:
    rows = Link.objects.filter(lower__client_id__among=clients).order_by("id")
    return rows.values_list("upper_id", "lower_id", "kind", "upper_port", "lower_port")
