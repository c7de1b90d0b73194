"""The form and the removal of each thing that is documented of a client."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gestand.core.actors import Actor
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.network import actions
from gestand.network.actions.placing import add_device_at, change_device_at
from gestand.network.actions.sites import site_for
from gestand.network.forms.things import ThingForm, form_of
from gestand.network.models import Site, ThingKind
from gestand.network.things import THINGS, Thing
from gestand.network.views.finding import network_crumbs, network_tab, thing_url, with_thing
from gestand.people.models import Client
from gestand.people.views.common import FormPage, form_page, tell, way_back, with_client

_PAIRS = (
    ("down_mbit", "up_mbit"),
    ("external_ipv4", "external_ipv6"),
    ("dhcp_first", "dhcp_last"),
    ("make", "model"),
    ("purchased_on", "warranty_ends_on"),
    ("wiped_on", "gone_on"),
    ("starts_on", "ends_on"),
    ("site", "place", "new_place"),
)


@require_http_methods(["GET", "POST"])
@sent_once
@with_client
def thing_new(request: HttpRequest, *, client: Client, actor: Actor, kind: str) -> HttpResponse:
    thing = THINGS.get(kind)
    if thing is None:
        raise Http404
    form = form_of(thing, client, data=request.POST or None, initial=_first_values(request, thing))
    if request.method == "POST" and form.is_valid():
        try:
            fields = form.fields_given()
            owner: Client | Site = client
            if thing.has_site:
                owner = fields.pop("site", None) or site_for(client, by=actor, at=timezone.now())
            fields |= _asked(form)
            if new_place := fields.pop("new_place", ""):
                row = add_device_at(client, new_place=new_place, by=actor, at=timezone.now(), **fields)
            else:
                row = actions.add_thing(kind, by=actor, at=timezone.now(), owner=owner, **fields)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(request, _("It is written down."))
            return redirect(way_back(request, thing_url(row)))
    return form_page(request, _page(client, form, str(thing.new), network_tab(client)))


def _first_values(request: HttpRequest, thing: Thing) -> dict[str, str]:
    names = {field.name for field in thing.fields}
    return {name: request.GET[name] for name in request.GET if name in names}


def _asked(form: ThingForm) -> dict[str, bool]:
    return {"bsn_confirmed": bool(form.cleaned_data.get("bsn_confirmed"))}


@require_http_methods(["GET", "POST"])
@with_thing
def thing_edit(request: HttpRequest, *, thing: Thing, row: Any, client: Client, actor: Actor) -> HttpResponse:
    form = form_of(thing, client, row=row, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            fields = {**form.fields_given(), **_asked(form), "seen": form.seen_at}
            if new_place := fields.pop("new_place", ""):
                change_device_at(row, new_place=new_place, by=actor, at=timezone.now(), **fields)
            else:
                actions.change_thing(row, by=actor, at=timezone.now(), **fields)
        except Refused as refusal:
            form.refuse(refusal)
            if form.was_overtaken:
                form.see_again(thing.model._default_manager.get(pk=row.pk).changed_at.isoformat())  # type: ignore[attr-defined]  # noqa: SLF001 - Django's documented API
        else:
            tell(request, _("It is kept."))
            return redirect(way_back(request, thing_url(row)))
    return form_page(request, _page(client, form, str(row), thing_url(row)))


@require_http_methods(["GET", "POST"])
@with_thing
def thing_remove(request: HttpRequest, *, thing: Thing, row: Any, client: Client, actor: Actor) -> HttpResponse:
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            actions.remove_thing(row, by=actor, at=timezone.now())
        except Refused as refusal:
            form.full_clean()
            form.add_error(None, str(refusal))
        else:
            tell(request, _("It is gone, with its history."))
            return redirect(network_tab(client))
    lead = (
        _("For what was written down by mistake. A device that left is better marked as gone: its history stays.")
        if thing.kind == ThingKind.DEVICE
        else _("For what was written down by mistake. Its history goes along.")
    )
    page = FormPage(
        heading=_("Remove %(name)s?") % {"name": row},
        lead=lead,
        form=form,
        submit=_("Remove"),
        back=thing_url(row),
        crumbs=network_crumbs(client),
        tone="danger",
    )
    return form_page(request, page)


def _page(client: Client, form: ThingForm, heading: str, back: str) -> FormPage:
    return FormPage(
        heading=heading,
        form=form,
        submit=_("Save"),
        back=back,
        crumbs=network_crumbs(client),
        draft=f"network-{form.thing.kind.value}-{client.id}",
        pairs=_PAIRS,
    )
