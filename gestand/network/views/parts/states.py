"""In use, spare, in repair, gone; and a backup that succeeded today."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gestand.core.actors import Actor
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.network.actions.keeping import change_thing
from gestand.network.actions.states import change_state
from gestand.network.forms.parts import StateForm
from gestand.network.models import Device, Link
from gestand.network.views.finding import thing_url, visible_thing
from gestand.network.views.parts.asking import asked, with_device
from gestand.people.views.common import tell, way_back

_FIELDS = ("gone_on", "wiped_on", "wiped_by", "wiped_how", "not_wiped_because")


@require_http_methods(["GET", "POST"])
@with_device
def device_state(request: HttpRequest, *, device: Device, actor: Actor) -> HttpResponse:
    first = {name: getattr(device, name) for name in ("state", *_FIELDS)}
    first["gone_on"] = device.gone_on or timezone.localdate()
    if request.GET.get("state") in dict(StateForm.base_fields["state"].choices):  # type: ignore[attr-defined]
        first["state"] = request.GET["state"]
    form = StateForm(request.POST or None, initial={**first, "seen": device.changed_at.isoformat()})
    form.ask_of(device, has_lower=Link.objects.filter(upper=device).exists())
    return asked(
        request,
        device,
        form,
        lambda: change_state(
            device,
            by=actor,
            at=timezone.now(),
            seen=form.seen_at,
            **form.values("state", *_FIELDS, "successor"),
        ),
        heading=_("How is it with %(device)s?") % {"device": device.name},
        told=_("It is kept."),
        pairs=(("wiped_on", "wiped_by"),),
        template="network/state_form.html",
    )


@require_POST
def backup_succeeded(request: HttpRequest, thing_id: UUID) -> HttpResponse:
    """It worked today."""
    actor, now = actor_of(request), timezone.now()
    _thing, row = visible_thing(request, "backup", thing_id)
    name = "last_restored_on" if request.POST.get("what") == "restored" else "last_success_on"
    worked: dict[str, Any] = {name: timezone.localdate(now)}
    try:
        change_thing(row, by=actor, at=now, **worked)
    except Refused as refusal:
        tell(request, str(refusal))
    else:
        tell(request, _("Written down: it worked today."))
    return redirect(way_back(request, thing_url(row)))
