"""Who works with a device."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gestand.core.actors import Actor
from gestand.core.once import sent_once
from gestand.network.actions.users import add_user, change_user, remove_user
from gestand.network.forms.parts import UserForm
from gestand.network.models import Device, DeviceUser
from gestand.network.views.parts.asking import asked, removal, started, with_device, with_part

AT = "#users"
_PAIRS = (("since_on", "until_on"),)


@require_http_methods(["GET", "POST"])
@sent_once
@with_device
def user_new(request: HttpRequest, *, device: Device, actor: Actor) -> HttpResponse:
    form = UserForm(request.POST or None, initial={"since_on": timezone.localdate()})
    form.fields["person"].offer(device.client)  # type: ignore[attr-defined]
    return asked(
        request,
        device,
        form,
        lambda: add_user(
            device, by=actor, at=timezone.now(), **form.values("person", "user_name", "since_on", "until_on")
        ),
        heading=_("Who uses %(device)s?") % {"device": device.name},
        told=_("The user is written down."),
        pairs=_PAIRS,
        at_part=AT,
    )


@require_http_methods(["GET", "POST"])
@with_part(DeviceUser, "device", "person")
def user_edit(request: HttpRequest, *, row: DeviceUser, actor: Actor) -> HttpResponse:
    first = started(row, "user_name", "since_on", "until_on")
    if "ends" in request.GET and row.until_on is None:
        first["until_on"] = timezone.localdate()
    form = UserForm(request.POST or None, initial=first)
    del form.fields["person"]
    return asked(
        request,
        row.device,
        form,
        lambda: change_user(
            row,
            by=actor,
            at=timezone.now(),
            seen=form.seen_fingerprint,
            **form.values("user_name", "since_on", "until_on"),
        ),
        heading=_("%(person)s on %(device)s") % {"person": row.person.full_name, "device": row.device.name},
        told=_("The use is changed."),
        part=row,
        pairs=_PAIRS,
        at_part=AT,
    )


@require_http_methods(["GET", "POST"])
@with_part(DeviceUser, "device", "person")
def user_remove(request: HttpRequest, *, row: DeviceUser, actor: Actor) -> HttpResponse:
    return removal(
        request,
        row.device,
        lambda: remove_user(row, by=actor, at=timezone.now()),
        heading=_("Remove %(name)s as a user?") % {"name": row.person.full_name},
        lead=_("For what was written down by mistake. Who stopped using it gets a last day instead."),
        told=_("The user is gone."),
        at_part=AT,
    )
