"""Who works with a device, since when and until when."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.freezing import require_usable
from gestand.network.actions.noting import require_reach
from gestand.network.actions.parts import note_part
from gestand.network.checks import NotDocumented
from gestand.network.models import Device, DeviceUser
from gestand.network.parts import Part, person_piece, pieces, told_later
from gestand.people.actions.rights import locked, require_fingerprint
from gestand.people.models import Membership, Person

if TYPE_CHECKING:
    from gestand.core.actors import Actor

_LONGEST_NAME = 120


def add_user(
    device: Device,
    person: Person,
    *,
    by: Actor,
    at: datetime,
    user_name: str = "",
    since_on: date | None = None,
    until_on: date | None = None,
) -> DeviceUser:
    """Refuses (``NotDocumented``) a person who does not belong to the device's client, one who uses it already, and an
    end before the beginning; (``Frozen``) somebody whose data may only be stored.
    """
    require_reach(by, device.client_id)
    require_usable(persons=[person.id])
    with transaction.atomic():
        fresh = locked(device)
        if not Membership.objects.filter(client_id=device.client_id, person=person).exists():
            raise NotDocumented(_("This person does not belong to this client."), field="person")
        row = DeviceUser(device=fresh, person=person)
        _fill(row, user_name=user_name, since_on=since_on, until_on=until_on, at=at)
        row.save(force_insert=True)
        _note("add", row, "", _pieces(row), by=by, at=at)
    return row


def change_user(
    row: DeviceUser,
    *,
    by: Actor,
    at: datetime,
    user_name: str,
    since_on: date | None,
    until_on: date | None,
    seen: str = "",
) -> DeviceUser:
    """Also: the day on which somebody stopped using it. Refuses as ``add_user``."""
    require_reach(by, row.device.client_id)
    require_usable(persons=[row.person_id])
    with transaction.atomic():
        fresh = locked(row)
        require_fingerprint(fresh, seen)
        before = _pieces(fresh)
        _fill(fresh, user_name=user_name, since_on=since_on, until_on=until_on, at=at)
        after = _pieces(fresh)
        if before != after:
            fresh.save(update_fields=["user_name", "since_on", "until_on"])
            _note("change", fresh, before, after, by=by, at=at)
    return fresh


def end_use(row: DeviceUser, *, by: Actor, at: datetime, on: date | None = None) -> DeviceUser:
    """Somebody no longer uses it, from ``on`` (today)."""
    today = timezone.localdate(at)
    last = min(on or today, today)
    if row.since_on is not None:
        last = max(last, row.since_on)
    return change_user(row, by=by, at=at, user_name=row.user_name, since_on=row.since_on, until_on=last)


def remove_user(row: DeviceUser, *, by: Actor, at: datetime) -> None:
    """What was written down by mistake; who stopped using it gets an end instead."""
    require_reach(by, row.device.client_id)
    require_usable(persons=[row.person_id])
    with transaction.atomic():
        fresh = locked(row)
        _note("remove", fresh, _pieces(fresh), "", by=by, at=at)
        fresh.delete()


def _pieces(row: DeviceUser) -> str:
    return pieces(
        person_piece(row.person_id),
        row.user_name,
        told_later("since", row.since_on),
        told_later("until", row.until_on),
    )


def _note(verb: str, row: DeviceUser, before: str, after: str, *, by: Actor, at: datetime) -> None:
    note_part(f"network.user.{verb}", row, [(row.device, Part.USER, before, after)], by=by, at=at)


def _fill(row: DeviceUser, *, user_name: str, since_on: date | None, until_on: date | None, at: datetime) -> None:
    row.user_name, row.since_on, row.until_on = user_name.strip(), since_on, until_on
    if len(row.user_name) > _LONGEST_NAME:
        raise NotDocumented(_("This name is too long."), field="user_name")
    if since_on and until_on and until_on < since_on:
        raise NotDocumented(_("The use ends before it begins."), field="until_on")
    if until_on and until_on > timezone.localdate(at):
        raise NotDocumented(_("This day is still to come: write the end down when it is there."), field="until_on")
    others = DeviceUser.objects.filter(device=row.device, person_id=row.person_id, until_on__isnull=True)
    if until_on is None and others.exclude(pk=row.pk).exists():
        raise NotDocumented(_("This person uses the device already."), field="person")
