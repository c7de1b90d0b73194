"""Reads what the collector saved (``collected.schema.json``, version 1): the computer, its networks, its printers and
whom it spoke to.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from gestand.network.importers.found import (
    AddressOrigin,
    Found,
    FoundAddress,
    FoundDevice,
    FoundInterface,
    FoundNetwork,
    Limits,
    NotANetworkFile,
)
from gestand.network.importers.json_files import read_json
from gestand.network.importers.kinds import guess_kind
from gestand.network.importers.values import (
    address_of,
    day_of,
    host_name_of,
    is_of_the_link,
    iso_moment_of,
    mac_of,
    network_of,
    text_of,
)
from gestand.network.models.devices import DeviceKind

FORMAT = "gestand-collector"
VERSION = 1
_FORMS = {"server": DeviceKind.SERVER, "tablet": DeviceKind.TABLET}
_KINDS = frozenset(["wired", "wireless", "other"])
_PRIVATE_SIGNS = frozenset(
    ["", "to be filled by o.e.m.", "system serial number", "default string", "none", "not specified"]
)
_GIGABYTE = 1024**3


def is_collected(held: Any) -> bool:
    return isinstance(held, dict) and held.get("format") == FORMAT


def read_collected(stream: BinaryIO, *, encoding: str) -> Iterator[Found]:
    held = read_json(stream, encoding=encoding)
    if not is_collected(held):
        raise NotANetworkFile(_("This JSON file was not made by the collector."))
    if held.get("version") != VERSION:
        raise NotANetworkFile(
            _("This file was made by another version of the collector. Download the collector again and run it anew.")
        )
    computer = held.get("computer")
    if not isinstance(computer, dict) or not host_name_of(computer.get("host_name")):
        raise NotANetworkFile(_("This file of the collector is not complete: it does not name the computer."))
    cards = _dicts(held.get("interfaces"), Limits.INTERFACES_A_DEVICE)
    device = _computer(computer, cards)
    device.seen_at = iso_moment_of(held.get("collected_at"))
    yield device
    networks = _networks(cards)
    yield from networks
    seen = set(device.addresses) | set(device.macs)
    neighbours = [
        (address, mac)
        for one in _dicts(held.get("neighbours"), Limits.ROWS)
        if (address := address_of(one.get("address"))) and (mac := mac_of(one.get("mac")))
    ]
    mac_at = dict(neighbours)
    row = 1
    for printer in _dicts(held.get("printers"), Limits.SERVICES_A_HOST):
        address = address_of(printer.get("address"))
        if address and address not in seen:
            seen.add(address)
            row += 1
            yield FoundDevice(
                row=row,
                name=text_of(printer.get("name"), 80),
                model=text_of(printer.get("driver"), 120),
                kind=DeviceKind.PRINTER,
                interfaces=[FoundInterface(mac=mac_at.get(address, ""), addresses=[FoundAddress(address)])],
            )
    for address, mac in neighbours:
        if is_of_the_link(address) or address in seen or mac in seen:
            continue
        seen |= {address, mac}
        row += 1
        found = FoundDevice(row=row, interfaces=[FoundInterface(mac=mac, addresses=[FoundAddress(address)])])
        if any(network.gateway == address for network in networks):
            found.kind = DeviceKind.ROUTER
        yield found


def _dicts(held: Any, limit: int) -> list[dict[str, Any]]:
    """PowerShell writes one entry alone as itself, not as a list."""
    listed = held if isinstance(held, list) else [held]
    return [one for one in listed[:limit] if isinstance(one, dict)]


def _texts(held: Any) -> list[str]:
    listed = held if isinstance(held, list) else [held]
    return [one for one in listed[: Limits.ADDRESSES_A_HOST] if isinstance(one, str)]


def _computer(held: dict[str, Any], cards: list[dict[str, Any]]) -> FoundDevice:
    serial = text_of(held.get("serial_number"), 80)
    device = FoundDevice(
        row=1,
        host_names=[host_name_of(held.get("host_name"))],
        make=text_of(held.get("make"), 80),
        model=text_of(held.get("model"), 120),
        serial_number="" if serial.casefold() in _PRIVATE_SIGNS else serial,
        operating_system=text_of(held.get("operating_system")),
        installed_on=day_of(held.get("installed_on")),
        user_name=text_of(held.get("user_name"), 120),
        is_up=True,
        interfaces=[_interface(card) for card in cards],
    )
    for key in ("domain", "processor", "system_version", "form"):
        if value := text_of(held.get(key)):
            device.facts[key] = value
    if memory := _gigabytes(held.get("memory_bytes")):
        device.facts["memory"] = memory
    disks = [
        " ".join(
            filter(
                None,
                [text_of(disk.get("model"), 60), text_of(disk.get("kind"), 20), _gigabytes(disk.get("size_bytes"))],
            )
        )
        for disk in _dicts(held.get("disks"), Limits.NAMES_A_HOST)
    ]
    if disks:
        device.facts["disks"] = "; ".join(disks)
    device.kind = _FORMS.get(text_of(held.get("form")), "") or guess_kind(device) or DeviceKind.COMPUTER
    return device


def _interface(card: dict[str, Any]) -> FoundInterface:
    kind = text_of(card.get("kind"))
    found = FoundInterface(
        mac=mac_of(card.get("mac")),
        name=text_of(card.get("name"), 60),
        kind=kind if kind in _KINDS else "",
    )
    for one in _dicts(card.get("addresses"), Limits.ADDRESSES_A_HOST):
        address = address_of(one.get("address"))
        if address and not is_of_the_link(address):
            origin = AddressOrigin.DHCP if one.get("from_dhcp") is True else AddressOrigin.STATIC
            found.addresses.append(
                FoundAddress(address, _length(one), origin if ":" not in address else AddressOrigin.UNKNOWN)
            )
    return found


def _length(held: dict[str, Any]) -> int | None:
    length = held.get("prefix_length")
    return length if isinstance(length, int) and not isinstance(length, bool) and 0 <= length <= 128 else None  # noqa: PLR2004


def _networks(cards: list[dict[str, Any]]) -> list[FoundNetwork]:
    """The networks of which the computer knows the way out."""
    networks: dict[str, FoundNetwork] = {}
    for card in cards:
        gateways = [one for text in _texts(card.get("gateways")) if (one := address_of(text))]
        servers = [one for text in _texts(card.get("dns")) if (one := address_of(text)) and not is_of_the_link(one)]
        for held in _dicts(card.get("addresses"), Limits.ADDRESSES_A_HOST):
            address, length = address_of(held.get("address")), _length(held)
            prefix = network_of(address, str(length)) if address and length is not None else ""
            gateway = next((one for one in gateways if prefix and ip_address(one) in ip_network(prefix)), "")
            if gateway and not is_of_the_link(address):
                networks.setdefault(prefix, FoundNetwork(row=1, prefix=prefix, gateway=gateway, dns=servers[:10]))
    return list(networks.values())


def _gigabytes(held: object) -> str:
    if not isinstance(held, int) or isinstance(held, bool) or not 0 < held < 2**63:
        return ""
    return f"{round(held / _GIGABYTE)} GB"
