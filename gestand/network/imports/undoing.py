"""Taking an import back: what it made goes, what it replaced returns; what was changed since stays, and is named."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, cast
from uuid import UUID

from django.db import models, transaction

from gestand.core.ids import new_id
from gestand.core.refusals import Refused
from gestand.network.actions.findable import reindex_devices
from gestand.network.actions.keeping import change_thing, remove_thing
from gestand.network.imports.hanging import take_links_back
from gestand.network.imports.leaving import give_back
from gestand.network.imports.tables import insert_rows, save_fields
from gestand.network.kernels.systems import system_ends_on
from gestand.network.models import (
    AddressUse,
    Change,
    Dependency,
    Device,
    DeviceUser,
    Domain,
    ImportLine,
    Interface,
    LineOutcome,
    NetworkImport,
    Place,
    Site,
    Subnet,
    ThingKind,
    Vlan,
)
from gestand.people.models import Address

if TYPE_CHECKING:
    from gestand.core.actors import Actor

CHANGED, USED = "changed_since", "used_since"
_DATES = frozenset({"gone_on", "wiped_on", "purchased_on", "warranty_ends_on", "expires_on"})
_ROWS = frozenset({"site", "place", "address", "vlan"})
_OF_DEVICES = (Interface, AddressUse, DeviceUser)
_MODELS: dict[str, type[models.Model]] = {"site": Site, "subnet": Subnet, "domain": Domain}


class Undoer:
    """Undoes one piece. ``written_at`` is the moment that everything of the import carries."""

    not_uses: ClassVar = (NetworkImport,)

    def __init__(self, batch: NetworkImport, lines: list[ImportLine], *, by: Actor, at: datetime) -> None:
        assert batch.confirmed_at is not None, "only what was written is undone"  # noqa: S101
        self._batch, self._lines, self._by, self._at = batch, lines, by, at
        self._written_at = batch.confirmed_at
        self._reasons: dict[int, set[str]] = defaultdict(set)
        self._history: list[dict[str, Any]] = []
        self._touched: set[UUID] = set()

    def undo(self) -> None:
        lines = [line for line in self._lines if line.what == ThingKind.DEVICE]
        if lines:
            self._undo_devices(lines)
        for line in self._lines:
            if line.what != ThingKind.DEVICE:
                self._undo_plain(line)
        for line in self._lines:
            reasons = self._reasons[line.id]
            line.outcome = LineOutcome.KEPT if reasons else LineOutcome.UNDONE
            line.problems = [*line.problems, *([reason, ""] for reason in sorted(reasons))]
        insert_rows(Change, self._history)
        save_fields(self._lines, ["outcome", "problems"])
        if self._touched:
            reindex_devices(self._touched)

    # Devices ----------------------------------------------------------------------------------------------------------

    def _undo_devices(self, lines: list[ImportLine]) -> None:
        take_links_back(lines, at=self._written_at)
        ids = {line.thing_id for line in lines if line.thing_id}
        self._devices = Device.objects.in_bulk(ids)
        traced = [line.traces for line in lines]
        self._interfaces = Interface.objects.in_bulk(_ids(traced, "interfaces") | _firsts(traced, "renamed"))
        self._uses = AddressUse.objects.in_bulk(_ids(traced, "uses") | _firsts(traced, "ended"))
        made = {UUID(trace["made"]) for trace in traced if "made" in trace}
        self._changed_since = self._with_later_changes(ids)
        self._used = _used(Device, made, apart_from=_OF_DEVICES) | self._depended_on(made)
        self._own = self._parts_of(made)
        going = {
            UUID(line.traces["made"]): line
            for line in lines
            if "made" in line.traces and self._may_go(line, UUID(line.traces["made"]))
        }
        Change.objects.filter(thing_id__in=going).delete()
        Device.objects.filter(id__in=going).delete()
        self._touched |= set(going)
        for line in lines:
            device_id = line.thing_id
            if device_id in going:
                self._reopen(line)
            elif "made" not in line.traces and device_id is not None:
                self._put_back(line, device_id)
        places = {UUID(trace["place"]) for trace in traced if "place" in trace}
        Place.objects.filter(id__in=places - _used(Place, places)).delete()

    def _with_later_changes(self, ids: set[UUID]) -> set[UUID]:
        """Things that somebody changed after the import, as their history tells."""
        return set(Change.objects.filter(thing_id__in=ids, at__gt=self._written_at).values_list("thing_id", flat=True))

    def _depended_on(self, ids: set[UUID]) -> set[UUID]:
        found: set[UUID] = set()
        for name in ("dependent_id", "needed_id"):
            found |= set(Dependency.objects.filter(**{f"{name}__in": ids}).values_list(name, flat=True))
        return found

    def _parts_of(self, ids: set[UUID]) -> dict[UUID, set[str]]:
        """The interfaces, addresses and users that devices have now."""
        found: dict[UUID, set[str]] = defaultdict(set)
        for model in _OF_DEVICES:
            rows: Any = model.objects.filter(device_id__in=ids)
            for row_id, device_id in rows.values_list("id", "device_id"):
                found[device_id].add(str(row_id))
        return found

    def _may_go(self, line: ImportLine, device_id: UUID) -> bool:
        device = self._devices.get(device_id)
        if device is None:
            return False  # somebody took it away already
        made = {*line.traces.get("interfaces", ()), *line.traces.get("uses", ()), line.traces.get("user", "")}
        if device_id in self._used:
            self._reasons[line.id].add(USED)
        elif (
            device.changed_at != self._written_at
            or device_id in self._changed_since
            or not self._own[device_id] <= made
        ):
            self._reasons[line.id].add(CHANGED)
        return not self._reasons[line.id]

    def _put_back(self, line: ImportLine, device_id: UUID) -> None:
        device = self._devices.get(device_id)
        if device is None:
            return
        traces, told = line.traces, {}
        for name, (before, after) in traces.get("changed", {}).items():
            if name == "facts":
                self._put_facts_back(line, device, before, after)
            elif _said(device, name) == (after or ""):
                _set(device, name, before)
                told[name] = [str(after or ""), str(before or "")] if name not in _ROWS else ["", ""]
            else:
                self._reasons[line.id].add(CHANGED)
        if (seen := traces.get("seen")) and device.seen_on == date.fromisoformat(seen[1]):
            device.seen_on = date.fromisoformat(seen[0]) if seen[0] else None
        self._take_uses_back(line)
        self._reopen(line)
        self._take_interfaces_back(line)
        if user := traces.get("user"):
            DeviceUser.objects.filter(id=user, until_on__isnull=True).delete()
        if "left" in traces:
            device.save()
            if not give_back(line, device):
                self._reasons[line.id].add(CHANGED)
        if "moved" in traces:
            self._settle_history(line, device, told)
        device.system_ends_on = system_ends_on(device.system_cycle)
        device.save()

    def _settle_history(self, line: ImportLine, device: Device, told: dict[str, list[str]]) -> None:
        """Wholly back: as if it had never been. In part: the history tells what was taken back."""
        self._touched.add(device.id)
        if self._reasons[line.id] or device.changed_at != self._written_at or device.id in self._changed_since:
            device.changed_at = self._at
            self._tell(device.id, {name: words for name, words in told.items() if words[0] != words[1]})
            return
        device.changed_at = datetime.fromisoformat(line.traces["moved"])
        Change.objects.filter(thing_id=device.id, at=self._written_at, verb="import").delete()

    def _put_facts_back(self, line: ImportLine, device: Device, before: dict[str, str], after: dict[str, str]) -> None:
        facts = dict(device.facts)
        for name, words in after.items():
            if before.get(name) == words:
                continue
            if facts.get(name) != words:
                self._reasons[line.id].add(CHANGED)
            elif name in before:
                facts[name] = before[name]
            else:
                del facts[name]
        device.facts = facts

    def _take_uses_back(self, line: ImportLine) -> None:
        for one in line.traces.get("uses", ()):
            use = self._uses.get(UUID(one))
            if use is None or use.until_on is not None or use.device_id != line.thing_id:
                self._reasons[line.id].add(CHANGED)
            else:
                use.delete()

    def _reopen(self, line: ImportLine) -> None:
        """Addresses that the import ended are in use again, unless somebody else has them by now."""
        for one, until in line.traces.get("ended", ()):
            use = self._uses.get(UUID(one))
            if use is None or use.until_on != date.fromisoformat(until):
                self._reasons[line.id].add(CHANGED)
                continue
            if AddressUse.objects.filter(site_id=use.site_id, sort_key=use.sort_key, until_on__isnull=True).exists():
                self._reasons[line.id].add(CHANGED)
                continue
            use.until_on = None
            use.save(update_fields=["until_on"])
            if use.device_id:
                self._touched.add(use.device_id)
                self._forget_loss(use)

    def _forget_loss(self, use: AddressUse) -> None:
        """The history of the one that has its address back says nothing of the import."""
        told = Change.objects.filter(at=self._written_at, verb="import")
        for change in told.filter(thing_id=use.device_id) if use.device_id else ():
            if change.fields == {"address": [use.address, ""]}:
                change.delete()

    def _take_interfaces_back(self, line: ImportLine) -> None:
        for one in line.traces.get("interfaces", ()):
            interface = self._interfaces.get(UUID(one))
            if interface is None or _used(Interface, {interface.id}):
                self._reasons[line.id].add(CHANGED)
            else:
                interface.delete()
        for one, filled in line.traces.get("renamed", ()):
            interface = self._interfaces.get(UUID(one))
            for name, (before, after) in filled.items():
                if interface is not None and getattr(interface, name) == after:
                    setattr(interface, name, before)
                    interface.save(update_fields=[name])

    def _tell(self, device_id: UUID, fields: dict[str, list[str]]) -> None:
        self._touched.add(device_id)
        self._history.append(
            {
                "id": new_id(),
                "client_id": self._batch.client_id,
                "thing_kind": ThingKind.DEVICE,
                "thing_id": device_id,
                "at": self._at,
                "by": self._by.id,
                "verb": "undo",
                "fields": fields,
            }
        )

    # Sites, networks, domains -----------------------------------------------------------------------------------------

    def _undo_plain(self, line: ImportLine) -> None:
        model: Any = _MODELS[line.what]
        row = model.objects.filter(pk=line.thing_id).first()
        if row is None:
            return
        try:
            with transaction.atomic():
                if "made" in line.traces:
                    self._remove_plain(line, row)
                else:
                    self._restore_plain(line, row)
        except Refused:
            self._reasons[line.id].add(CHANGED)

    def _remove_plain(self, line: ImportLine, row: Any) -> None:
        ids = {row.pk}
        if row.changed_at != self._written_at or self._with_later_changes(ids):
            self._reasons[line.id].add(CHANGED)
        elif _used(type(row), ids, apart_from=self.not_uses) or self._depended_on(ids):
            self._reasons[line.id].add(USED)
        if self._reasons[line.id]:
            return
        NetworkImport.objects.filter(site_id=row.pk).update(site=None)
        remove_thing(row, by=self._by, at=self._at)
        for name, made in (("vlan", Vlan), ("address", Address)):
            if one := line.traces.get(name):
                free = {UUID(one)} - _used(made, {UUID(one)})
                cast("Any", made).objects.filter(id__in=free).delete()

    def _restore_plain(self, line: ImportLine, row: Any) -> None:
        back: dict[str, Any] = {}
        for name, (before, after) in line.traces.get("changed", {}).items():
            if _said(row, name) == (after or ""):
                back[name] = _value(type(row), name, before)
            else:
                self._reasons[line.id].add(CHANGED)
        if back:
            change_thing(row, by=self._by, at=self._at, bsn_confirmed=True, **back)
            Change.objects.filter(thing_id=row.pk, at=self._at, verb="change").update(verb="undo")


def _said(row: Any, name: str) -> Any:
    """A field as the traces hold it."""
    if name in _ROWS:
        found = getattr(row, f"{name}_id")
        return str(found) if found else ""
    value = getattr(row, name)
    return value.isoformat() if isinstance(value, date) else value if value is not None else ""


def _set(row: Any, name: str, before: Any) -> None:
    if name in _ROWS:
        setattr(row, f"{name}_id", UUID(before) if before else None)
    elif name in _DATES:
        setattr(row, name, date.fromisoformat(before) if before else None)
    else:
        setattr(row, name, before)


def _value(model: type[models.Model], name: str, before: Any) -> Any:
    """What an action takes for a field as it was."""
    if name in _ROWS:
        related: Any = model._meta.get_field(name).related_model
        return related.objects.filter(pk=before).first() if before else None
    if name in _DATES:
        return date.fromisoformat(before) if before else None
    return before


def _ids(traced: list[dict[str, Any]], name: str) -> set[UUID]:
    return {UUID(one) for trace in traced for one in trace.get(name, ())}


def _firsts(traced: list[dict[str, Any]], name: str) -> set[UUID]:
    return {UUID(one[0]) for trace in traced for one in trace.get(name, ())}


def _used(model: type[models.Model], ids: set[UUID], *, apart_from: tuple[type[models.Model], ...] = ()) -> set[UUID]:
    """Which of these something else points to, in any room."""
    found: set[UUID] = set()
    if not ids:
        return found
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.many_to_many or relation.concrete:
            continue
        other: Any = relation.related_model
        if other in apart_from:
            continue
        name = f"{relation.field.name}_id"
        found |= set(other._base_manager.filter(**{f"{name}__in": ids}).values_list(name, flat=True))
    return found
