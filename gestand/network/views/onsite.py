"""On site with a phone: at the device in two letters, and a device written down with its photo in half a minute."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gestand.core.actors import Actor
from gestand.core.once import leading_to, sent_once
from gestand.core.permissions import with_camera
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.core.search import find
from gestand.core.search.interface import Hit
from gestand.core.search.recent import recently_opened
from gestand.network.actions.on_site import add_device_on_site
from gestand.network.findable import search_kind
from gestand.network.forms.on_site import OnSiteForm
from gestand.network.models import ThingKind
from gestand.network.queries.on_site import (
    FoundDevice,
    client_here,
    device_by_short_id,
    devices_like,
    leave_client,
    remember_client,
)
from gestand.network.waiting import masked_key_of, tag_of
from gestand.people.models import Client
from gestand.people.views.common import REFUSED, Crumb, client_crumbs, tell, with_client

#: What a phone shows without scrolling much.
SHOWN_HERE, SHOWN_ELSEWHERE = 12, 8
DEVICE, CLIENT = search_kind(ThingKind.DEVICE), "client"
LONGEST_ASKED = 80
CONFLICT = 409
_BY_SCRIPT = "on-site"


@gzip_page
@never_cache
@with_camera
@require_safe
def find_device(request: HttpRequest) -> HttpResponse:
    """Type two letters, and be at the device: first those of the client at which one stands, then all others."""
    actor, typed = actor_of(request), request.GET.get("q", "").strip()[:LONGEST_ASKED]
    here = client_here(request.session, actor=actor)
    exact = device_by_short_id(typed, actor=actor)
    if exact is not None and "go" in request.GET:
        remember_client(request.session, exact.client_id)
        return redirect("network:thing", "device", exact.pk)
    found, count = devices_like(typed, here, most=SHOWN_HERE) if here else ([], 0)
    hits = _elsewhere(typed, here, actor) if typed else []
    if "go" in request.GET and typed and (url := _where_enter_leads(found, hits)):
        return redirect(url)
    context = {
        "typed": typed,
        "here": here,
        "exact": exact,
        "found": found,
        "more": count - len(found),
        "elsewhere": [hit for hit in hits if hit.kind == DEVICE],
        "clients": [hit for hit in hits if hit.kind == CLIENT] if typed else _recent_clients(request, actor, here),
        "waiting": _waiting(actor),
    }
    part = "network/parts/found_devices.html" if request.headers.get("HX-Request") else "network/find.html"
    return render(request, part, context)


@require_POST
def here(request: HttpRequest) -> HttpResponse:
    """Say at which client one stands, or that one left."""
    wanted = request.POST.get("client", "")
    if wanted:
        rows = Client.objects.visible_to(actor_of(request))
        remember_client(request.session, get_object_or_404(rows, pk=_uuid(wanted)).id)
    else:
        leave_client(request.session)
    return redirect("network:find")


@require_safe
def add(request: HttpRequest) -> HttpResponse:
    """A new device from anywhere: at the client at which one stands, else one says where."""
    client = client_here(request.session, actor=actor_of(request))
    return redirect("network:device-add", client.id) if client else redirect("network:find")


@gzip_page
@never_cache
@with_camera
@require_http_methods(["GET", "POST"])
@sent_once
@with_client
def device_add(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:
    """The short form. The script that kept it on the phone sends it with a word of its own and is answered in JSON."""
    by_script = request.headers.get("X-Requested-With") == _BY_SCRIPT
    if by_script and request.POST.get("whose") != tag_of(actor.id):
        return JsonResponse({"state": "other"}, status=CONFLICT)
    is_sent = request.method == "POST"
    form = OnSiteForm(client, request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        try:
            device = add_device_on_site(by=actor, at=timezone.now(), client=client, **form.fields_given())
        except Refused as refusal:
            form.refuse(refusal, {"file": "photo"})
        else:
            url = reverse("network:thing", args=["device", device.pk])
            if by_script:
                return leading_to(JsonResponse({"state": "done", "url": url, "name": device.name}), url)
            tell(request, _("It is written down."))
            return redirect(url)
    if by_script:
        return JsonResponse({"state": "refused", "why": _reasons(form)}, status=REFUSED)
    if not is_sent:
        remember_client(request.session, client.id)
    return render(
        request,
        "network/device_add.html",
        {
            "client": client,
            "crumbs": [*client_crumbs(client), Crumb(_("Network"), reverse("network:client", args=[client.id]))],
            "form": form,
            "waiting": _waiting(actor),
        },
        status=REFUSED if form.errors else 200,
    )


def _waiting(actor: Actor) -> dict[str, str]:
    """What the script needs to keep and to open what is not sent yet."""
    return {"tag": tag_of(actor.id), "key": masked_key_of(actor.id)}


def _reasons(form: OnSiteForm) -> list[str]:
    return [
        f"{form.fields[name].label}: {error}" if name in form.fields else str(error)
        for name, errors in form.errors.items()
        for error in errors
    ]


def _elsewhere(typed: str, here: Client | None, actor: Actor) -> list[Hit]:
    """Devices of other clients, and clients at which one may be."""
    hits = find(typed, actor=actor, limit=SHOWN_ELSEWHERE, kinds=[DEVICE, CLIENT])
    return [hit for hit in hits if here is None or hit.client_id != here.id]


def _recent_clients(request: HttpRequest, actor: Actor, here: Client | None) -> list[Hit]:
    hits = recently_opened(request.session, actor=actor)
    return [hit for hit in hits if hit.kind == CLIENT and (here is None or hit.id != here.id)]


def _where_enter_leads(found: list[FoundDevice], hits: list[Hit]) -> str:
    """To the best device here, else to the only one there is elsewhere."""
    if found:
        return reverse("network:thing", args=["device", found[0].device.pk])
    devices = [hit for hit in hits if hit.kind == DEVICE]
    return devices[0].url if len(devices) == 1 else ""


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
