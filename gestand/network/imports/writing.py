"""Writing ticked lines into the documentation, piece by piece: things, history and traces in one transaction each.

A line that was written says so, so that going on after a crash ends the same as never having stopped.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.utils.translation import gettext as _

from gestand.core.ids import new_id, new_short_id
from gestand.core.refusals import Refused
from gestand.network.imports.differing import (
    Changes,
    Source,
    Standing,
    facts_of,
    key_of,
    kind_of_address,
    people_of,
)
from gestand.network.imports.drafts import Draft, DraftInterface, addresses_of, kind_of, macs_of, name_of
from gestand.network.imports.gaps import subnets_at
from gestand.network.imports.hanging import hang_devices
from gestand.network.imports.matching import parts, serial_key
from gestand.network.imports.plain_things import PlainWriter
from gestand.network.imports.staging import source_of
from gestand.network.imports.tables import Row, insert_rows, save_fields
from gestand.network.kernels.addresses import read_address, read_ranges, sort_key
from gestand.network.kernels.systems import system_cycle_of, system_ends_on
from gestand.network.kinds import STORES_DATA
from gestand.network.models import (
    AddressUse,
    Change,
    Device,
    DeviceState,
    DeviceUser,
    ImportLine,
    Interface,
    InterfaceKind,
    LineOutcome,
    LineState,
    NetworkImport,
    Place,
    Site,
    Subnet,
    ThingKind,
)
from gestand.people.kernels.folding import folded

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: What a person may answer: it is something new; its address is free; the device is gone.
NEW, FREE, GONE = "new", "free", "gone"
_DEVICE_FIELDS = (
    "name", "host_name", "make", "model", "serial_number", "operating_system", "system_cycle", "system_ends_on",
    "kind", "state", "gone_on", "supplier", "purchased_on", "warranty_ends_on", "note", "facts", "site", "place",
    "seen_on", "changed_at", "not_wiped_because",
)  # fmt: skip


class Writer:
    """Writes one piece. ``at`` is the moment of the yes: the same for all, so that a later change shows."""

    def __init__(self, batch: NetworkImport, lines: list[ImportLine], *, by: Actor, at: datetime) -> None:
        self._batch, self._lines, self._by, self._at = batch, lines, by, at
        self._day: date = batch.looked_on
        self._devices: list[Row] = []
        self._interfaces: list[Row] = []
        self._uses: list[Row] = []
        self._users: list[Row] = []
        self._history: list[Row] = []
        self._cycles: dict[str, tuple[str, date | None]] = {}
        self._changed: dict[UUID, Device] = {}
        self._renamed: list[Interface] = []
        self._ended: dict[UUID, AddressUse] = {}
        self.touched: set[UUID] = set()

    def write(self) -> None:
        for line in self._lines:
            if line.what != ThingKind.DEVICE:
                self._write_plain(line)
        lines = [line for line in self._lines if line.what == ThingKind.DEVICE]
        if lines:
            self._write_devices(lines)
        self._save()
        hang_devices(lines, client_id=self._batch.client_id, by=self._by, at=self._at)

    def _write_plain(self, line: ImportLine) -> None:
        writer = PlainWriter(self._batch.client, self._batch.site, by=self._by, at=self._at)
        try:
            row, line.traces = writer.write(ThingKind(line.what), line.found, line.thing_id)
        except Refused as refusal:
            line.outcome, line.problems = LineOutcome.SKIPPED, [*line.problems, ["cannot_be", str(refusal)]]
            return
        line.outcome, line.thing_id = LineOutcome.WRITTEN, row.pk
        if isinstance(row, Site) and self._batch.site is None and folded(row.name) == folded(self._batch.new_site):
            self._batch.site = row
            self._batch.save(update_fields=["site"])

    def _write_devices(self, lines: list[ImportLine]) -> None:
        self._source: Source = source_of(self._batch)
        self._persons = people_of(self._batch.client_id)
        self._plain = PlainWriter(self._batch.client, self._batch.site, by=self._by, at=self._at)
        targets = {line.id: _target(line) for line in lines}
        self._standing = Standing({target for target in targets.values() if target is not None})
        self._appeared = self._appeared_since([line for line in lines if targets[line.id] is None])
        self._sites = self._sites_of(lines)
        self._places: dict[tuple[UUID, str], Place] = {
            (one.site_id, folded(one.name)): one for one in Place.objects.filter(site__in=self._sites.values())
        }
        self._subnets = _Subnets({one.id for one in self._sites.values()})
        self._open = self._open_uses(lines)
        self._given: dict[tuple[UUID, str], UUID] = {}
        for line in lines:
            line.outcome = LineOutcome.WRITTEN
            target = targets[line.id]
            if line.state == LineState.GONE:
                self._write_gone(line)
            elif target is not None:
                self._write_known(line, target)
            elif self._is_known_by_now(line):
                line.outcome, line.problems = LineOutcome.SKIPPED, [*line.problems, ["appeared_since", ""]]
            else:
                self._write_new(line)

    def _sites_of(self, lines: Iterable[ImportLine]) -> dict[str, Site]:
        """By name, with "" for the site of the file."""
        names = {line.found.get("site", "") for line in lines if line.state != LineState.GONE}
        return {folded(name): self._plain.site_named(name) for name in sorted(names)}

    def _site(self, draft: Draft) -> Site:
        return self._sites[folded(draft.get("site", ""))]

    def _appeared_since(self, lines: list[ImportLine]) -> tuple[set[str], set[str]]:
        """MACs and serial numbers that somebody wrote down between the preview and now."""
        macs = {mac for line in self._lines for mac in macs_of(cast("Draft", line.found))}
        new = [cast("Draft", line.found) for line in lines]
        serials = {serial for draft in new if (serial := draft.get("serial", "")) and serial_key(serial)}
        known_macs: set[str] = set()
        known_serials: set[str] = set()
        #: A MAC stands at one client once.
        self._mac_holders: dict[str, UUID] = {}
        for some in parts(macs):
            rows = Interface.objects.filter(device__client_id=self._batch.client_id, mac__in=some)
            for mac, holder, created_at in rows.values_list("mac", "device_id", "device__created_at"):
                self._mac_holders[mac] = holder
                if created_at != self._at:
                    known_macs.add(mac)
        for some in parts(serials):
            devices = Device.objects.filter(client_id=self._batch.client_id, serial_number__in=some)
            known_serials |= set(devices.exclude(created_at=self._at).values_list("serial_number", flat=True))
        return known_macs, known_serials

    def _is_known_by_now(self, line: ImportLine) -> bool:
        macs, serials = self._appeared
        draft = cast("Draft", line.found)
        if line.choice == NEW:  # a person said so, with the others in view
            return False
        return any(mac in macs for mac in macs_of(draft)) or draft.get("serial", "") in serials

    def _open_uses(self, lines: Iterable[ImportLine]) -> dict[tuple[UUID, str], AddressUse]:
        keys = {
            key_of(address[0])
            for line in lines
            for interface in line.found.get("interfaces", ())
            for address in interface[4]
        }
        found: dict[tuple[UUID, str], AddressUse] = {}
        for some in parts(keys):
            uses = AddressUse.objects.filter(site__in=self._sites.values(), sort_key__in=some, until_on__isnull=True)
            found |= {(use.site_id, use.sort_key): use for use in uses.select_related("device")}
        return found

    def _write_new(self, line: ImportLine) -> None:
        draft = cast("Draft", line.found)
        site = self._site(draft)
        system = draft.get("system", "")
        state = draft.get("state") or DeviceState.IN_USE
        bought, warranty = _day(draft.get("bought")), _day(draft.get("warranty"))
        if bought and warranty and warranty < bought:
            line.problems = [*line.problems, ["warranty_before", warranty.isoformat()]]
            warranty = None
        device_id, (cycle, ends_on) = new_id(), self._cycle(system)
        traces: dict[str, Any] = {"made": str(device_id)}
        place = self._place(draft.get("place", ""), site, traces)
        self._devices.append(
            {
                "id": device_id,
                "short_id": new_short_id(),
                "client_id": self._batch.client_id,
                "site_id": site.id,
                "place_id": place.id if place else None,
                "kind": kind_of(draft),
                "name": name_of(draft),
                "host_name": draft.get("host", ""),
                "make": draft.get("make", ""),
                "model": draft.get("model", ""),
                "serial_number": draft.get("serial", ""),
                "state": state,
                "gone_on": self._day if state == DeviceState.GONE else None,
                "not_wiped_because": _why_not_wiped(kind_of(draft)) if state == DeviceState.GONE else "",
                "operating_system": system,
                "system_cycle": cycle,
                "system_ends_on": ends_on,
                "facts": facts_of(draft, self._persons),
                "purchased_on": bought,
                "supplier": draft.get("supplier", "")[:80],
                "warranty_ends_on": warranty,
                "note": draft.get("note", ""),
                "seen_on": None if self._source.knows_state else self._day,
                "created_at": self._at,
                "changed_at": self._at,
            }
        )
        made = self._add_interfaces(line, device_id, draft.get("interfaces", []), traces, position=0)
        if state != DeviceState.GONE:
            for address, origin, mac in addresses_of(draft):
                self._claim(line, device_id, site, address, origin, made.get(mac), traces)
        if (user := draft.get("user")) and (person := self._persons.find(user)):
            self._add_user(device_id, person, traces)
        line.thing_id, line.traces = device_id, traces
        self._tell(device_id, {})

    def _cycle(self, system: str) -> tuple[str, date | None]:
        """Its version in the list of ends of life, and that end: the same few systems come again and again."""
        if system not in self._cycles:
            cycle = system_cycle_of(system) if system else ""
            self._cycles[system] = cycle, system_ends_on(cycle)
        return self._cycles[system]

    def _add_interfaces(
        self,
        line: ImportLine,
        device_id: UUID,
        interfaces: Iterable[DraftInterface],
        traces: dict[str, Any],
        *,
        position: int,
    ) -> dict[str, UUID]:
        """By MAC, of which one device alone has each."""
        made: dict[str, UUID] = {}
        for mac, name, kind, _vendor, _addresses in interfaces:
            if not mac or mac in made:
                continue
            if self._mac_holders.setdefault(mac, device_id) != device_id:
                line.problems = [*line.problems, ["mac_elsewhere", mac]]
                continue
            made[mac] = new_id()
            self._interfaces.append(
                {
                    "id": made[mac],
                    "device_id": device_id,
                    "name": name,
                    "kind": kind or InterfaceKind.WIRED,
                    "mac": mac,
                    "position": position + len(made) - 1,
                }
            )
        if made:
            traces["interfaces"] = [str(one) for one in made.values()]
        return made

    def _claim(  # noqa: PLR0917 - of one device, from one line
        self,
        line: ImportLine,
        device_id: UUID,
        site: Site,
        address: str,
        origin: str,
        interface_id: UUID | None,
        traces: dict[str, Any],
    ) -> None:
        """The device has this address now; who had it before had it until then."""
        key = key_of(address)
        since = self._day
        if (holder := self._given.get((site.id, key))) is not None:
            if holder != device_id:
                line.problems = [*line.problems, ["address_twice", address]]
            return
        use = self._open.get((site.id, key))
        if use is not None:
            if use.device_id == device_id:
                return
            if use.since_on > self._day or (use.device is not None and use.device.changed_at == self._at):
                why = "address_newer" if use.since_on > self._day else "address_twice"
                line.problems = [*line.problems, [why, address]]
                return
            self._end(use, traces)
            since = max(since, use.until_on or since)
        subnet = self._subnets.around(site.id, key)
        self._given[site.id, key] = device_id
        use_id = new_id()
        self._uses.append(
            {
                "id": use_id,
                "site_id": site.id,
                "subnet_id": subnet.id if subnet else None,
                "address": address,
                "sort_key": key,
                "kind": kind_of_address(origin, key, _ranges(subnet)),
                "device_id": device_id,
                "interface_id": interface_id,
                "since_on": since,
            }
        )
        traces.setdefault("uses", []).append(str(use_id))

    def _end(self, use: AddressUse, traces: dict[str, Any]) -> None:
        use.until_on = max(self._day, use.since_on)
        self._ended[use.id] = use
        self._open.pop((use.site_id, use.sort_key), None)
        traces.setdefault("ended", []).append([str(use.id), use.until_on.isoformat()])
        if use.device_id is not None and traces.get("own", "") != str(use.device_id):
            self.touched.add(use.device_id)
            self._tell(use.device_id, {"address": [use.address, ""]})

    def _write_known(self, line: ImportLine, target: UUID) -> None:
        device = self._changed.get(target) or self._standing.devices.get(target)
        draft = cast("Draft", line.found)
        if device is None or device.client_id != self._batch.client_id:
            line.outcome, line.problems = LineOutcome.SKIPPED, [*line.problems, ["gone_since", ""]]
            return
        changes = self._standing.changes(draft, device, self._source, self._persons)
        line.thing_id, line.differences = device.id, changes.as_differences()
        traces: dict[str, Any] = {"own": str(device.id)}
        if not self._source.knows_state and (device.seen_on is None or device.seen_on < self._day):
            traces["seen"] = [device.seen_on.isoformat() if device.seen_on else "", self._day.isoformat()]
            device.seen_on = self._day
            self._changed[device.id] = device
        if not changes.is_empty:
            self._apply(line, device, changes, traces)
        line.traces = traces

    def _apply(self, line: ImportLine, device: Device, changes: Changes, traces: dict[str, Any]) -> None:
        draft = cast("Draft", line.found)
        traces["moved"] = device.changed_at.isoformat()
        _leave_out_impossible_warranty(line, device, changes)
        network = self._site(draft)
        site = network if "site" in changes.fields or device.site is None else device.site
        if kept := self._set_fields(device, changes, site, traces):
            traces["changed"] = kept
        device.changed_at = self._at
        self._changed[device.id] = device
        for interface, filled in changes.renamed:
            for name, (_before, after) in filled.items():
                setattr(interface, name, after)
            self._renamed.append(interface)
            traces.setdefault("renamed", []).append([str(interface.id), filled])
        for use in changes.ended:
            self._end(self._open.get((use.site_id, use.sort_key), use), traces)
        by_mac = {one.mac: one.id for one in self._standing.interfaces[device.id] if one.mac}
        made = self._add_interfaces(
            line, device.id, changes.interfaces, traces, position=len(self._standing.interfaces[device.id])
        )
        for address, origin, mac in changes.addresses:
            self._claim(line, device.id, network, address, origin, by_mac.get(mac) or made.get(mac), traces)
        if changes.person:
            self._add_user(device.id, changes.person, traces)
        self._tell(device.id, changes.as_history())

    def _set_fields(self, device: Device, changes: Changes, site: Site, traces: dict[str, Any]) -> dict[str, list[Any]]:
        """What each field said before and says now, as the undo needs it."""
        kept: dict[str, list[Any]] = {}
        for name, (before, after) in changes.fields.items():
            if name == "site":
                kept["site"] = [str(device.site_id or ""), str(site.id)]
                device.site = site
            elif name == "place":
                place = self._place(after, site, traces)
                kept["place"] = [str(device.place_id or ""), str(place.id) if place else ""]
                device.place = place
            else:
                kept[name] = [_plain(before), _plain(after)]
                setattr(device, name, after)
                if name == "operating_system" and (named := self._cycle(after))[0] != device.system_cycle:
                    kept["system_cycle"] = [device.system_cycle, named[0]]
                    device.system_cycle, device.system_ends_on = named
        if device.place is not None and device.place.site_id != device.site_id:
            kept["place"] = [str(device.place_id), ""]
            device.place = None
        return kept | _note_not_wiped(device)

    def _write_gone(self, line: ImportLine) -> None:
        """What was not seen and is gone according to a person: its addresses are free, the device marked or left."""
        held = Device.objects.filter(client_id=self._batch.client_id)
        device = held.filter(id=line.thing_id).first() if line.thing_id else None
        if device is None:
            line.outcome, line.problems = LineOutcome.SKIPPED, [*line.problems, ["gone_since", ""]]
            return
        traces: dict[str, Any] = {"own": str(device.id), "moved": device.changed_at.isoformat()}
        told: dict[str, list[str]] = {}
        uses = AddressUse.objects.filter(device=device, until_on__isnull=True, since_on__lte=self._day)
        ended = [
            use
            for use in uses.order_by("sort_key")
            if use.id not in self._ended and (line.choice == GONE or self._source.looked_at(use.sort_key))
        ]
        for use in ended:
            self._end(use, traces)
        if ended:
            told["address"] = [", ".join(use.address for use in ended), ""]
        if line.choice == GONE and device.state != DeviceState.GONE:
            traces["changed"] = {
                "state": [device.state, DeviceState.GONE.value],
                "gone_on": ["", self._day.isoformat()],
            }
            told["state"] = [device.state, DeviceState.GONE.value]
            told["gone_on"] = ["", self._day.isoformat()]
            device.state, device.gone_on = DeviceState.GONE, self._day
            left = _note_not_wiped(device)
            traces["changed"] |= left
            told |= left
        device.changed_at = self._at
        self._changed[device.id] = device
        line.traces = traces
        self._tell(device.id, told)

    def _place(self, name: str, site: Site, traces: dict[str, Any]) -> Place | None:
        if not name:
            return None
        known = self._places.get((site.id, folded(name)))
        if known is None:
            known = Place.objects.create(site=site, name=name[:80])
            self._places[site.id, folded(name)] = known
            traces["place"] = str(known.id)
        return known

    def _add_user(self, device_id: UUID, person: UUID, traces: dict[str, Any]) -> None:
        user_id = new_id()
        self._users.append({"id": user_id, "device_id": device_id, "person_id": person, "since_on": self._day})
        traces["user"] = str(user_id)

    def _tell(self, device_id: UUID, fields: dict[str, list[str]]) -> None:
        self.touched.add(device_id)
        self._history.append(
            {
                "id": new_id(),
                "client_id": self._batch.client_id,
                "thing_kind": ThingKind.DEVICE,
                "thing_id": device_id,
                "at": self._at,
                "by": self._by.id,
                "verb": "import",
                "fields": fields,
            }
        )

    def _save(self) -> None:
        """What ends goes before what begins: an address has one user at a time."""
        save_fields(self._ended.values(), ["until_on"])
        insert_rows(Device, self._devices)
        save_fields(self._changed.values(), _DEVICE_FIELDS)
        insert_rows(Interface, self._interfaces)
        save_fields(self._renamed, ["name", "kind"])
        insert_rows(AddressUse, self._uses)
        insert_rows(DeviceUser, self._users)
        insert_rows(Change, self._history)
        save_fields(self._lines, ["outcome", "thing_id", "traces", "problems"])
        save_fields((line for line in self._lines if line.state != LineState.NEW), ["differences"])


class _Subnets:
    """Which network an address lies in."""

    def __init__(self, sites: set[UUID]) -> None:
        self._at = subnets_at(sites)
        self._firsts = {site: [one.first for one in subnets] for site, subnets in self._at.items()}

    def around(self, site_id: UUID, key: str) -> Subnet | None:
        place = bisect_right(self._firsts.get(site_id, ()), key) - 1
        if place < 0:
            return None
        found = self._at[site_id][place]
        return found if found.last >= key else None


def _ranges(subnet: Subnet | None) -> list[tuple[str, str]]:
    """Its DHCP ranges, by the keys under which addresses sort."""
    if subnet is None or not subnet.dhcp_first:
        return []
    ranges = [(read_address(subnet.dhcp_first), read_address(subnet.dhcp_last)), *read_ranges(subnet.dhcp_more)]
    return [(sort_key(first), sort_key(last)) for first, last in ranges]


def _leave_out_impossible_warranty(line: ImportLine, device: Device, changes: Changes) -> None:
    """No form takes a warranty that ends before the device was bought: both days stay as they are."""
    bought = changes.fields.get("purchased_on", ("", device.purchased_on))[1]
    warranty = changes.fields.get("warranty_ends_on", ("", device.warranty_ends_on))[1]
    if bought and warranty and warranty < bought:
        line.problems = [*line.problems, ["warranty_before", warranty.isoformat()]]
        for name in ("purchased_on", "warranty_ends_on"):
            changes.fields.pop(name, None)
        line.differences = changes.as_differences()


def _why_not_wiped(kind: str) -> str:
    return _("Not known: an import called it gone.") if kind in STORES_DATA else ""


def _note_not_wiped(device: Device) -> dict[str, list[str]]:
    """No form lets what stores data go without its wiping or the reason why not; an import knows neither."""
    if device.state != DeviceState.GONE or device.wiped_on or device.not_wiped_because:
        return {}
    device.not_wiped_because = _why_not_wiped(device.kind)
    return {"not_wiped_because": ["", device.not_wiped_because]} if device.not_wiped_because else {}


def _target(line: ImportLine) -> UUID | None:
    """The device that a line is about; None for something new."""
    if line.choice == NEW or line.state == LineState.GONE:
        return None
    if line.choice:
        return UUID(line.choice)
    return line.thing_id


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
