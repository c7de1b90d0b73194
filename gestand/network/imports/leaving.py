"""Devices that a file or a tick calls gone: what they had ends with them, and returns when the import is undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from gestand.core.refusals import Refused
from gestand.network.actions.findable import reindex_thing
from gestand.network.actions.leaving import endings_of
from gestand.network.actions.links import fits_between
from gestand.network.imports.tables import save_fields
from gestand.network.models import (
    Change,
    Device,
    DeviceState,
    DeviceUser,
    ImportLine,
    Licence,
    LicenceSeat,
    Link,
    ThingKind,
)
from gestand.people.models import Membership

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def end_with(left: Iterable[ImportLine], *, by: Actor, at: datetime) -> None:
    """What these lines' devices had ends, as when a person says that they are gone; the lines' traces keep it.

    What may only be stored stays as it is, and the line says so.
    """
    lines = [line for line in left if line.thing_id]
    devices = Device.objects.in_bulk([line.thing_id for line in lines])
    for line in lines:
        device = devices.get(line.thing_id or UUID(int=0))
        if device is None:
            continue
        for part, end in endings_of(device, by=by, at=at):
            kept = _as_kept(part)
            before = _told(kept, device, at)
            try:
                with transaction.atomic():
                    end()
            except Refused as refusal:
                line.problems = [*line.problems, ["cannot_be", str(refusal)]]
                continue
            if isinstance(part, DeviceUser):
                part.refresh_from_db(fields=["until_on"])
                kept["until"] = part.until_on.isoformat() if part.until_on else ""
            told = sorted(_told(kept, device, at) - before)
            line.traces.setdefault("left", []).append({**kept, "told": [str(one) for one in told]})
    save_fields(lines, ["traces", "problems"])


def _told(kept: dict[str, Any], device: Device, at: datetime) -> set[UUID]:
    """What the history of the things concerned tells of this moment, by the actions that people have too."""
    things = [thing_id for _kind, thing_id in _concerned(kept, device)]
    return set(Change.objects.filter(thing_id__in=things, at=at, verb="change").values_list("id", flat=True))


def _concerned(kept: dict[str, Any], device: Device) -> Iterator[tuple[ThingKind, UUID]]:
    yield ThingKind.DEVICE, device.id
    for name in ("upper", "lower"):
        if name in kept and UUID(kept[name]) != device.id:
            yield ThingKind.DEVICE, UUID(kept[name])
    if "licence" in kept:
        yield ThingKind.LICENCE, UUID(kept["licence"])


def _as_kept(part: DeviceUser | LicenceSeat | Link) -> dict[str, Any]:
    if isinstance(part, DeviceUser):
        return {"user": str(part.id)}
    if isinstance(part, LicenceSeat):
        return {"seat": str(part.id), "licence": str(part.licence_id)}
    return {
        "link": str(part.id),
        "upper": str(part.upper_id),
        "upper_port": part.upper_port,
        "lower": str(part.lower_id),
        "lower_port": part.lower_port,
        "kind": part.kind,
    }


def give_back(line: ImportLine, device: Device) -> bool:
    """What ended with the device is there again, with its own id; False when something of it cannot be any more."""
    if device.state == DeviceState.GONE:  # still, or again
        return False
    is_whole = True
    for kept in reversed(line.traces.get("left", ())):
        returns = _user_returns if "user" in kept else _seat_returns if "seat" in kept else _link_returns
        if returns(kept, device):
            Change.objects.filter(id__in=kept["told"]).delete()
            for kind, thing_id in _concerned(kept, device):
                reindex_thing(kind, thing_id)
        else:
            is_whole = False
    return is_whole


def _user_returns(kept: dict[str, Any], device: Device) -> bool:
    row = DeviceUser.objects.filter(id=kept["user"], device=device).first()
    if row is None or row.until_on != date.fromisoformat(kept["until"]):
        return False
    others = DeviceUser.objects.filter(device=device, person_id=row.person_id, until_on__isnull=True)
    if others.exists() or not Membership.objects.filter(client_id=device.client_id, person_id=row.person_id).exists():
        return False
    row.until_on = None
    row.save(update_fields=["until_on"])
    return True


def _seat_returns(kept: dict[str, Any], device: Device) -> bool:
    licence = Licence.objects.select_for_update().filter(id=kept["licence"], client_id=device.client_id).first()
    if licence is None:
        return False
    held = LicenceSeat.objects.filter(licence=licence)
    if held.filter(device=device).exists() or (licence.seats is not None and held.count() >= licence.seats):
        return False
    LicenceSeat.objects.create(id=UUID(kept["seat"]), licence=licence, device=device)
    return True


def _link_returns(kept: dict[str, Any], device: Device) -> bool:
    ends = Device.objects.filter(client_id=device.client_id).in_bulk([UUID(kept["upper"]), UUID(kept["lower"])])
    upper, lower = ends.get(UUID(kept["upper"])), ends.get(UUID(kept["lower"]))
    if upper is None or lower is None:
        return False
    row = Link(
        id=UUID(kept["link"]),
        upper=upper,
        upper_port=kept["upper_port"],
        lower=lower,
        lower_port=kept["lower_port"],
        kind=kept["kind"],
    )
    if not fits_between(row):
        return False
    row.save(force_insert=True)
    return True
