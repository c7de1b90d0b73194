"""The output of ``ipconfig /all``, English or Dutch: computers with their interfaces, and the networks they are in.

A name stands before a row of dots and a colon; what is indented further belongs to the line above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import BinaryIO

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
from gestand.network.importers.kinds import guess_kind
from gestand.network.importers.leases.lines import read_lines
from gestand.network.importers.values import address_of, host_name_of, is_of_the_link, mac_of, network_of, text_of
from gestand.network.importers.windows.systeminfo import kind_of_card
from gestand.network.models.devices import DeviceKind
from gestand.people.kernels.folding import folded

_TITLES = frozenset(["windows ip configuration", "windows ip configuratie"])
_LONGEST_TITLE, _LONGEST_LINE = 60, 400
_INDENT_OF_NAMES = 12  # what is indented by more is the rest of a value
_ADAPTER = re.compile(
    r"^(?:wireless lan adapter|ethernet[ -]adapter(?: voor)?|adapter voor draadloos lan|"
    r"draadlo(?:os|ze) lan[ -]adapter(?: voor)?|unknown adapter|onbekende adapter(?: voor)?|"
    r"ppp[ -]adapter(?: voor)?)\s+",
    re.IGNORECASE,
)
_TUNNEL = re.compile(r"tunnel|isatap|teredo|6to4|loopback")
_KEYS = (
    ("host_name", re.compile(r"host ?name|host ?naam")),
    ("domain", re.compile(r"primary dns suffix|primair dns achtervoegsel")),
    ("suffix", re.compile(r"connection specific dns suffix|verbindingsspec\w* dns achtervoegsel")),
    ("description", re.compile(r"description|beschrijving")),
    ("mac", re.compile(r"physical address|fysiek adres")),
    ("dhcp", re.compile(r"dhcp (?:enabled|inges?c?hakeld)")),
    ("address", re.compile(r"(?:ipv4|ipv6|ip) (?:address|adres)(?: voorkeur)?")),
    ("mask", re.compile(r"subnet mask|subnetmasker")),
    ("gateway", re.compile(r"default gateway|standaard ?gateway")),
    ("dns", re.compile(r"dns servers?")),
)


@dataclass(slots=True)
class _Adapter:
    row: int
    title: str
    held: dict[str, list[str]] = field(default_factory=dict)
    masks: dict[str, str] = field(default_factory=dict)  # by the address above it


def is_title(line: str) -> bool:
    return len(line) < _LONGEST_TITLE and folded(line) in _TITLES


def is_ipconfig(beginning: str) -> bool:
    return any(is_title(line) for line in beginning.splitlines()[:50])


def read_computers(stream: BinaryIO, *, encoding: str) -> Iterator[Found]:
    """Each computer, then its networks. What stands before the first title is passed over."""
    networks: dict[str, FoundNetwork] = {}
    for head, adapters in _computers(read_lines(stream, encoding)):
        yield _device(head, adapters)
        for adapter in adapters:
            for network in _networks(adapter):
                if network.prefix not in networks:
                    networks[network.prefix] = network
                    yield network


def _device(head: _Adapter, adapters: list[_Adapter]) -> FoundDevice:
    name = host_name_of((head.held.get("host_name") or [""])[0])
    device = FoundDevice(row=head.row, host_names=[name] if name else [])
    device.interfaces = [_interface(adapter) for adapter in adapters]
    if domain := text_of((head.held.get("domain") or [""])[0], 120):
        device.facts["domain"] = domain
    device.kind = guess_kind(device) or DeviceKind.COMPUTER
    return device


def _computers(lines: Iterator[str]) -> Iterator[tuple[_Adapter, list[_Adapter]]]:
    head: _Adapter | None = None
    adapters: list[_Adapter] = []
    key = ""
    for number, raw in enumerate(lines, start=1):
        if number > Limits.OUTPUT_LINES:
            raise NotANetworkFile(_("This file is longer than the output of any computer. It is not read."))
        line = raw[:_LONGEST_LINE].rstrip()
        if is_title(line):
            if head is not None:
                yield head, _kept(adapters)
            head, adapters, key = _Adapter(number, ""), [], ""
        elif head is None or not line:
            continue
        elif not line[0].isspace():
            if line.endswith(":"):
                adapters.append(_Adapter(number, line.rstrip(":")))
            key = ""
        else:
            key = _take(adapters[-1] if adapters else head, key, line)
    if head is not None:
        yield head, _kept(adapters)


def _kept(adapters: list[_Adapter]) -> list[_Adapter]:
    real = [adapter for adapter in adapters if not _TUNNEL.search(folded(adapter.title))]
    return real[: Limits.INTERFACES_A_DEVICE]


def _take(section: _Adapter, key: str, line: str) -> str:
    """The key of this line; what it says is kept."""
    indent = len(line) - len(line.lstrip())
    name, colon, value = (part.strip() for part in line.partition(":"))
    if colon and indent < _INDENT_OF_NAMES and not (key and _rest_of_value(line)):
        key = _key(name.rstrip(" ."))
    else:
        value = line.strip()
    if key and value and len(section.held.get(key, ())) < Limits.ADDRESSES_A_HOST:
        section.held.setdefault(key, []).append(value)
        if key == "mask" and section.held.get("address"):
            section.masks[address_of(section.held["address"][-1])] = value
    return key


def _rest_of_value(line: str) -> bool:
    """An address of IPv6 by itself has colons, but no name before them."""
    return bool(address_of(line))


def _key(name: str) -> str:
    words = folded(name)
    return next((key for key, pattern in _KEYS if pattern.fullmatch(words)), "")


def _interface(adapter: _Adapter) -> FoundInterface:
    description = (adapter.held.get("description") or [""])[0]
    by_dhcp = folded((adapter.held.get("dhcp") or [""])[0]) in ("yes", "ja")
    found = FoundInterface(
        mac=mac_of((adapter.held.get("mac") or [""])[0]),
        name=text_of(_short(adapter.title) or description, 60),
        kind=kind_of_card(f"{adapter.title} {description}"),
    )
    for text in adapter.held.get("address", []):
        address = address_of(text)
        if address and not is_of_the_link(address) and all(one.address != address for one in found.addresses):
            origin = AddressOrigin.UNKNOWN
            if ":" not in address:
                origin = AddressOrigin.DHCP if by_dhcp else AddressOrigin.STATIC
            found.addresses.append(FoundAddress(address, _prefix_length(address, adapter), origin))
    return found


def _short(title: str) -> str:
    """From "Ethernet adapter Ethernet 2" what the owner calls it."""
    return _ADAPTER.sub("", title.strip())


def _prefix_length(address: str, adapter: _Adapter) -> int | None:
    prefix = network_of(address, adapter.masks.get(address, ""))
    return int(prefix.rpartition("/")[2]) if prefix else None


def _networks(adapter: _Adapter) -> Iterator[FoundNetwork]:
    gateways = [
        one for text in adapter.held.get("gateway", []) if (one := address_of(text)) and not is_of_the_link(one)
    ]
    servers = [one for text in adapter.held.get("dns", []) if (one := address_of(text))]
    for address, mask in adapter.masks.items():
        prefix = network_of(address, mask) if address and not is_of_the_link(address) else ""
        if not prefix or prefix.endswith("/32"):
            continue
        gateway = next((one for one in gateways if ip_address(one).version == 4), "")  # noqa: PLR2004
        if not gateway:
            continue  # a network without a way out is a virtual machine's or a cable between two
        yield FoundNetwork(
            row=adapter.row,
            prefix=prefix,
            gateway=gateway,
            dns=[one for one in servers if not is_of_the_link(one)][:10],
        )
