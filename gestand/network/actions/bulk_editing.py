"""One change for many devices: what each said before is kept, so that the last time can be undone.

Each device goes through ``change_thing``, as from its own page: checked, in its history, in the audit log. One that
cannot be changed so is left as it is, with the reason; the others are changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import NotAllowed
from gestand.core.audit import write_audit
from gestand.core.refusals import Refused
from gestand.core.search import reindexed_together
from gestand.network.actions.keeping import change_thing
from gestand.network.checks import NotDocumented
from gestand.network.models import BulkEdit, BulkEditRow, Device, DeviceState
from gestand.people.actions.rights import changed_meanwhile

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: So many devices are changed at once at most: it takes some seconds, in which nobody else writes.
MOST_AT_ONCE = 250
#: What may be changed for several devices at once.
FIELDS = (
    "state",
    "kind",
    "site",
    "place",
    "make",
    "model",
    "operating_system",
    "supplier",
    "purchased_on",
    "warranty_ends_on",
)


class TooMany(Refused):
    code = "too_many"


class NothingToUndo(Refused):
    code = "nothing_to_undo"


@dataclass(slots=True)
class BulkResult:
    """What became of each device. ``left``: not changed, and why."""

    changed: list[Device] = field(default_factory=list)
    same: list[Device] = field(default_factory=list)
    left: list[tuple[Device, str]] = field(default_factory=list)


def edit_devices(
    devices: Iterable[Device], *, by: Actor, at: datetime, seen: Mapping[UUID, datetime], **fields: Any
) -> BulkResult:
    """Set the same ``fields`` on all of these. ``seen``: the ``changed_at`` of each as the preview showed it.

    Refuses (``TooMany``) more than ``MOST_AT_ONCE``, (``NotDocumented``) that they are gone. A device is left that was
    changed meanwhile, that the actor cannot reach, whose client's data is restricted, that is gone, or that cannot be
    so (a site of another client).
    """
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"{sorted(unknown)} cannot be changed for several devices at once")
    if fields.get("state") == DeviceState.GONE:
        raise NotDocumented(_("A device goes one by one: how it was wiped is told on its own page."), field="state")
    rows = list(devices)
    _require_few(rows)

    def change(device: Device) -> Device:
        if "state" in fields and device.state == DeviceState.GONE:
            raise NotDocumented(_("It is gone: bring it back on its own page."))
        if device.pk not in seen:
            raise changed_meanwhile()
        return cast("Device", change_thing(device, by=by, at=at, seen=seen[device.pk], **fields))

    with transaction.atomic(), reindexed_together():
        now = Device.objects.select_for_update().in_bulk([row.pk for row in rows])
        result, before = _each([now.get(row.pk, row) for row in rows], change)
        if result.changed:
            _remember(result.changed, before, by=by, at=at)
            write_audit(
                "network.devices.edit",
                by=by,
                at=at,
                facts={"fields": sorted(fields), "devices": len(result.changed), "left": len(result.left)},
            )
    return result


def undo_edit(edit: BulkEdit, *, by: Actor, at: datetime) -> BulkResult:
    """Give each device back what it said before the last time that several were changed at once.

    Refuses (``NotAllowed``) another's, (``NothingToUndo``) what was undone already. A device that was changed since is
    left as it is.
    """
    if edit.account_id != by.id:
        raise NotAllowed(_("Somebody else changed these."))
    with transaction.atomic(), reindexed_together():
        fresh = BulkEdit.objects.select_for_update().filter(pk=edit.pk).first()
        if fresh is None:
            raise NothingToUndo(_("There is nothing to undo any more."))
        kept = {row.device_id: row for row in fresh.rows.select_related("device")}

        def change(device: Device) -> Device:
            row = kept[device.pk]
            back = {name: _read(name, value) for name, value in row.before.items()}
            return cast("Device", change_thing(device, by=by, at=at, seen=row.changed_at, **back))

        result, _before = _each([row.device for row in kept.values()], change)
        write_audit(
            "network.devices.undo",
            by=by,
            at=at,
            facts={"devices": len(result.changed), "left": len(result.left)},
        )
        fresh.delete()
    return result


def _require_few(rows: Sequence[Device]) -> None:
    if len(rows) > MOST_AT_ONCE:
        raise TooMany(_("At most %(n)d devices are changed at once. Narrow the list first.") % {"n": MOST_AT_ONCE})


def _each(rows: Sequence[Device], change: Callable[[Device], Device]) -> tuple[BulkResult, dict[UUID, dict[str, Any]]]:
    """Change one by one; a refusal leaves that one, whatever became of the others."""
    result = BulkResult()
    before: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        said = _written(row)
        try:
            with transaction.atomic():
                fresh = change(row)
        except Refused as refusal:
            result.left.append((row, str(refusal.sentence)))
            continue
        now = _written(fresh)
        differs = {name: said[name] for name in said if said[name] != now[name]}
        if differs:
            before[row.pk] = differs
            result.changed.append(fresh)
        else:
            result.same.append(fresh)
    return result, before


def _remember(changed: Sequence[Device], before: Mapping[UUID, dict[str, Any]], *, by: Actor, at: datetime) -> None:
    """Only the last time can be undone. Without an account (the command line) nothing is remembered."""
    if by.id is None:
        return
    BulkEdit.objects.filter(account_id=by.id).delete()
    names = sorted({name for differs in before.values() for name in differs})
    edit = BulkEdit.objects.create(account_id=by.id, at=at, fields=",".join(names))
    BulkEditRow.objects.bulk_create(
        BulkEditRow(edit=edit, device=row, before=before[row.pk], changed_at=row.changed_at) for row in changed
    )


def _written(row: Device) -> dict[str, Any]:
    """The fields as JSON has them: rows by their id, days as text."""
    told: dict[str, Any] = {}
    for name in (*FIELDS, "gone_on", "system_cycle"):
        value = row._meta.get_field(name).value_from_object(row)  # type: ignore[union-attr]
        told[name] = value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, UUID) else value
    return told


def _read(name: str, value: Any) -> Any:
    """What ``change_thing`` takes. Refuses (``NotDocumented``) a site or place that is there no more."""
    described = Device._meta.get_field(name)
    if not isinstance(described, models.ForeignKey):
        return described.to_python(value) if value is not None else None  # type: ignore[union-attr]
    if value is None:
        return None
    found = described.related_model._default_manager.filter(pk=UUID(value)).first()  # type: ignore[union-attr] # noqa: SLF001 - Django's documented API
    if found is None:
        raise NotDocumented(_("Where it stood before is there no more."), field=name)
    return found


__all__ = ["FIELDS", "MOST_AT_ONCE", "BulkResult", "NothingToUndo", "TooMany", "edit_devices", "undo_edit"]
