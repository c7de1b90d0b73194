"""Clients and devices of a UniFi controller as JSON: what its own addresses answer (``stat/sta``, ``rest/user``,
``stat/alluser``, ``stat/device``; ``{"meta": …, "data": […]}`` or the bare list), and its documented Network API
(``/v1/sites/…/clients`` and ``/devices``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from gestand.network.importers.found import (
    AddressOrigin,
    Found,
    FoundAddress,
    FoundDevice,
    FoundInterface,
    Limits,
    NotANetworkFile,
    UnreadableRow,
)
from gestand.network.importers.json_files import read_json
from gestand.network.importers.kinds import guess_kind
from gestand.network.importers.leases.lines import refuse_more_than
from gestand.network.importers.values import (
    address_of,
    host_name_of,
    is_of_the_link,
    iso_moment_of,
    mac_of,
    moment_of,
    text_of,
)
from gestand.network.models.devices import DeviceKind

_OWN_KINDS = {
    "uap": DeviceKind.ACCESS_POINT,
    "usw": DeviceKind.SWITCH,
    "ugw": DeviceKind.ROUTER,
    "udm": DeviceKind.ROUTER,
    "uxg": DeviceKind.ROUTER,
    "ucg": DeviceKind.ROUTER,
    "uck": DeviceKind.OTHER,
}
#: Words that only such a list has: one of them tells it from other JSON.
SIGNS = frozenset(
    ["is_wired", "use_fixedip", "ap_mac", "sw_mac", "oui", "usergroup_id", "adopted", "macAddress", "uplinkDeviceId",
     "first_seen", "noted", "model_in_lts", "is_guest"]
)  # fmt: skip


def entries_of(held: Any) -> list[Any] | None:
    """The list inside, or None when this is none of UniFi's."""
    entries = held.get("data") if isinstance(held, dict) else held
    if not isinstance(entries, list):
        return None
    sample = [one for one in entries[:50] if isinstance(one, dict)]
    knows = [one for one in sample if ("mac" in one or "macAddress" in one) and SIGNS & one.keys()]
    return entries if knows or (isinstance(held, dict) and not entries and "meta" in held) else None


def read_clients(stream: BinaryIO, *, encoding: str) -> Iterator[Found]:
    entries = entries_of(read_json(stream, encoding=encoding))
    if entries is None:
        raise NotANetworkFile(_("This JSON file is no list of clients or devices of UniFi."))
    refuse_more_than(Limits.ROWS, len(entries))
    for number, entry in enumerate(entries, start=1):
        yield _device(number, entry) if isinstance(entry, dict) else UnreadableRow(number, "no_device")


def _device(number: int, entry: dict[str, Any]) -> FoundDevice | UnreadableRow:
    mac = mac_of(entry.get("mac") or entry.get("macAddress"))
    if not mac:
        return UnreadableRow(number, "no_device", [text_of(entry.get("name") or entry.get("hostname"))])
    is_own = bool(entry.get("adopted")) or text_of(entry.get("type")) in _OWN_KINDS or "features" in entry
    device = FoundDevice(
        row=number,
        name=text_of(entry.get("name"), 80),
        host_names=[name] if (name := host_name_of(entry.get("hostname") or entry.get("host_name"))) else [],
        interfaces=[
            FoundInterface(
                mac=mac,
                kind=_wire(entry),
                vendor=text_of(entry.get("oui"), 80),
                addresses=_addresses(entry),
            )
        ],
        seen_at=moment_of(entry.get("last_seen")) or iso_moment_of(entry.get("connectedAt")),
        hangs_on_mac=mac_of(entry.get("sw_mac")) or mac_of(entry.get("ap_mac")) or _uplink(entry),
        hangs_on_port=_number(entry.get("sw_port")),
        note=text_of(entry.get("note"), 500),
    )
    if is_own:
        device.make = "Ubiquiti"
        device.model = text_of(entry.get("model"), 120)
        device.serial_number = text_of(entry.get("serial"), 80)
        device.kind = _OWN_KINDS.get(text_of(entry.get("type")), "") or _by_features(entry)
        if version := text_of(entry.get("version") or entry.get("firmwareVersion"), 60):
            device.facts["firmware"] = version
    if wireless := text_of(entry.get("essid"), 32):
        device.facts["wireless"] = wireless
    device.kind = device.kind or guess_kind(device)
    return device


def _wire(entry: dict[str, Any]) -> str:
    told = entry.get("is_wired")
    if isinstance(told, bool):
        return "wired" if told else "wireless"
    return {"WIRED": "wired", "WIRELESS": "wireless"}.get(text_of(entry.get("type")), "")


def _addresses(entry: dict[str, Any]) -> list[FoundAddress]:
    fixed = address_of(entry.get("fixed_ip")) if entry.get("use_fixedip") is True else ""
    found = [FoundAddress(fixed, None, AddressOrigin.RESERVED)] if fixed else []
    for key in ("ip", "last_ip", "ipAddress"):
        address = address_of(entry.get(key))
        if address and all(one.address != address for one in found) and not (fixed and key == "last_ip"):
            found.append(FoundAddress(address, None, AddressOrigin.UNKNOWN))
    sixes = entry.get("ipv6_addresses")
    listed = sixes[: Limits.NAMES_A_HOST] if isinstance(sixes, list) else []
    return found + [FoundAddress(one) for text in listed if (one := address_of(text)) and not is_of_the_link(one)]


def _uplink(entry: dict[str, Any]) -> str:
    uplink = entry.get("uplink")
    return mac_of(uplink.get("uplink_mac")) if isinstance(uplink, dict) else ""


def _by_features(entry: dict[str, Any]) -> str:
    features = entry.get("features")
    names = features if isinstance(features, list) else list(features) if isinstance(features, dict) else []
    if "gateway" in names:
        return DeviceKind.ROUTER
    if "switching" in names:
        return DeviceKind.SWITCH
    return DeviceKind.ACCESS_POINT if "accessPoint" in names else ""


def _number(value: object) -> str:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1000 else ""  # noqa: PLR2004
