"""Which device of the documentation something in a file is: by serial number and MAC, else by its name.

An address is a hint alone: it may have gone to another device since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from gestand.network.imports.drafts import Draft, addresses_of, macs_of
from gestand.network.models import AddressUse, Device, Interface
from gestand.people.kernels.folding import folded

_Member = TypeVar("_Member")
SERIAL, MAC, HOST, ADDRESS, NAME = "serial", "mac", "host", "address", "name"
#: Names that so many devices have that they say nothing.
_ANYBODY = frozenset({"iphone", "ipad", "android", "unknown", "espressif", "esp", "lwip0", "printer", "desktop", "pc"})
#: Serial numbers that makers leave in.
_NO_SERIAL = frozenset({"0", "none", "na", "n a", "default string", "system serial number", "to be filled by o e m"})


@dataclass(slots=True)
class Known:
    """What the devices of one client can be known by."""

    by_serial: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    by_mac: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    by_host: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    by_address: dict[str, UUID] = field(default_factory=dict)
    serials: dict[UUID, str] = field(default_factory=dict)
    with_mac: set[UUID] = field(default_factory=set)


@dataclass(slots=True)
class Match:
    """``candidates``: [id, why], when it is not sure."""

    device: UUID | None = None
    by: str = ""
    candidates: list[list[str]] = field(default_factory=list)
    is_doubtful: bool = False


def known_of(client_id: UUID, site_id: UUID | None) -> Known:
    """Three statements for all devices of a client; addresses count where they stand: at the site of the file."""
    known = Known()
    devices = Device.objects.filter(client_id=client_id).order_by()
    for device_id, host, name, serial in devices.values_list("id", "host_name", "name", "serial_number").iterator():
        if key := serial_key(serial):
            known.by_serial[key].add(device_id)
            known.serials[device_id] = key
        for text in {host_key(host), host_key(name)} - {""}:
            known.by_host[text].add(device_id)
    interfaces = Interface.objects.filter(device__client_id=client_id).exclude(mac="").order_by()
    for mac, device_id in interfaces.values_list("mac", "device_id").iterator():
        known.by_mac[mac].add(device_id)
        known.with_mac.add(device_id)
    if site_id is not None:
        uses = AddressUse.objects.filter(site_id=site_id, until_on__isnull=True, device__isnull=False).order_by()
        known.by_address = dict(uses.values_list("address", "device_id").iterator())
    return known


def serial_key(text: str) -> str:
    if not text:
        return ""
    key = folded(text)
    return "" if key in _NO_SERIAL or len(key) < 3 else key.replace(" ", "")  # noqa: PLR2004 - shorter are counted up


def host_key(text: str) -> str:
    """The first part of a name, as people know a computer."""
    if not text:
        return ""
    key = folded(text.split(".", maxsplit=1)[0]).replace(" ", "-")
    return "" if key in _ANYBODY else key


def match(draft: Draft, known: Known) -> Match:
    """Refuses nothing: what is not sure comes back with candidates and why each of them."""
    serial = serial_key(draft.get("serial", ""))
    by_serial = known.by_serial.get(serial, set()) if serial else set()
    by_mac: set[UUID] = set()
    for mac in macs_of(draft):
        by_mac |= known.by_mac.get(mac, set())
    if strong := by_serial | by_mac:
        if len(strong) == 1:
            return Match(next(iter(strong)), SERIAL if by_serial else MAC)
        return Match(
            candidates=[[str(one), SERIAL if one in by_serial else MAC] for one in sorted(strong)], is_doubtful=True
        )
    if found := _by_name(draft, serial, known):
        return found
    return _by_address(draft, serial, known)


def _by_name(draft: Draft, serial: str, known: Known) -> Match | None:
    if not known.by_host:
        return None
    keys = [key for key in (host_key(draft.get("host", "")), host_key(draft.get("name", ""))) if key]
    for key in dict.fromkeys(keys):
        named = {one for one in known.by_host.get(key, ()) if not _contradicts(serial, known.serials.get(one, ""))}
        if len(named) == 1:
            return Match(next(iter(named)), HOST)
        if named:
            return Match(candidates=[[str(one), HOST] for one in sorted(named)[:10]], is_doubtful=True)
    return None


def _by_address(draft: Draft, serial: str, known: Known) -> Match:
    holders = {
        holder
        for address, _origin, _mac in addresses_of(draft)
        if (holder := known.by_address.get(address)) and not _contradicts(serial, known.serials.get(holder, ""))
    }
    if not holders:
        return Match()
    hints = [[str(one), ADDRESS] for one in sorted(holders)]
    has_mac, has_name = bool(macs_of(draft)), bool(draft.get("host") or draft.get("name") or serial)
    # Both have a hardware address, and they differ: another device has the address now.
    differ = has_mac and all(one in known.with_mac for one in holders)
    return Match(candidates=hints, is_doubtful=not differ and not has_name)


def _contradicts(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def parts(members: Iterable[_Member], size: int = 5000) -> Iterator[list[_Member]]:
    """Lists that a statement can take."""
    whole = list(members)
    for start in range(0, len(whole), size):
        yield whole[start : start + size]
