"""Who holds the seats of a licence."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gestand.core.actors import Actor
from gestand.core.once import sent_once
from gestand.core.requests import actor_of
from gestand.network.actions.seats import give_seat, take_seat
from gestand.network.forms.parts import HolderForm, LicenceForm
from gestand.network.models import Device, LicenceSeat
from gestand.network.views.finding import visible_thing
from gestand.network.views.parts.asking import asked, removal, with_device, with_part

AT = "#seats"


@require_http_methods(["GET", "POST"])
@sent_once
def seat_new(request: HttpRequest, licence_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    _thing, licence = visible_thing(request, "licence", licence_id)
    form = HolderForm(request.POST or None)
    form.offer(licence.client)
    return asked(
        request,
        licence,
        form,
        lambda: give_seat(licence, by=actor, at=timezone.now(), **form.chosen()),  # type: ignore[arg-type]
        heading=_("A seat of %(licence)s") % {"licence": licence.product},
        told=_("The seat is given."),
        submit=_("Give the seat"),
        at_part=AT,
    )


@require_http_methods(["GET", "POST"])
@sent_once
@with_device
def seat_new_of_device(request: HttpRequest, *, device: Device, actor: Actor) -> HttpResponse:
    form = LicenceForm(request.POST or None)
    form.offer(device.client)
    return asked(
        request,
        device,
        form,
        lambda: give_seat(form.cleaned_data["licence"], by=actor, at=timezone.now(), device=device),
        heading=_("Which licence does %(device)s have?") % {"device": device.name},
        told=_("The seat is given."),
        submit=_("Give the seat"),
        names={"holder": "licence"},
        at_part=AT,
    )


@require_http_methods(["GET", "POST"])
@with_part(LicenceSeat, "licence", "person", "device")
def seat_remove(request: HttpRequest, *, row: LicenceSeat, actor: Actor) -> HttpResponse:
    holder = row.person.full_name if row.person is not None else row.device
    return removal(
        request,
        row.licence,
        lambda: take_seat(row, by=actor, at=timezone.now()),
        heading=_("Free the seat of %(holder)s?") % {"holder": holder},
        submit=_("Free the seat"),
        told=_("The seat is free."),
        at_part=AT,
    )
