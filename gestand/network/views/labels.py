"""Labels for a client's devices, and where the code on one leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from gestand.core.actors import Actor, ActorKind
from gestand.core.requests import actor_of
from gestand.network.forms.labels import LabelsForm
from gestand.network.labels.codes import read_short_id, spelled
from gestand.network.labels.papers import PAPERS, Paper
from gestand.network.labels.sheets import LabelOrder, first_page_picture, labels_pdf
from gestand.network.models import Device, DeviceState
from gestand.network.queries.on_site import remember_client
from gestand.people.models import Client
from gestand.people.views.common import REFUSED, Crumb, client_crumbs, with_client

#: More at once is a mistake: a client has a few hundred.
MOST_LABELS = 1000
_PAPER = "label_paper"  # in the session: the paper in this person's printer


@require_http_methods(["GET", "POST"])
@with_client
def labels(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:  # noqa: ARG001 - as every page of a client
    """Which devices, on which paper; then the PDF. Nothing is changed by it."""
    devices = _devices(client)
    is_sent = request.method == "POST"
    chosen = _chosen(request, devices)
    form = LabelsForm(request.POST if is_sent else _usual(request))
    order = _order(form, chosen) if form.is_valid() else None
    problem = ""
    if is_sent and order is not None:
        if request.session.get(_PAPER) != order.paper.key:
            request.session[_PAPER] = order.paper.key
        if request.POST.get("do") == "print":
            if chosen:
                return _pdf(client, order)
            problem = _("No device is ticked.")
    return render(
        request,
        "network/labels.html",
        {
            "client": client,
            "crumbs": [*client_crumbs(client), Crumb(_("Network"), reverse("network:client", args=[client.id]))],
            "form": form,
            "devices": devices,
            "chosen": {device.id for device in chosen},
            "chips": _chips(request, devices),
            "problem": problem,
            "preview_url": _preview_url(client, order) if order and chosen else "",
            "amount": _amount(order) if order else "",
            "measures": _measures(order.paper) if order else "",
            "is_roll": bool(order and not order.paper.is_sheet),
        },
        status=REFUSED if problem or form.errors else 200,
    )


@require_GET
@with_client
def preview(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:  # noqa: ARG001 - as above
    """The first page as a picture."""
    form = LabelsForm(request.GET)
    chosen = _chosen(request, _devices(client))
    if not form.is_valid() or not chosen:
        raise Http404
    return HttpResponse(first_page_picture(_order(form, chosen), at=timezone.now()), content_type="image/png")


@never_cache
@require_safe
def scanned(request: HttpRequest, short_id: str) -> HttpResponse:
    """The device, for who may see it. Anybody else gets the same calm page for every code, known or not."""
    actor, known = actor_of(request), read_short_id(short_id)
    if actor.kind is ActorKind.VISITOR:
        return render(
            request,
            "network/label_found.html",
            {
                "code": spelled(known) if known else "",
                "sign_in_url": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
            },
        )
    device = Device.objects.visible_to(actor).filter(short_id=known).first() if known else None
    if device is None:
        raise Http404
    remember_client(request.session, device.client_id)
    return redirect("network:thing", "device", device.pk)


def _devices(client: Client) -> list[Device]:
    """What can carry a label, in the order in which one walks past it."""
    there = (
        Device.objects.filter(client=client).exclude(state=DeviceState.GONE).select_related("client", "site", "place")
    )
    return sorted(there, key=lambda device: (_where(device).casefold(), device.name.casefold(), device.short_id))


def _where(device: Device) -> str:
    return device.place.name if device.place else ""


def _chosen(request: HttpRequest, devices: Sequence[Device]) -> list[Device]:
    """The ticked ones; before anything is ticked those of the place that was asked for, or all."""
    asked = request.POST if request.method == "POST" else request.GET
    ticked = set(asked.getlist("device")[:MOST_LABELS])
    if request.method == "POST" or ticked:
        return [device for device in devices if str(device.id) in ticked]
    place = request.GET.get("place", "")
    return [device for device in devices if not place or str(device.place_id) == place]


def _chips(request: HttpRequest, devices: Sequence[Device]) -> list[dict[str, Any]]:
    """Every place with a device in it; no chips where there is but one."""
    counts = Counter((device.place_id, _where(device)) for device in devices if device.place_id)
    if not counts:
        return []
    here = request.GET.get("place", "")
    is_all = request.method == "GET" and not here and "device" not in request.GET
    chips: list[dict[str, Any]] = [{"label": _("All"), "url": "?", "current": is_all, "count": len(devices)}]
    for (place_id, name), count in sorted(counts.items(), key=lambda each: each[0][1].casefold()):
        chips.append({"label": name, "url": f"?place={place_id}", "current": here == str(place_id), "count": count})
    return chips


def _usual(request: HttpRequest) -> dict[str, Any]:
    """What is asked for at first: on the paper that this person used before."""
    used = request.session.get(_PAPER)
    paper = used if used in PAPERS else next(iter(PAPERS))
    return {"paper": paper, "first": 1, "with_name": "on", "with_phone": "on"}


def _order(form: LabelsForm, chosen: Sequence[Device]) -> LabelOrder:
    given = form.cleaned_data
    return LabelOrder(
        paper=form.chosen_paper,
        devices=chosen,
        first=given["first"],
        with_name=given["with_name"],
        with_phone=given["with_phone"],
        with_client=given["with_client"],
        language=(translation.get_language() or "nl")[:2],
    )


def _pdf(client: Client, order: LabelOrder) -> HttpResponse:
    response = HttpResponse(labels_pdf(order, at=timezone.now()), content_type="application/pdf")
    name = f"{_('labels')}-{slugify(client.name) or client.id}.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _preview_url(client: Client, order: LabelOrder) -> str:
    """The picture of the first page."""
    shown: list[tuple[str, object]] = [("paper", order.paper.key), ("first", order.first)]
    shown += [(name, "on") for name in ("with_name", "with_phone", "with_client") if getattr(order, name)]
    shown += [("device", device.id) for device in order.devices[: order.paper.labels_a_page - order.first + 1]]
    return f"{reverse('network:labels-preview', args=[client.id])}?{urlencode(shown)}"


def _measures(paper: Paper) -> str:
    width, height = (number_format(side, use_l10n=True) for side in (paper.width_mm, paper.height_mm))
    return _("%(width)s × %(height)s mm each") % {"width": width, "height": height}


def _amount(order: LabelOrder) -> str:
    if not order.devices:
        return _("No device is ticked.")
    labels_words = ngettext("%(count)d label", "%(count)d labels", len(order.devices)) % {"count": len(order.devices)}
    if not order.paper.is_sheet:
        return labels_words
    sheets = ngettext("on %(count)d sheet", "on %(count)d sheets", order.pages) % {"count": order.pages}
    return f"{labels_words} {sheets}"
