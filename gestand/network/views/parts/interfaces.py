"""Ports and radios of a device."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gestand.core.actors import Actor
from gestand.core.once import sent_once
from gestand.network.actions.interfaces import add_interface, change_interface, remove_interface
from gestand.network.forms.parts import InterfaceForm
from gestand.network.models import Device, Interface
from gestand.network.views.parts.asking import asked, removal, started, with_device, with_part

AT = "#interfaces"
_PAIRS = (("name", "mac"),)


@require_http_methods(["GET", "POST"])
@sent_once
@with_device
def interface_new(request: HttpRequest, *, device: Device, actor: Actor) -> HttpResponse:
    form = InterfaceForm(request.POST or None)
    return asked(
        request,
        device,
        form,
        lambda: add_interface(device, by=actor, at=timezone.now(), **form.values("name", "kind", "mac")),
        heading=_("Interface of %(device)s") % {"device": device.name},
        told=_("The interface is written down."),
        pairs=_PAIRS,
        at_part=AT,
    )


@require_http_methods(["GET", "POST"])
@with_part(Interface, "device")
def interface_edit(request: HttpRequest, *, row: Interface, actor: Actor) -> HttpResponse:
    form = InterfaceForm(request.POST or None, initial=started(row, "name", "kind", "mac"))
    return asked(
        request,
        row.device,
        form,
        lambda: change_interface(
            row, by=actor, at=timezone.now(), seen=form.seen_fingerprint, **form.values("name", "kind", "mac")
        ),
        heading=_("Interface of %(device)s") % {"device": row.device.name},
        told=_("The interface is changed."),
        part=row,
        pairs=_PAIRS,
        at_part=AT,
    )


@require_http_methods(["GET", "POST"])
@with_part(Interface, "device")
def interface_remove(request: HttpRequest, *, row: Interface, actor: Actor) -> HttpResponse:
    return removal(
        request,
        row.device,
        lambda: remove_interface(row, by=actor, at=timezone.now()),
        heading=_("Remove %(name)s?") % {"name": row},
        lead=_("Its addresses stay with the device."),
        told=_("The interface is gone."),
        at_part=AT,
    )
