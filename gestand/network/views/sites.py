"""A site's page, and the small things that belong to it: VLANs, and places in the building."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gestand.core.actors import Actor
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.network.actions.site_parts import (
    add_place,
    add_vlan,
    change_vlan,
    remove_place,
    remove_vlan,
    rename_place,
)
from gestand.network.forms.addressing import PlaceForm, VlanForm
from gestand.network.kinds import ICONS
from gestand.network.models import Place, Site, ThingKind, Vlan
from gestand.network.queries.history import history_of
from gestand.network.queries.sites import dossier_of_site
from gestand.network.views.at_site import network_crumbs, site_url, with_place, with_site, with_site_page, with_vlan
from gestand.people.actions import fingerprint
from gestand.people.models import Client
from gestand.people.views.common import Crumb, FormPage, form_page, tell

_NEWEST = 6


@require_GET
@with_site_page
def site_page(request: HttpRequest, site: Site, *, client: Client, actor: Actor) -> HttpResponse:  # noqa: ARG001 - as every page of a site
    """Everything that stands and runs at a site."""
    found = dossier_of_site(site, is_only=site.is_only)  # type: ignore[attr-defined]  # annotated
    return render(
        request,
        "network/site.html",
        {
            "site": site,
            "client": client,
            "crumbs": network_crumbs(client),
            "found": found,
            "new": {
                kind: f"{reverse('network:thing-new', args=[client.id, kind])}?site={site.pk}"
                for kind in ("subnet", "wireless", "connection", "device")
            },
            "devices": [(ICONS[device.kind], device) for device in found.devices],
            "history": history_of(site.pk, ThingKind.SITE.value, newest=_NEWEST),
            "history_url": reverse("network:thing-history", args=["site", site.pk]),
        },
    )


@require_http_methods(["GET", "POST"])
@sent_once
@with_site
def vlan_new(request: HttpRequest, site: Site, *, client: Client, actor: Actor) -> HttpResponse:
    form = VlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_vlan(by=actor, at=timezone.now(), site=site, **form.values("number", "name"))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(request, _("It is written down."))
            return redirect(site_url(site.pk))
    return form_page(request, _page(form, _("New VLAN"), site, client))


@require_http_methods(["GET", "POST"])
@with_vlan
def vlan_edit(request: HttpRequest, vlan: Vlan, *, client: Client, actor: Actor) -> HttpResponse:
    first = {"number": vlan.number, "name": vlan.name, "seen": fingerprint(vlan)}
    form = VlanForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.values("number", "name")
        try:
            change_vlan(vlan, by=actor, at=timezone.now(), seen=form.cleaned_data["seen"], **given)
        except Refused as refusal:
            form.refuse(refusal)
            if form.was_overtaken:
                form.see_again(fingerprint(Vlan.objects.get(pk=vlan.pk)))
        else:
            tell(request, _("It is kept."))
            return redirect(site_url(vlan.site_id))
    return form_page(request, _page(form, _("VLAN %(vlan)s") % {"vlan": vlan}, vlan.site, client))


@require_http_methods(["GET", "POST"])
@with_vlan
def vlan_remove(request: HttpRequest, vlan: Vlan, *, client: Client, actor: Actor) -> HttpResponse:
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            remove_vlan(vlan, by=actor, at=timezone.now())
        except Refused as refusal:
            form.is_valid()
            form.add_error(None, str(refusal))
        else:
            tell(request, _("It is gone."))
            return redirect(site_url(vlan.site_id))
    return form_page(request, _removal(form, str(vlan), vlan.site, client))


@require_http_methods(["GET", "POST"])
@sent_once
@with_site
def place_new(request: HttpRequest, site: Site, *, client: Client, actor: Actor) -> HttpResponse:
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_place(by=actor, at=timezone.now(), site=site, **form.values("name"))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(request, _("It is written down."))
            return redirect(site_url(site.pk))
    return form_page(request, _page(form, _("New place"), site, client))


@require_http_methods(["GET", "POST"])
@with_place
def place_edit(request: HttpRequest, place: Place, *, client: Client, actor: Actor) -> HttpResponse:
    form = PlaceForm(request.POST or None, initial={"name": place.name, "seen": fingerprint(place)})
    if request.method == "POST" and form.is_valid():
        try:
            rename_place(
                place, by=actor, at=timezone.now(), seen=form.cleaned_data["seen"], name=form.cleaned_data["name"]
            )
        except Refused as refusal:
            form.refuse(refusal)
            if form.was_overtaken:
                form.see_again(fingerprint(Place.objects.get(pk=place.pk)))
        else:
            tell(request, _("It is kept."))
            return redirect(site_url(place.site_id))
    return form_page(request, _page(form, place.name, place.site, client))


@require_http_methods(["GET", "POST"])
@with_place
def place_remove(request: HttpRequest, place: Place, *, client: Client, actor: Actor) -> HttpResponse:
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            remove_place(place, by=actor, at=timezone.now())
        except Refused as refusal:
            form.is_valid()
            form.add_error(None, str(refusal))
        else:
            tell(request, _("It is gone."))
            return redirect(site_url(place.site_id))
    return form_page(request, _removal(form, place.name, place.site, client))


def _crumbs(site: Site, client: Client) -> list[Crumb]:
    return [*network_crumbs(client), Crumb(site.name, site_url(site.pk))]


def _page(form: Form, heading: str, site: Site, client: Client) -> FormPage:
    return FormPage(
        heading=heading,
        form=form,
        submit=_("Save"),
        back=site_url(site.pk),
        crumbs=_crumbs(site, client),
        pairs=(("number", "name"),),
    )


def _removal(form: Form, name: str, site: Site, client: Client) -> FormPage:
    return FormPage(
        heading=_("Remove %(name)s?") % {"name": name},
        lead=_("The history of the site tells that it was there."),
        form=form,
        submit=_("Remove"),
        back=site_url(site.pk),
        crumbs=_crumbs(site, client),
        tone="danger",
    )
