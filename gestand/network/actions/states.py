"""In use, spare, in repair, or gone: with proof that what it stored was wiped, or the reason why not."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.network.actions.keeping import change_thing
from gestand.network.actions.leaving import hang_on_successor
from gestand.network.checks import NotDocumented
from gestand.network.models import Device, DeviceState

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def change_state(
    device: Device,
    *,
    by: Actor,
    at: datetime,
    state: str,
    seen: datetime | None = None,
    gone_on: date | None = None,
    wiped_on: date | None = None,
    wiped_how: str = "",
    wiped_by: str = "",
    not_wiped_because: str = "",
    successor: Device | None = None,
) -> Device:
    """With a device that goes, its users' use, its addresses, its seats and its own cables end; what hung on it hangs
    on its ``successor``, or on nothing. A device that comes back begins without them.

    Refuses (``NotDocumented``) a device that stores data and goes without either a wiping or the reason why not, and
    another client's device as its successor.
    """
    if successor is not None and successor.client_id != device.client_id:
        raise NotDocumented(_("This belongs to another client."), field="successor")
    if successor is not None and successor.pk == device.pk:
        raise NotDocumented(_("A device does not take its own place."), field="successor")
    leaves = state == DeviceState.GONE
    with transaction.atomic():
        if leaves and successor is not None and device.state != DeviceState.GONE:
            hang_on_successor(device, successor, by=by, at=at)
        changed = change_thing(
            device,
            by=by,
            at=at,
            seen=seen,
            state=state,
            gone_on=gone_on if leaves else None,
            wiped_on=wiped_on,
            wiped_how=wiped_how,
            wiped_by=wiped_by,
            not_wiped_because="" if wiped_on else not_wiped_because,
        )
        assert isinstance(changed, Device)  # noqa: S101 - what was given
    return changed
