"""The address plan: each network with its range, a map of what is used and free, and who has which address."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from gestand.network.book.blocks import Block, Row, address_map, facts, heading, paragraph, table
from gestand.network.book.contents import Documentation
from gestand.network.kernels.address_map import MOST_CELLS, Ground, Space, cells
from gestand.network.kernels.addresses import number_of, usable
from gestand.network.models import AddressUse, Device, Site, Subnet, Vlan
from gestand.network.queries.address_plan import SPACE_WORDS
from gestand.network.queries.addressing import ground_of
from gestand.ui import formats

#: Of a network with more addresses than a map holds, the parts in which something stands are drawn, at most so many.
_MOST_MAPS = 4
_PART = {4: 24, 6: 120}
#: Of fewer addresses the list says enough.
_SMALLEST_MAP = 8
_ENDLESS = 10**7


def address_plan(found: Documentation) -> list[Block]:
    subnets = found.of(Subnet)
    loose = [use for use in found.of(AddressUse) if use.subnet_id is None and use.until_on is None]
    if not subnets and not loose:
        return []
    several = len(found.of(Site)) > 1
    blocks = [
        heading(1, _("Address plan")),
        paragraph(_("Every device in a network has an address, as every house in a street has a number.")),
    ]
    for site in found.of(Site):
        for subnet in found.under(Subnet, "site_id", site.pk):
            blocks += _subnet(found, subnet, where=site.name if several else "")
    if loose:
        blocks += [heading(2, _("Addresses outside these networks")), _uses(found, loose)]
    return blocks


def _subnet(found: Documentation, subnet: Subnet, *, where: str) -> list[Block]:
    vlan = found.one(Vlan, subnet.vlan_id)
    uses = [use for use in found.under(AddressUse, "subnet_id", subnet.pk) if use.until_on is None]
    ground = ground_of(subnet)
    room = usable(ground.network).size
    dhcp = [f"{subnet.dhcp_first} – {subnet.dhcp_last}"] if subnet.dhcp_first else []
    dhcp += [each.replace("-", " – ") for each in subnet.dhcp_more.split(", ") if each]
    used = _("%(used)s of %(room)s") % {
        "used": formats.number_words(len(uses)),
        "room": formats.number_words(room) if room < _ENDLESS else _("more than anybody needs"),
    }
    return [
        heading(2, f"{subnet.name} ({subnet.prefix})" if subnet.name else subnet.prefix),
        facts(
            [
                (_("Site"), where),
                (_("VLAN"), str(vlan) if vlan is not None else ""),
                (_("Gateway"), subnet.gateway),
                (_("DNS servers"), subnet.dns),
                (_("Given out by DHCP"), ", ".join(dhcp)),
                (_("Addresses written down"), used if uses else ""),
                (_("Note"), subnet.note),
            ]
        ),
        *_maps(subnet, ground, uses),
        *([_uses(found, uses)] if uses else []),
    ]


def _maps(subnet: Subnet, ground: Ground, uses: Sequence[AddressUse]) -> list[Block]:
    taken = {number_of(use.sort_key, subnet.version): Space(use.kind) for use in uses}
    network = ground.network
    parts = [network]
    if network.num_addresses > MOST_CELLS:
        length = _PART[network.version]
        there = sorted({*taken, *ground.named})
        parts = list(dict.fromkeys(type(network)((number, length), strict=False) for number in there))
    if not taken or network.num_addresses < _SMALLEST_MAP:
        return []
    blocks: list[Block] = []
    for part in parts[:_MOST_MAPS]:
        drawn = cells(ground, part, taken)
        squares = [(_number(str(ground.address(number)), space), space.value) for number, space in drawn]
        if part != network:
            blocks.append(paragraph(_("From %(first)s") % {"first": part.network_address}))
        there_are = {space for _number, space in drawn}
        legend = [(space.value, SPACE_WORDS[space]) for space in Space if space in there_are and space != Space.EDGE]
        blocks.append(address_map(squares, legend))
    return blocks


def _number(address: str, space: Space) -> str:
    """What stands in a square: the last part of an address that is somebody's."""
    if space in (Space.FREE, Space.POOL, Space.EDGE):
        return ""
    return address.rpartition(":" if ":" in address else ".")[2]


def _uses(found: Documentation, uses: Sequence[AddressUse]) -> Block:
    rows = []
    for use in sorted(uses, key=lambda each: each.sort_key):
        device = found.one(Device, use.device_id)
        name = " · ".join(part for part in (str(device) if device is not None else "", use.name) if part)
        rows.append(Row([use.address, name, str(use.get_kind_display()), formats.day_words(use.since_on)]))
    return table([_("Address"), _("Used by"), _("How"), _("Since")], [3, 5, 5, 3], rows)
