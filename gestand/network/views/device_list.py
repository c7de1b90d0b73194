"""The list of devices over all clients: filters as chips, kept lists, columns of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gestand.core.requests import actor_of
from gestand.core.search import find
from gestand.network.forms.device_list import FilterForm
from gestand.network.models import DeviceKind, DeviceState, Site
from gestand.network.queries.device_filter import (
    ALL,
    USUAL_COLUMNS,
    DeviceFilter,
    makes_known,
    systems_known,
)
from gestand.network.queries.device_list import DevicePage, device_page
from gestand.network.queries.device_views import Lists, lists_of
from gestand.network.views.device_cells import column_words, lines_of
from gestand.people.models import Client
from gestand.ui.formats import day_words

if TYPE_CHECKING:
    from gestand.core.actors import Actor

_SOON_DAYS, _LONG_AGO_DAYS = 90, 365
_MOST_CHIPS = 8
_SORTED = {"warranty": "warranty", "seen": "seen", "changed": "-changed"}


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    url: str
    current: bool = False
    icon: str = ""
    count: int | None = None


@require_GET
def device_list(request: HttpRequest) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    lists = lists_of(actor)
    query = request.GET if request.GET or lists.opens_with is None else QueryDict(lists.opens_with.query)
    wanted = DeviceFilter.read(query)
    if "filter" in request.GET:  # the form names all its fields; the address names what was chosen
        return redirect(f"{reverse('network:device-list')}{_with_client(wanted, actor, request.GET).url}")
    columns = wanted.columns or lists.columns or USUAL_COLUMNS
    page = device_page(
        actor,
        wanted,
        today=today,
        columns=columns,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    client = _client(wanted, actor)
    sites = list(Site.objects.filter(client=client).values_list("id", "name")) if client is not None else []
    return render(
        request,
        "network/device_list.html",
        {
            "page": page,
            "lines": lines_of(page.rows, columns, today=today, device_url=_device_url()),
            "heads": _heads(wanted, columns),
            "wanted": wanted,
            "client": client,
            "lists": [Chip(view.name, f"?{view.query}", view.query == wanted.query) for view in lists.views],
            "ready_made": _ready_made(wanted, today),
            "chips": _chips(wanted, lists, today),
            "narrowings": _narrowings(wanted, client, dict(sites)),
            "filter_menu": filter_menu(wanted, _offered(actor, client, sites)),
            "besides_words": [(name, value) for name, value in wanted.parts if name != "q"],
            "whole_query": wanted.but(columns=tuple(columns)).query,
            "is_owner": actor.is_owner,
            "next_url": _page_url(wanted, "after", page.next),
            "previous_url": _page_url(wanted, "before", page.previous),
            "all_url": DeviceFilter(columns=wanted.columns).url,
            **_export_parts(wanted, columns),
        },
    )


def _offered(actor: Actor, client: Client | None, sites: Sequence[tuple[UUID, str]]) -> Offered:
    return Offered(
        get_language() or "",
        client.id if client is not None else None,
        tuple(sites),
        tuple(makes_known(actor)),
        tuple(systems_known(actor)),
    )


def _with_client(wanted: DeviceFilter, actor: Actor, typed: QueryDict) -> DeviceFilter:
    """A client's name was typed: the client whom search would offer first."""
    name = typed.get("client_name", "").strip()
    if not name:
        return wanted if wanted.client is not None else wanted.but(site=None)
    hits = find(name, actor=actor, limit=1, kinds=["client"])
    if hits:
        return wanted.but(client=hits[0].id, site=None)
    return wanted.but(text=f"{wanted.text} {name}".strip())


def _client(wanted: DeviceFilter, actor: Actor) -> Client | None:
    if wanted.client is None:
        return None
    return Client.objects.visible_to(actor).filter(id=wanted.client).only("id", "name").first()


def _device_url() -> Any:
    before, after = reverse("network:thing", args=["device", UUID(int=0)]).split(str(UUID(int=0)))
    return lambda row_id: f"{before}{row_id}{after}"


def _heads(wanted: DeviceFilter, columns: Sequence[str]) -> list[dict[str, str]]:
    words = column_words()
    return [_head(wanted, "name", _("Device")), *(_head(wanted, name, words[name]) for name in columns)]


def _head(wanted: DeviceFilter, name: str, label: str) -> dict[str, str]:
    """A column's head: its words, where a press leads (when it can be sorted by), and how it stands (aria-sort)."""
    ways = {"name": ("name", "-name"), "warranty": ("warranty", "-warranty"), "seen": ("seen", "-seen")}
    if name == "changed":
        return {
            "label": label,
            "url": wanted.but(order="-changed").url,
            "now": "descending" if wanted.shown_order == "-changed" else "",
        }
    if name not in ways:
        return {"label": label, "url": "", "now": ""}
    up, down = ways[name]
    now = {up: "ascending", down: "descending"}.get(wanted.shown_order, "")
    return {"label": label, "url": wanted.but(order=down if now == "ascending" else up).url, "now": now}


def _page_url(wanted: DeviceFilter, way: str, key: str) -> str:
    return f"{wanted.url}&{urlencode({way: key})}" if key else ""


def _export_parts(wanted: DeviceFilter, columns: Sequence[str]) -> dict[str, Any]:
    return {"listed": wanted.but(columns=()).query, "listed_columns": columns}


def _ready_made(wanted: DeviceFilter, today: date) -> list[Chip]:
    """Lists that every firm asks for."""
    offered = (
        (_("Systems without updates"), "shield-x", DeviceFilter(unsupported=True)),
        (
            _("Warranty ends soon"),
            "clock-exclamation",
            DeviceFilter(warranty_from=today, warranty_to=today + timedelta(days=_SOON_DAYS)),
        ),
        (_("Long not seen"), "eye", DeviceFilter(seen_before=today - timedelta(days=_LONG_AGO_DAYS))),
        (_("In repair"), "settings", DeviceFilter(state=DeviceState.REPAIR)),
        (_("Gone"), "archive", DeviceFilter(state=DeviceState.GONE)),
    )
    there = wanted.but(columns=(), order="")
    return [Chip(label, each.url, each == there, icon) for label, icon, each in offered]


def _chips(wanted: DeviceFilter, lists: Lists, today: date) -> list[Chip]:
    """Everything first, then the lists that somebody kept; until there are any, those that every firm asks for."""
    first = Chip(_("All devices"), DeviceFilter(columns=wanted.columns).url, not wanted.is_narrowed)
    kept = [
        Chip(view.name, f"?{view.query}", view.query == wanted.query, "users" if view.is_shared else "star")
        for view in lists.views[:_MOST_CHIPS]
    ]
    return [first, *(kept or _ready_made(wanted, today))]


def _narrowings(wanted: DeviceFilter, client: Client | None, sites: dict[UUID, str]) -> list[Chip]:
    """Each filter in words, with the address of the list without it."""
    told: list[tuple[str, dict[str, Any]]] = []
    if wanted.text:
        told.append((f"“{wanted.text}”", {"text": ""}))
    if wanted.client is not None:
        told.append((client.name if client else _("a client that is not yours"), {"client": None, "site": None}))
    if wanted.site is not None:
        told.append((sites.get(wanted.site, _("a site that is not there")), {"site": None}))
    if wanted.kind:
        told.append((str(DeviceKind(wanted.kind).label), {"kind": ""}))
    if wanted.state:
        words = _("gone ones too") if wanted.state == ALL else str(DeviceState(wanted.state).label)
        told.append((words, {"state": ""}))
    if wanted.make:
        told.append((wanted.make, {"make": ""}))
    if wanted.system:
        told.append((wanted.system, {"system": ""}))
    told += _days_told(wanted)
    if wanted.unsupported:
        told.append((_("system without updates"), {"unsupported": False}))
    if wanted.without_user:
        told.append((_("nobody uses it"), {"without_user": False}))
    return [Chip(label, wanted.but(**without).url) for label, without in told]


def _days_told(wanted: DeviceFilter) -> list[tuple[str, dict[str, Any]]]:
    told: list[tuple[str, dict[str, Any]]] = []
    if wanted.warranty_from is not None:
        words = _("warranty from %(day)s") % {"day": day_words(wanted.warranty_from)}
        told.append((words, {"warranty_from": None}))
    if wanted.warranty_to is not None:
        words = _("warranty up to %(day)s") % {"day": day_words(wanted.warranty_to)}
        told.append((words, {"warranty_to": None}))
    if wanted.seen_before is not None:
        words = _("last seen before %(day)s") % {"day": day_words(wanted.seen_before)}
        told.append((words, {"seen_before": None}))
    return told


@dataclass(frozen=True, slots=True)
class Offered:
    """What the form of filters offers beside the filters themselves, in one language."""

    language: str
    client_id: UUID | None
    sites: tuple[tuple[UUID, str], ...]
    makes: tuple[str, ...]
    systems: tuple[str, ...]


@lru_cache(maxsize=64)
def filter_menu(wanted: DeviceFilter, offered: Offered) -> str:
    """The form of filters, as it stands in the page: made once for the same filters, because it has many fields."""
    form = FilterForm(initial={name: getattr(wanted, name) for name in FilterForm.base_fields})
    kept = [(name, value) for name, value in wanted.parts if name in ("q", "column")]
    return render_to_string(
        "network/parts/device_filter.html", {"wanted": wanted, "form": form, "kept": kept, "offered": offered}
    )


__all__ = ["DevicePage", "device_list"]
