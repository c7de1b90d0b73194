"""A device that leaves: its users' use, its seats and its cables end with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import Q

from gestand.network.actions.links import change_link, unhang
from gestand.network.actions.seats import take_seat
from gestand.network.actions.users import end_use
from gestand.network.models import Device, DeviceUser, LicenceSeat, Link

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def hang_on_successor(device: Device, successor: Device, *, by: Actor, at: datetime) -> None:
    """What hangs on ``device`` hangs on ``successor`` from now on, at the same ports."""
    lower = Link.objects.filter(upper=device).exclude(lower=successor)
    for link in lower.select_related("lower", "upper"):
        change_link(
            link,
            by=by,
            at=at,
            kind=link.kind,
            upper=successor,
            upper_port=link.upper_port,
            lower_port=link.lower_port,
        )


def end_what_it_had(device: Device, *, by: Actor, at: datetime) -> None:
    """Called in the transaction in which it went. Each of them stands in its history, so that one can see what was."""
    for _part, end in endings_of(device, by=by, at=at):
        end()


def endings_of(
    device: Device, *, by: Actor, at: datetime
) -> Iterator[tuple[DeviceUser | LicenceSeat | Link, Callable[[], object]]]:
    """What ends with a device that is gone, one by one, each with what ends it."""
    for user in DeviceUser.objects.filter(device=device, until_on__isnull=True).select_related("device"):
        yield user, partial(end_use, user, by=by, at=at, on=device.gone_on)
    for seat in LicenceSeat.objects.filter(device=device).select_related("licence", "device"):
        yield seat, partial(take_seat, seat, by=by, at=at)
    for link in Link.objects.filter(Q(lower=device) | Q(upper=device)).select_related("lower", "upper"):
        yield link, partial(unhang, link, by=by, at=at)
