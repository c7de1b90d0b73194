"""Writing ticked lines into the documentation, piece by piece: things, history and traces in one transaction each.

A line that was written says so, so that going on after a crash ends the same as never having stopped.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.utils.translation import gettext as _

from gestand.core.ids import new_id
from gestand.core.refusals import Refused
from gestand.network.imports.differing import Changes, Source, Standing, facts_of, people_of
from gestand.network.imports.drafts import Draft, addresses_of, kind_of, macs_of, name_of
from gestand.network.imports.hanging import UPPER, hang_devices
from gestand.network.imports.leaving import end_with
from gestand.network.imports.ledger import Ledger
from gestand.network.imports.matching import parts, serial_key
from gestand.network.imports.plain_things import PlainWriter
from gestand.network.imports.staging import source_of
from gestand.network.kernels.systems import system_cycle_of, system_ends_on
from gestand.network.kinds import STORES_DATA
from gestand.network.models import (
    AddressUse,
    Device,
    DeviceState,
    ImportLine,
    Interface,
    LineOutcome,
    LineState,
    NetworkImport,
    Site,
    ThingKind,
)
from gestand.people.kernels.folding import folded

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: What a person may answer: it is something new; its address is free; the device is gone.
NEW, FREE, GONE = "new", "free", "gone"


class Writer:
    """Writes one piece. ``at`` is the moment of the yes: the same for all, so that a later change shows."""

    def __init__(self, batch: NetworkImport, lines: list[ImportLine], *, by: Actor, at: datetime) -> None:
        self._batch, self._lines, self._by, self._at = batch, lines, by, at
        self._ledger = Ledger(batch, by=by, at=at)
        self._left: list[ImportLine] = []
        self._cycles: dict[str, tuple[str, date | None]] = {}

    @property
    def touched(self) -> set[UUID]:
        """Devices that the search index has to look at again."""
        return self._ledger.touched

    def write(self) -> None:
        for line in self._lines:
            if line.what != ThingKind.DEVICE:
                self._write_plain(line)
        lines = [line for line in self._lines if line.what == ThingKind.DEVICE]
        if lines:
            self._write_devices(lines)
        self._ledger.save(self._lines)
        end_with(self._left, by=self._by, at=self._at)
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
        self._ledger.look_around(lines, self._sites.values())
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
        for some in parts(macs):
            rows = Interface.objects.filter(device__client_id=self._batch.client_id, mac__in=some)
            for mac, holder, created_at in rows.values_list("mac", "device_id", "device__created_at"):
                self._ledger.mac_holders[mac] = holder
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
        place = self._ledger.place(draft.get("place", ""), site, traces)
        self._ledger.devices.append(
            {
                "id": device_id,
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
                "gone_on": self._ledger.day if state == DeviceState.GONE else None,
                "not_wiped_because": _why_not_wiped(kind_of(draft)) if state == DeviceState.GONE else "",
                "operating_system": system,
                "system_cycle": cycle,
                "system_ends_on": ends_on,
                "facts": facts_of(draft, self._persons),
                "purchased_on": bought,
                "supplier": draft.get("supplier", "")[:80],
                "warranty_ends_on": warranty,
                "note": draft.get("note", ""),
                "seen_on": None if self._source.knows_state else self._ledger.day,
                "created_at": self._at,
                "changed_at": self._at,
            }
        )
        made = self._ledger.add_interfaces(line, device_id, draft.get("interfaces", []), traces, position=0)
        if state != DeviceState.GONE:
            for address, origin, mac in addresses_of(draft):
                self._ledger.claim(line, device_id, site, address, origin, made.get(mac), traces)
        if (user := draft.get("user")) and (person := self._persons.find(user)):
            self._ledger.add_user(device_id, person, traces, is_over=state == DeviceState.GONE)
        line.thing_id, line.traces = device_id, traces
        self._ledger.tell(device_id, {})

    def _cycle(self, system: str) -> tuple[str, date | None]:
        """Its version in the list of ends of life, and that end: the same few systems come again and again."""
        if system not in self._cycles:
            cycle = system_cycle_of(system) if system else ""
            self._cycles[system] = cycle, system_ends_on(cycle)
        return self._cycles[system]

    def _write_known(self, line: ImportLine, target: UUID) -> None:
        device = self._ledger.changed.get(target) or self._standing.devices.get(target)
        draft = cast("Draft", line.found)
        if device is None or device.client_id != self._batch.client_id:
            line.outcome, line.problems = LineOutcome.SKIPPED, [*line.problems, ["gone_since", ""]]
            return
        changes = self._standing.changes(draft, device, self._source, self._persons)
        cables = [one for one in line.differences if one[0] == UPPER]
        line.thing_id, line.differences = device.id, [*changes.as_differences(), *cables]
        traces: dict[str, Any] = {"own": str(device.id)}
        if not self._source.knows_state and (device.seen_on is None or device.seen_on < self._ledger.day):
            traces["seen"] = [device.seen_on.isoformat() if device.seen_on else "", self._ledger.day.isoformat()]
            device.seen_on = self._ledger.day
            self._ledger.changed[device.id] = device
        if not changes.is_empty:
            self._apply(line, device, changes, traces)
        line.traces = traces

    def _apply(self, line: ImportLine, device: Device, changes: Changes, traces: dict[str, Any]) -> None:
        draft = cast("Draft", line.found)
        traces["moved"] = device.changed_at.isoformat()
        if changes.leaves:
            self._left.append(line)
        _leave_out_impossible_warranty(line, device, changes)
        network = self._site(draft)
        site = network if "site" in changes.fields or device.site is None else device.site
        if kept := self._set_fields(device, changes, site, traces):
            traces["changed"] = kept
        device.changed_at = self._at
        self._ledger.changed[device.id] = device
        for interface, filled in changes.renamed:
            for name, (_before, after) in filled.items():
                setattr(interface, name, after)
            self._ledger.renamed.append(interface)
            traces.setdefault("renamed", []).append([str(interface.id), filled])
        for use in changes.ended:
            self._ledger.end(use, traces)
        by_mac = {one.mac: one.id for one in self._standing.interfaces[device.id] if one.mac}
        made = self._ledger.add_interfaces(
            line, device.id, changes.interfaces, traces, position=len(self._standing.interfaces[device.id])
        )
        for address, origin, mac in changes.addresses:
            self._ledger.claim(line, device.id, network, address, origin, by_mac.get(mac) or made.get(mac), traces)
        if changes.person:
            self._ledger.add_user(device.id, changes.person, traces)
        self._ledger.tell(device.id, changes.as_history())

    def _set_fields(self, device: Device, changes: Changes, site: Site, traces: dict[str, Any]) -> dict[str, list[Any]]:
        """What each field said before and says now, as the undo needs it."""
        kept: dict[str, list[Any]] = {}
        for name, (before, after) in changes.fields.items():
            if name == "site":
                kept["site"] = [str(device.site_id or ""), str(site.id)]
                device.site = site
            elif name == "place":
                place = self._ledger.place(after, site, traces)
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
        uses = AddressUse.objects.filter(device=device, until_on__isnull=True)
        if line.choice != GONE:
            uses = uses.filter(since_on__lte=self._ledger.day)
        ended = [
            use
            for use in uses.order_by("sort_key")
            if use.id not in self._ledger.ended and (line.choice == GONE or self._source.looked_at(use.sort_key))
        ]
        for use in ended:
            self._ledger.end(use, traces)
        if ended:
            told["address"] = [", ".join(use.address for use in ended), ""]
        if line.choice == GONE and device.state != DeviceState.GONE:
            traces["changed"] = {
                "state": [device.state, DeviceState.GONE.value],
                "gone_on": ["", self._ledger.day.isoformat()],
            }
            told["state"] = [device.state, DeviceState.GONE.value]
            told["gone_on"] = ["", self._ledger.day.isoformat()]
            device.state, device.gone_on = DeviceState.GONE, self._ledger.day
            self._left.append(line)
            left = _note_not_wiped(device)
            traces["changed"] |= left
            told |= left
        device.changed_at = self._at
        self._ledger.changed[device.id] = device
        line.traces = traces
        self._ledger.tell(device.id, told)


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
    return _("Not known whether it was wiped: according to an import it is gone.") if kind in STORES_DATA else ""


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
