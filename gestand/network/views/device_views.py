"""Keeping, renaming, sharing and removing lists of devices; choosing columns and their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.network.actions.device_views import change_view, choose_columns, open_with, remove_view, save_view
from gestand.network.forms.device_list import DeviceViewForm
from gestand.network.models import DeviceView
from gestand.network.queries.device_filter import COLUMNS, USUAL_COLUMNS, DeviceFilter, known_columns
from gestand.network.queries.device_views import lists_of
from gestand.network.views.device_cells import column_words
from gestand.people.views.common import Crumb, FormPage, form_page, tell

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def _list_url(query: str = "") -> str:
    """The list with these filters; what the address does not know is left out."""
    url = reverse("network:device-list")
    return f"{url}{DeviceFilter.read(QueryDict(query)).url}" if query else url


def _crumbs() -> list[Crumb]:
    return [Crumb(_("Devices"), reverse("network:device-list"))]


@require_POST
@sent_once
def device_view_save(request: HttpRequest) -> HttpResponse:
    form = DeviceViewForm(request.POST)
    if form.is_valid():
        try:
            view = save_view(
                by=actor_of(request),
                name=form.cleaned_data["name"],
                query=form.cleaned_data["query"],
                is_shared=form.cleaned_data["is_shared"],
            )
        except Refused as refusal:
            tell(request, refusal.sentence)
        else:
            tell(request, _("The list is kept as “%(name)s”.") % {"name": view.name})
            return redirect(f"{reverse('network:device-list')}?{view.query or 'order=name'}")
    else:
        tell(request, _("Give the list a name of at most 40 characters."))
    return redirect(_list_url(request.POST.get("query", "")[:800] or "order=name"))


@require_GET
def device_views(request: HttpRequest) -> HttpResponse:
    """Every list that one may open, and what can be done with each."""
    actor = actor_of(request)
    lists = lists_of(actor)
    return render(
        request,
        "network/device_views.html",
        {
            "crumbs": _crumbs(),
            "views": [
                {
                    "row": view,
                    "url": f"{reverse('network:device-list')}?{view.query or 'order=name'}",
                    "is_own": view.account_id == actor.id,
                    "opens": lists.opens_with is not None and view.pk == lists.opens_with.pk,
                }
                for view in lists.views
            ],
        },
    )


def _reachable(actor: Actor, view_id: UUID) -> DeviceView:
    """A list of one's own or of the team; any other does not exist."""
    view = DeviceView.objects.filter(pk=view_id).first()
    if view is None or (view.account_id != actor.id and not view.is_shared):
        raise Http404
    return view


def _own(actor: Actor, view_id: UUID) -> DeviceView:
    view = DeviceView.objects.filter(pk=view_id).first()
    if view is None or view.account_id != actor.id:
        raise Http404
    return view


@require_http_methods(["GET", "POST"])
def device_view_edit(request: HttpRequest, view_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    view = _own(actor, view_id)
    lists = lists_of(actor)
    opens = lists.opens_with is not None and lists.opens_with.pk == view.pk
    form = DeviceViewForm(
        request.POST or None, initial={"name": view.name, "is_shared": view.is_shared, "opens_with": opens}
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_view(view, by=actor, **form.values())
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            tell(request, _("It is kept."))
            return redirect("network:device-views")
    page = FormPage(
        heading=view.name, form=form, submit=_("Save"), back=reverse("network:device-views"), crumbs=_crumbs()
    )
    return form_page(request, page)


@require_POST
def device_view_remove(request: HttpRequest, view_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    remove_view(_own(actor, view_id), by=actor)
    tell(request, _("The list is gone; the devices are not."))
    return redirect("network:device-views")


@require_POST
def device_view_open(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Have the devices open with this list, or not any more when they did."""
    actor = actor_of(request)
    view = _reachable(actor, view_id)
    now = lists_of(actor).opens_with
    stops = now is not None and now.pk == view.pk
    open_with(None if stops else view, by=actor)
    tell(request, _("The devices open with everything.") if stops else _("The devices open with this list."))
    return redirect("network:device-views")


@require_http_methods(["GET", "POST"])
def device_columns(request: HttpRequest) -> HttpResponse:
    """Which columns the list has and in which order. Each press of a button keeps what is there."""
    actor = actor_of(request)
    if request.method == "POST":
        return _columns_chosen(request, actor)
    wanted = DeviceFilter.read(request.GET)
    shown = wanted.columns or lists_of(actor).columns or USUAL_COLUMNS
    words = column_words()
    order = [*shown, *(name for name in COLUMNS if name not in shown)]
    return render(
        request,
        "network/device_columns.html",
        {
            "crumbs": _crumbs(),
            "columns": [(name, words[name], name in shown) for name in order],
            "shown_count": len(shown),
            "query": wanted.but(columns=()).query,
            "back": f"{reverse('network:device-list')}{wanted.url}",
        },
    )


def _columns_chosen(request: HttpRequest, actor: Actor) -> HttpResponse:
    query = request.POST.get("query", "")[:800]
    if "usual" in request.POST:
        choose_columns((), by=actor)
        return redirect(_list_url(query or "order=name"))
    listed = known_columns(request.POST.getlist("listed"))
    ticked = set(request.POST.getlist("column"))
    chosen = [name for name in _moved(listed, request.POST) if name in ticked]
    choose_columns(chosen, by=actor)
    if "up" in request.POST or "down" in request.POST:
        return redirect(f"{reverse('network:device-columns')}?{query}")
    return redirect(_list_url(query or "order=name"))


def _moved(names: Sequence[str], asked: Any) -> list[str]:
    """The names with one of them a place up or down."""
    order = list(names)
    for way, step in (("up", -1), ("down", 1)):
        name = asked.get(way, "")
        if name in order:
            place = order.index(name)
            other = max(0, min(len(order) - 1, place + step))
            order[place], order[other] = order[other], order[place]
    return order


__all__ = [
    "device_columns",
    "device_view_edit",
    "device_view_open",
    "device_view_remove",
    "device_view_save",
    "device_views",
]
