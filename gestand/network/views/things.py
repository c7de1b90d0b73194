"""A client's Network tab, and the page, the form and the removal of each thing that is documented there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gestand.core.actors import Actor
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.network import actions
from gestand.network.actions.sites import site_for
from gestand.network.forms.things import ThingForm, form_of
from gestand.network.kinds import ICONS, facts_in_words
from gestand.network.models import Device, Site, ThingKind
from gestand.network.queries.history import history_of
from gestand.network.things import THINGS, Thing
from gestand.people.actions import note_opening
from gestand.people.models import Client
from gestand.people.views.common import Crumb, FormPage, client_crumbs, client_frame, form_page, tell, with_client

_PAIRS = (
    ("down_mbit", "up_mbit"),
    ("external_ipv4", "external_ipv6"),
    ("dhcp_first", "dhcp_last"),
    ("make", "model"),
    ("purchased_on", "warranty_ends_on"),
    ("wiped_on", "gone_on"),
    ("starts_on", "ends_on"),
    ("site", "place"),
)


def thing_url(row: models.Model, part: str = "thing") -> str:
    kind = next(kind for kind, thing in THINGS.items() if isinstance(row, thing.model))
    return reverse(f"network:{part}", args=[kind, row.pk])


def with_thing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the thing that the actor may see; anything else is 404."""

    @wraps(view)
    def found(request: HttpRequest, kind: str, thing_id: UUID) -> HttpResponse:
        actor, thing = actor_of(request), THINGS.get(kind)
        if thing is None:
            raise Http404
        rows = thing.visible_to(actor).filter(pk=thing_id)
        row = rows.select_related("site__client" if thing.has_site else "client").first()
        if row is None:
            raise Http404
        client = row.site.client if thing.has_site else row.client
        note_opening(by=actor, at=timezone.now(), client_id=client.id)
        return view(request, thing=thing, row=row, client=client, actor=actor)

    return found


@require_GET
@with_thing
def thing_page(request: HttpRequest, *, thing: Thing, row: Any, client: Client, actor: Actor) -> HttpResponse:  # noqa: ARG001 - as every page of a thing
    return render(
        request,
        "network/thing.html",
        {
            "thing": thing,
            "row": row,
            "client": client,
            "icon": ICONS.get(row.kind, thing.icon) if isinstance(row, Device) else thing.icon,
            "crumbs": _crumbs(client),
            "facts": [*_facts(thing, row), *(facts_in_words(row.kind, row.facts) if isinstance(row, Device) else [])],
            "history": history_of(row.pk, thing.kind.value),
            "edit_url": thing_url(row, "thing-edit"),
            "remove_url": thing_url(row, "thing-remove"),
        },
    )


def _facts(thing: Thing, row: Any) -> list[tuple[str, Any]]:
    """What is written down, by the words of its field; what is empty is left out."""
    told = []
    for field in thing.fields:
        if field.name in ("note", "facts"):
            continue
        value = getattr(row, field.name)
        if value in (None, "", False):
            continue
        if field.choices:
            value = getattr(row, f"get_{field.name}_display")()
        told.append((str(field.verbose_name), _("yes") if value is True else value))
    return told


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
            row = actions.add_thing(kind, by=actor, at=timezone.now(), owner=owner, **fields, **_asked(form))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(request, _("It is written down."))
            return redirect(thing_url(row))
    return form_page(request, _page(client, form, str(thing.new), _tab(client)))


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
            actions.change_thing(
                row, by=actor, at=timezone.now(), seen=form.seen_at, **form.fields_given(), **_asked(form)
            )
        except Refused as refusal:
            form.refuse(refusal)
            if form.was_overtaken:
                form.see_again(thing.model._default_manager.get(pk=row.pk).changed_at.isoformat())  # type: ignore[attr-defined]  # noqa: SLF001 - Django's documented API
        else:
            tell(request, _("It is kept."))
            return redirect(thing_url(row))
    return form_page(request, _page(client, form, str(row), thing_url(row)))


@require_http_methods(["GET", "POST"])
@with_thing
def thing_remove(request: HttpRequest, *, thing: Thing, row: Any, client: Client, actor: Actor) -> HttpResponse:
    if request.method == "POST":
        actions.remove_thing(row, by=actor, at=timezone.now())
        tell(request, _("It is gone, with its history."))
        return redirect(_tab(client))
    lead = (
        _("For what was written down by mistake. A device that left is better marked as gone: its history stays.")
        if thing.kind == ThingKind.DEVICE
        else _("For what was written down by mistake. Its history goes along.")
    )
    page = FormPage(
        heading=_("Remove %(name)s?") % {"name": row},
        lead=lead,
        form=form_of_nothing(),
        submit=_("Remove"),
        back=thing_url(row),
        crumbs=_crumbs(client),
        tone="danger",
    )
    return form_page(request, page)


def form_of_nothing() -> Any:
    from django import forms

    return forms.Form()


def _page(client: Client, form: ThingForm, heading: str, back: str) -> FormPage:
    return FormPage(
        heading=heading,
        form=form,
        submit=_("Save"),
        back=back,
        crumbs=_crumbs(client),
        draft=f"network-{form.thing.kind.value}-{client.id}",
        pairs=_PAIRS,
    )


def _tab(client: Client) -> str:
    return reverse("network:client", args=[client.id])


def _crumbs(client: Client) -> list[Crumb]:
    return [*client_crumbs(client), Crumb(_("Network"), _tab(client))]
