"""Who, or which device, holds a seat of a licence."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from gestand.core.freezing import require_usable
from gestand.network.actions.noting import require_reach
from gestand.network.actions.parts import Told, note_part
from gestand.network.checks import NotDocumented
from gestand.network.models import Device, Licence, LicenceSeat
from gestand.network.parts import Part, person_piece
from gestand.people.actions.rights import locked
from gestand.people.models import Membership, Person

if TYPE_CHECKING:
    from gestand.core.actors import Actor


class NoSeatLeft(NotDocumented):
    """All seats of the licence are taken."""

    code = "no_seat_left"


def give_seat(
    licence: Licence, *, by: Actor, at: datetime, person: Person | None = None, device: Device | None = None
) -> LicenceSeat:
    """One of the two takes a seat. Refuses (``NoSeatLeft``) more than the licence has, (``NotDocumented``) who or what
    is another client's, and a second seat for the same.
    """
    client_id = licence.client_id
    require_reach(by, client_id)
    require_usable(persons=[person.id if person else None])
    if (person is None) == (device is None):
        raise NotDocumented(_("A seat is a person's or a device's."), field="holder")
    with transaction.atomic():
        fresh = locked(licence)
        if device is not None and device.client_id != client_id:
            raise NotDocumented(_("This belongs to another client."), field="holder")
        if person is not None and not Membership.objects.filter(client_id=client_id, person=person).exists():
            raise NotDocumented(_("This person does not belong to this client."), field="holder")
        held = LicenceSeat.objects.filter(licence=fresh)
        if held.filter(person=person, device=device).exists():
            raise NotDocumented(_("There is a seat for this one already."), field="holder")
        if fresh.seats is not None and held.count() >= fresh.seats:
            raise NoSeatLeft(
                ngettext(
                    "This licence has %(seats)d seat, and it is taken.",
                    "This licence has %(seats)d seats, and all are taken.",
                    fresh.seats,
                )
                % {"seats": fresh.seats},
                field="holder",
            )
        row = LicenceSeat.objects.create(licence=fresh, person=person, device=device)
        _note("add", row, by=by, at=at)
    return row


def take_seat(row: LicenceSeat, *, by: Actor, at: datetime) -> None:
    """The seat is free again."""
    require_reach(by, row.licence.client_id)
    require_usable(persons=[row.person_id])
    with transaction.atomic():
        fresh = locked(row)
        _note("remove", fresh, by=by, at=at)
        fresh.delete()


def _note(verb: str, row: LicenceSeat, *, by: Actor, at: datetime) -> None:
    def told(words: str) -> tuple[str, str]:
        return ("", words) if verb == "add" else (words, "")

    holder = person_piece(row.person_id) if row.person_id else str(row.device)
    every: list[Told] = [(row.licence, Part.SEAT, *told(holder))]
    if row.device is not None:
        every.append((row.device, Part.LICENCE, *told(row.licence.product)))
    note_part(f"network.seat.{verb}", row, every, by=by, at=at)
