"""A device as an import keeps it between the file and the yes: what the readers found, short and as JSON."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, TypedDict

from gestand.core.refusals import Refused
from gestand.network.checks import read_host_name
from gestand.network.importers import FileFormat, FoundDevice, FoundInterface
from gestand.network.importers.values import is_of_the_link
from gestand.network.models import DeviceKind, InterfaceKind, LinkKind
from gestand.people.kernels.numbers import bsns_in

#: mac, name, kind, vendor, [[address, prefix length, origin], …]
DraftInterface = list[Any]
_FACT_LENGTH, _PORTS_LENGTH, _NAME_LENGTH = 200, 200, 80
_MOST_FACTS, _NOTE_LENGTH = 20, 20_000
#: The readers' own words, as the forms call them.
_FACT_NAMES = {"disks": "disk", "form": "form"}
_PLAIN_HOST = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?){0,8}\Z")
_NUMBERS_ALONE = re.compile(r"[\d.\-]+\Z")
_SURE_ENOUGH = 90
#: What these say of a device its owner or itself wrote; a scan and a router guess.
TOLD = frozenset(
    {
        FileFormat.COLLECTOR,
        FileFormat.SYSTEMINFO,
        FileFormat.IPCONFIG,
        FileFormat.ITFLOW_ASSETS,
        FileFormat.EXCEL,
        FileFormat.TABLE,
    }
)


class Draft(TypedDict, total=False):
    """``guessed``: what it says of make, kind and system only fills what is empty."""

    name: str
    host: str
    interfaces: list[DraftInterface]
    kind: str
    make: str
    model: str
    serial: str
    system: str
    state: str
    site: str
    place: str
    user: str
    bought: str
    warranty: str
    supplier: str
    note: str
    facts: dict[str, str]
    upper: list[str]  # MAC of what it hangs on, the port there, the kind of link
    guessed: bool


def draft_of(found: FoundDevice, *, guessed: bool, in_note: Collection[str] = ()) -> tuple[Draft, list[list[str]]]:
    """What is kept of a device, and what was left out of it and why. ``in_note``: columns without a field to keep."""
    problems: list[list[str]] = [["the_scanner", ""]] if found.is_the_scanner else []
    draft: Draft = {"guessed": guessed}
    host = next((clean for name in found.host_names[:5] if (clean := clean_host(name))), "")
    if host:
        draft["host"] = host
    name = found.name or (found.host_names[0] if found.host_names and not host else "")
    if name:
        draft["name"] = name[:_NAME_LENGTH]
    interfaces = [one for interface in found.interfaces if (one := _interface(interface))]
    if interfaces:
        draft["interfaces"] = interfaces
    for key, text, longest in (
        ("kind", str(found.kind), 20),
        ("make", found.make or found.vendor, 80),
        ("model", found.model, 120),
        ("serial", found.serial_number, 80),
    ):
        if text:
            draft[key] = text[:longest]  # type: ignore[literal-required]
    if found.operating_system and found.system_certainty >= _SURE_ENOUGH:
        draft["system"] = found.operating_system[:120]
    _take_rest(found, draft)
    _take_note(found, draft, problems, in_note)
    return draft, problems


def _take_rest(found: FoundDevice, draft: Draft) -> None:
    """What a list says and a scan does not."""
    for key, text in (
        ("state", found.state),
        ("site", found.site),
        ("place", found.place),
        ("user", found.user_name),
        ("supplier", found.supplier),
    ):
        if text:
            draft[key] = str(text)[:120]  # type: ignore[literal-required]
    if found.hangs_on_mac:
        draft["upper"] = [found.hangs_on_mac, found.hangs_on_port[:40], _kind_of_link(found)]
    if found.purchased_on:
        draft["bought"] = found.purchased_on.isoformat()
    if found.warranty_ends_on:
        draft["warranty"] = found.warranty_ends_on.isoformat()
    if facts := _facts_of(found):
        draft["facts"] = facts


def _take_note(found: FoundDevice, draft: Draft, problems: list[list[str]], in_note: Collection[str]) -> None:
    told: list[str] = []
    for words in (found.note, *(f"{name}: {cell}" for name, cell in found.unknown.items() if name in in_note)):
        if number := bsns_in(words):
            problems.append(["note_number", number[0]])
        elif words:
            told.append(words)
    if told:
        draft["note"] = "\n".join(told)[:_NOTE_LENGTH]


def _facts_of(found: FoundDevice) -> dict[str, str]:
    facts = {_FACT_NAMES.get(name, name)[:40]: words[:_FACT_LENGTH] for name, words in found.facts.items() if words}
    if found.installed_on:
        facts["installed"] = found.installed_on.isoformat()
    if found.services:
        facts["services"] = services_in_words(found)
    return dict(list(facts.items())[:_MOST_FACTS])


def _kind_of_link(found: FoundDevice) -> str:
    is_wireless = any(one.kind == InterfaceKind.WIRELESS for one in found.interfaces)
    return LinkKind.WIRELESS.value if is_wireless else LinkKind.CABLE.value


def services_in_words(found: FoundDevice) -> str:
    """Open ports as a technician reads them, cut at a whole one."""
    words = ""
    for service in sorted(found.services, key=lambda one: (one.protocol, one.port)):
        number = f"{service.port}" if service.protocol == "tcp" else f"{service.port}/{service.protocol}"
        one = f"{number} {service.name}".rstrip()
        if len(words) + len(one) + 3 > _PORTS_LENGTH:
            return f"{words}, …"
        words = f"{words}, {one}" if words else one
    return words


def _interface(found: FoundInterface) -> DraftInterface:
    addresses = [
        [one.address, one.prefix_length, str(one.origin)] for one in found.addresses if not is_of_the_link(one.address)
    ]
    if not found.mac and not addresses:
        return []
    return [found.mac, found.name[:60], found.kind, found.vendor[:80], addresses]


def clean_host(text: str) -> str:
    """A name of a computer in small letters; "" for what is none, or says nothing ("localhost", an address)."""
    name = text.strip().rstrip(".").lower()
    if not name or name.startswith("localhost") or _NUMBERS_ALONE.match(name):
        return ""
    if _PLAIN_HOST.match(name):
        return name
    try:
        return read_host_name(name, field="host_name")
    except Refused:
        return ""


def macs_of(draft: Draft) -> list[str]:
    return [one[0] for one in draft.get("interfaces", ()) if one[0]]


def addresses_of(draft: Draft) -> Iterator[tuple[str, str, str]]:
    """Each address with its origin and the MAC that it is reached at."""
    for mac, _name, _kind, _vendor, addresses in draft.get("interfaces", ()):
        for address, _length, origin in addresses:
            yield address, origin, mac


def first_address(draft: Draft) -> str:
    return next((address for address, _origin, _mac in addresses_of(draft)), "")


def name_of(draft: Draft) -> str:
    """How a new device is called: its own name, else what it is with its address."""
    if name := draft.get("name") or draft.get("host", "").split(".")[0]:
        return name[:_NAME_LENGTH]
    what = draft.get("model") or draft.get("make") or ""
    address = first_address(draft) or next(iter(macs_of(draft)), "")
    words = f"{what} {address}".strip() if what and len(what) <= 50 else address or what  # noqa: PLR2004 - one line
    return (words or draft.get("serial", "") or "?")[:_NAME_LENGTH]


def kind_of(draft: Draft) -> str:
    return draft.get("kind") or DeviceKind.OTHER


def merged(first: Draft, other: Draft) -> Draft:
    """All that either of two says of one device; where they differ the first counts."""
    whole: Draft = {**other, **first}
    interfaces = [list(one) for one in first.get("interfaces", ())]
    by_mac = {one[0]: one for one in interfaces if one[0]}
    for new in other.get("interfaces", ()):
        known = by_mac.get(new[0]) if new[0] else None
        if known is None:
            interfaces.append(list(new))
            continue
        there = {address[0] for address in known[4]}
        known[4] = [*known[4], *(one for one in new[4] if one[0] not in there)]
    if interfaces:
        whole["interfaces"] = interfaces[:200]
    facts = {**other.get("facts", {}), **first.get("facts", {})}
    if facts:
        whole["facts"] = facts
    return whole
