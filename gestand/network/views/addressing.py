"""An address and who has it: its page with its history, giving it out, changing it, taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gestand.core.actors import Actor
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.network.actions.addressing import change_use, release_address, remove_use, use_address
from gestand.network.forms.addressing import AddressForm, ReleaseForm
from gestand.network.kernels.address_map import Space
from gestand.network.kernels.addresses import read_address
from gestand.network.models import AddressKind, AddressUse, Device, Site, Subnet
from gestand.network.queries.address_plan import SPACE_WORDS
from gestand.network.queries.addressing import (
    free_address,
    ground_of,
    history_of_address,
    pools_of,
    remarks_on,
    subnet_holding,
)
from gestand.network.views.at_site import address_url, plan_crumbs, plan_url, subnet_url, with_site, with_use
from gestand.people.actions import fingerprint
from gestand.people.models import Client
from gestand.people.views.common import Crumb, FormPage, form_page, tell, way_back


@require_GET
@with_site
def address_page(request: HttpRequest, site: Site, *, client: Client, actor: Actor, address: str) -> HttpResponse:  # noqa: ARG001 - as every page of a site
    """One address of a site: who has it, who had it."""
    try:
        read = read_address(address)
    except Refused as refusal:
        raise Http404 from refusal
    subnet = subnet_holding(site.pk, read)
    told = history_of_address(site.pk, read)
    now = next((use for use in told if use.until_on is None), None)
    ground = ground_of(subnet) if subnet is not None else None
    space = ground.space_at(int(read), {}) if ground is not None else None
    return render(
        request,
        "network/address.html",
        {
            "address": str(read),
            "site": site,
            "subnet": subnet,
            "client": client,
            "now": now,
            "told": told,
            "named": ground.named.get(int(read), "") if ground is not None else "",
            "words": SPACE_WORDS[space] if space is not None and now is None else "",
            "may_be_used": now is None and space is not Space.EDGE,
            "remarks": remarks_on(now, subnet) if now is not None else [],
            "crumbs": _crumbs(client, subnet),
        },
    )


def _crumbs(client: Client, subnet: Subnet | None) -> list[Crumb]:
    more = [Crumb(subnet.prefix, subnet_url(subnet.pk))] if subnet is not None else []
    return [*plan_crumbs(client), *more]


@require_http_methods(["GET", "POST"])
@sent_once
@with_site
def address_use(request: HttpRequest, site: Site, *, client: Client, actor: Actor) -> HttpResponse:
    """Write down who has an address."""
    device = _asked_device(request, client, actor)
    form = AddressForm(request.POST or None, client=client, device=device, initial=_first_values(request, site, device))
    if request.method == "POST" and form.is_valid():
        given = form.values("address", "kind", "device", "interface", "name", "since_on")
        try:
            use = use_address(by=actor, at=timezone.now(), site=site, **given)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(request, _("%(address)s is written down.") % {"address": use.address})
            return redirect(way_back(request, address_url(site.pk, use.address)))
    heading = _("Address for %(device)s") % {"device": device} if device is not None else _("Use an address")
    return form_page(request, _page(form, heading, _("Save"), plan_url(client.id), plan_crumbs(client)))


def _asked_device(request: HttpRequest, client: Client, actor: Actor) -> Device | None:
    try:
        wanted = UUID(request.GET.get("device", ""))
    except ValueError:
        return None
    found: Device | None = Device.objects.visible_to(actor).filter(pk=wanted, client=client).first()
    return found


def _first_values(request: HttpRequest, site: Site, device: Device | None) -> dict[str, Any]:
    values: dict[str, Any] = {"device": device}
    typed = request.GET.get("address", "")[:64]
    if not typed and request.method == "GET":
        subnet = Subnet.objects.filter(site=site).first()
        typed = free_address(subnet) if subnet is not None else ""
    if _is_given_out(site, typed):
        values["kind"] = AddressKind.RESERVED
    return values | {"address": typed}


def _is_given_out(site: Site, typed: str) -> bool:
    """Whether an address lies within a DHCP range: who is to keep it has it reserved there."""
    try:
        address = read_address(typed)
    except Refused:
        return False
    subnet = subnet_holding(site.pk, address)
    return subnet is not None and any(pool.first <= int(address) <= pool.last for pool in pools_of(subnet))


@require_http_methods(["GET", "POST"])
@with_use
def address_change(request: HttpRequest, use: AddressUse, *, client: Client, actor: Actor) -> HttpResponse:
    names = ("kind", "device", "interface", "name", "since_on")
    first = {name: getattr(use, name) for name in names} | {"seen": fingerprint(use)}
    form = AddressForm(request.POST or None, client=client, use=use, initial=first)
    back = address_url(use.site_id, use.address)
    if request.method == "POST" and form.is_valid():
        given = {"interface": None} | form.values(*names)
        try:
            change_use(use, by=actor, at=timezone.now(), seen=form.cleaned_data["seen"], **given)
        except Refused as refusal:
            form.refuse(refusal)
            if form.was_overtaken:
                form.see_again(fingerprint(AddressUse.objects.get(pk=use.pk)))
        else:
            tell(request, _("It is kept."))
            return redirect(way_back(request, back))
    page = _page(form, use.address, _("Save"), back, plan_crumbs(client))
    page.lead = _("When another device gets it, who had it before stays in its history.")
    return form_page(request, page)


@require_http_methods(["GET", "POST"])
@with_use
def address_release(request: HttpRequest, use: AddressUse, *, client: Client, actor: Actor) -> HttpResponse:
    form = ReleaseForm(request.POST or None, initial={"until_on": max(timezone.localdate(), use.since_on)})
    back = address_url(use.site_id, use.address)
    if request.method == "POST" and form.is_valid():
        try:
            release_address(use, by=actor, at=timezone.now(), on=form.cleaned_data["until_on"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(request, _("%(address)s is free again.") % {"address": use.address})
            return redirect(way_back(request, back))
    page = _page(form, _("Release %(address)s?") % {"address": use.address}, _("Release"), back, plan_crumbs(client))
    page.lead = _("Nobody uses it any more. Who had it, and from when to when, stays in its history.")
    return form_page(request, page)


@require_http_methods(["GET", "POST"])
@with_use
def address_remove(request: HttpRequest, use: AddressUse, *, client: Client, actor: Actor) -> HttpResponse:
    back = address_url(use.site_id, use.address)
    if request.method == "POST":
        remove_use(use, by=actor, at=timezone.now())
        tell(request, _("It is gone."))
        return redirect(back)
    page = _page(Form(), _("Remove %(address)s?") % {"address": use.address}, _("Remove"), back, plan_crumbs(client))
    page.lead = _("For what was written down by mistake: it will not be in the history. Otherwise release it.")
    page.tone = "danger"
    return form_page(request, page)


def _page(form: Form, heading: str, submit: str, back: str, crumbs: list[Crumb]) -> FormPage:
    return FormPage(
        heading=heading, form=form, submit=submit, back=back, crumbs=crumbs, pairs=(("device", "interface"),)
    )
