"""What a file would change about devices that are documented: worked out for the preview, and once more at the yes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from uuid import UUID

from gestand.core.freezing import frozen_now
from gestand.core.questions import Prepared
from gestand.network.importers import AddressOrigin
from gestand.network.imports.drafts import Draft, DraftInterface, addresses_of
from gestand.network.imports.matching import host_key, parts
from gestand.network.kernels.addresses import sort_key
from gestand.network.models import (
    AddressKind,
    AddressUse,
    Device,
    DeviceKind,
    DeviceState,
    DeviceUser,
    Interface,
    InterfaceKind,
)
from gestand.network.parts import Part, person_piece, pieces
from gestand.people.kernels.folding import folded
from gestand.people.models import Person

_V4 = "0" * 20 + "ffff"
_LONGEST_NOTE = 20_000
_OF_LEAVING = ("wiped_on", "wiped_how", "wiped_by", "not_wiped_because")


@dataclass(frozen=True, slots=True)
class Source:
    """What is true of the whole file. ``site_name``: where what says nothing itself stands. ``targets``: where a scan
    that ran to its end looked. ``knows_state``: it says itself whether a device is still there.
    """

    day: date
    site_id: UUID | None
    site_name: str
    targets: Sequence[Sequence[str]] = ()
    is_lease: bool = False
    knows_state: bool = False

    def looked_at(self, key: str) -> bool:
        return any(first <= key <= last for first, last in self.targets)


@dataclass(slots=True)
class Changes:
    """Of one device. ``fields``: name -> (before, after); ``site`` and ``place`` by their names."""

    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    interfaces: list[DraftInterface] = field(default_factory=list)
    renamed: list[tuple[Interface, dict[str, tuple[str, str]]]] = field(default_factory=list)
    addresses: list[tuple[str, str, str]] = field(default_factory=list)  # address, origin, MAC
    ended: list[AddressUse] = field(default_factory=list)
    person: UUID | None = None
    person_name: str = ""

    @property
    def leaves(self) -> bool:
        """The device is gone from now on."""
        return bool(self.fields.get("state", ("", ""))[1] == DeviceState.GONE)

    @property
    def is_empty(self) -> bool:
        return not (self.fields or self.interfaces or self.addresses or self.ended or self.person)

    def as_differences(self) -> list[list[str]]:
        """[field, before, after] as text, for the screen and the history; facts one by one."""
        told: list[list[str]] = []
        for name, (before, after) in self.fields.items():
            if name == "facts":
                told += [
                    [f"facts:{fact}", before.get(fact, ""), words]
                    for fact, words in after.items()
                    if before.get(fact, "") != words
                ]
            else:
                told.append([name, as_text(before), as_text(after)])
        told += [["mac", "", one[0]] for one in self.interfaces if one[0]]
        if self.addresses or self.ended:
            before = ", ".join(use.address for use in self.ended)
            told.append(["address", before, ", ".join(address for address, _origin, _mac in self.addresses)])
        if self.person:
            told.append(["user", "", self.person_name])
        return told

    def as_history(self) -> dict[str, list[str]]:
        """As the history of a device has them: a person by id alone."""
        told: dict[str, list[str]] = {}
        for name, (before, after) in self.fields.items():
            if name == "facts":  # each has a history of its own
                differing = [fact for fact in after if before.get(fact, "") != after[fact]]
                told |= {f"{name}.{fact}": [before.get(fact, ""), after[fact]] for fact in differing}
            else:
                told[name] = [as_text(before), as_text(after)]
        if macs := [pieces(one[1], one[2] or InterfaceKind.WIRED, one[0]) for one in self.interfaces if one[0]]:
            told[Part.INTERFACE.value] = ["", pieces(*macs)]
        if self.addresses or self.ended:
            before = ", ".join(use.address for use in self.ended)
            told[Part.ADDRESS.value] = [before, ", ".join(address for address, _origin, _mac in self.addresses)]
        if self.person:
            told[Part.USER.value] = ["", person_piece(self.person)]
        return told


def as_text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


class Standing:
    """Devices as they are documented now. Six statements for any number: a site is read once, not with each device."""

    def __init__(self, ids: Collection[UUID]) -> None:
        self.devices: dict[UUID, Device] = {}
        self.interfaces: dict[UUID, list[Interface]] = defaultdict(list)
        self.uses: dict[UUID, list[AddressUse]] = defaultdict(list)
        self.users: dict[UUID, set[UUID]] = defaultdict(set)
        for some in parts(ids):
            these = Prepared(some).value
            devices = Device.objects.filter(id__among=these).order_by().prefetch_related("site", "place")
            self.devices |= {one.id: one for one in devices}
            for interface in Interface.objects.filter(device__id__among=these).order_by("position", "id"):
                self.interfaces[interface.device_id].append(interface)
            for use in AddressUse.objects.filter(device__id__among=these, until_on__isnull=True).order_by("sort_key"):
                assert use.device_id is not None  # noqa: S101 - asked for
                self.uses[use.device_id].append(use)
            for user in DeviceUser.objects.filter(device__id__among=these, until_on__isnull=True):
                self.users[user.device_id].add(user.person_id)

    def changes(self, draft: Draft, device: Device, source: Source, persons: People) -> Changes:
        """What the file says otherwise of this device."""
        changes = Changes()
        _compare_fields(draft, device, source, changes)
        self._compare_interfaces(draft, device, changes)
        if _is_gone(device, changes):
            if device.state != DeviceState.GONE:
                changes.ended = list(self.uses[device.id])
            _compare_facts(draft, device, persons, changes)
            return changes
        self._compare_addresses(draft, device, source, changes)
        if (user := draft.get("user")) and (person := persons.find(user)) and person not in self.users[device.id]:
            changes.person, changes.person_name = person, user
        _compare_facts(draft, device, persons, changes)
        return changes

    def _compare_interfaces(self, draft: Draft, device: Device, changes: Changes) -> None:
        by_mac = {one.mac: one for one in self.interfaces[device.id] if one.mac}
        for one in draft.get("interfaces", ()):
            mac, name, kind = one[0], one[1], one[2]
            if not mac:
                continue
            known = by_mac.get(mac)
            if known is None:
                changes.interfaces.append(one)
                continue
            filled: dict[str, tuple[str, str]] = {}
            if name and not known.name:
                filled["name"] = (known.name, name)
            if kind and known.kind != kind and not draft.get("guessed"):
                filled["kind"] = (known.kind, kind)
            if filled:
                changes.renamed.append((known, filled))

    def _compare_addresses(self, draft: Draft, device: Device, source: Source, changes: Changes) -> None:
        mac_of = {one.id: one.mac for one in self.interfaces[device.id]}
        found = {key_of(address): (address, origin, mac) for address, origin, mac in addresses_of(draft)}
        site_id = _network_of(draft, device, source)
        there = {use.sort_key: use for use in self.uses[device.id] if use.site_id == site_id}
        changes.addresses = [found[key] for key in found if key not in there]
        told = {(mac, key.startswith(_V4)) for key, (_address, _origin, mac) in found.items()}
        for key, use in there.items():
            if key in found or use.since_on > source.day:  # somebody knows better since
                continue
            mac = mac_of.get(use.interface_id, "") if use.interface_id else ""
            is_told = (mac, key.startswith(_V4)) in told
            if source.targets:
                gone = source.looked_at(key)
            elif source.is_lease:
                gone = is_told and use.kind == AddressKind.DHCP
            else:
                gone = is_told and not draft.get("guessed")
            if gone:
                changes.ended.append(use)


def _is_gone(device: Device, changes: Changes) -> bool:
    """Who is gone has no address and no user any more, whatever the file still says of them."""
    return bool(changes.fields.get("state", ("", device.state))[1] == DeviceState.GONE)


def _network_of(draft: Draft, device: Device, source: Source) -> UUID | None:
    """The site whose network a file tells of; None when that has yet to be made."""
    if not (named := draft.get("site", "")):
        return source.site_id
    return device.site_id if device.site is not None and folded(device.site.name) == folded(named) else None


@lru_cache(maxsize=8192)
def key_of(address: str) -> str:
    return sort_key(ip_address(address))


def _compare_fields(draft: Draft, device: Device, source: Source, changes: Changes) -> None:
    guessed = draft.get("guessed", False)

    def compare(field_name: str, said: str, *, only_fills: bool) -> None:
        now: str = getattr(device, field_name)
        if said and (not now or (not only_fills and folded(now) != folded(said))):
            changes.fields[field_name] = (now, said)

    if (host := draft.get("host", "")) and host_key(host) != host_key(device.host_name):
        changes.fields["host_name"] = (device.host_name, host)
    compare("name", draft.get("name", ""), only_fills=guessed)
    compare("make", draft.get("make", ""), only_fills=guessed)
    compare("model", draft.get("model", ""), only_fills=guessed)
    compare("serial_number", draft.get("serial", ""), only_fills=guessed)
    compare("operating_system", draft.get("system", ""), only_fills=guessed)
    compare("supplier", draft.get("supplier", ""), only_fills=guessed)
    if (kind := draft.get("kind")) and device.kind == DeviceKind.OTHER != kind:
        changes.fields["kind"] = (device.kind, kind)
    for name, said in (("purchased_on", draft.get("bought")), ("warranty_ends_on", draft.get("warranty"))):
        day = date.fromisoformat(said) if said else None
        if day and getattr(device, name) != day:
            changes.fields[name] = (getattr(device, name), day)
    if (note := draft.get("note", "")) and note not in device.note:
        there = device.note.splitlines()
        new = [line for line in note.splitlines() if not line.strip() or line not in there]
        changes.fields["note"] = (device.note, "\n".join(filter(None, [device.note, *new]))[:_LONGEST_NOTE])
    _compare_state(draft, device, source, changes)
    site = draft.get("site") or (source.site_name if device.site is None else "")
    if site and (device.site is None or folded(device.site.name) != folded(site)):
        changes.fields["site"] = (device.site.name if device.site else "", site[:80])
    if (place := draft.get("place", "")) and (device.place is None or folded(device.place.name) != folded(place)):
        changes.fields["place"] = (device.place.name if device.place else "", place[:80])


def _compare_state(draft: Draft, device: Device, source: Source, changes: Changes) -> None:
    state = draft.get("state", "")
    if not state and device.state == DeviceState.GONE and not source.knows_state:
        state = DeviceState.IN_USE  # it answered, so it is there
    if not state or state == device.state:
        return
    changes.fields["state"] = (device.state, str(state))
    gone_on = source.day if state == DeviceState.GONE else None
    if device.gone_on != gone_on:
        changes.fields["gone_on"] = (device.gone_on, gone_on)
    if device.state == DeviceState.GONE:
        _forget_leaving(device, state, changes)


def _forget_leaving(device: Device, state: str, changes: Changes) -> None:
    """Who is back has no reason for having gone unwiped; proof of wiping holds for what lies spare, not for what works
    again. The history keeps both.
    """
    for name in ("not_wiped_because",) if state == DeviceState.SPARE else _OF_LEAVING:
        if said := getattr(device, name):
            changes.fields[name] = (said, None if isinstance(said, date) else "")


def _compare_facts(draft: Draft, device: Device, persons: People, changes: Changes) -> None:
    facts = facts_of(draft, persons)
    differs = {name: words for name, words in facts.items() if words != device.facts.get(name, "")}
    if differs:
        changes.fields["facts"] = (device.facts, {**device.facts, **differs})


def facts_of(draft: Draft, persons: People) -> dict[str, str]:
    """What is told of its kind; a user who is nobody that we know is kept in words."""
    facts = dict(draft.get("facts", {}))
    if (user := draft.get("user")) and persons.find(user) is None:
        facts["user"] = user[:200]
    return facts


class People:
    """The persons of a client by their names: who is called so twice is nobody."""

    def __init__(self, named: Iterable[tuple[UUID, str]]) -> None:
        self._by_name: dict[str, UUID | None] = {}
        for person_id, name in named:
            key = folded(name)
            self._by_name[key] = None if key in self._by_name else person_id

    def find(self, name: str) -> UUID | None:
        return self._by_name.get(folded(name))


def people_of(client_id: UUID) -> People:
    """Whose data may only be stored is nobody here."""
    persons = Person.objects.filter(memberships__client_id=client_id).exclude(id__in=frozen_now().persons).distinct()
    return People((person.id, person.full_name) for person in persons)


def kind_of_address(origin: str, key: str, ranges: Iterable[tuple[str, str]]) -> str:
    """How an address came to its device: as the file says, else by the DHCP ranges of its network."""
    if origin and origin != AddressOrigin.UNKNOWN:
        return origin
    return AddressKind.DHCP if any(first <= key <= last for first, last in ranges) else AddressKind.STATIC
