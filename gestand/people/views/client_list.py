"""The list of clients: filters, saved lists, what is done with several at once, and taking it out as a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from gestand.core.freezing import frozen_now
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.people import actions
from gestand.people.exporters.clients import EXPORT_COLUMNS, as_csv, as_excel
from gestand.people.forms.clients import ViewForm
from gestand.people.models import Client, ClientKind, SavedView
from gestand.people.queries.client_list import (
    MISSING,
    ORDERS,
    ClientFilter,
    ClientRow,
    client_page,
    fill_rows,
    filtered_clients,
    town_options,
)
from gestand.people.views.client_cells import lines_of
from gestand.people.views.common import tell

MOST_AT_ONCE = 500
_AT_ONCE = 500


@require_GET
def clients(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    wanted = ClientFilter.read(request.GET.dict(), request.GET.getlist("column"))
    page = client_page(actor, wanted, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    views = list(SavedView.objects.filter(account_id=actor.id)) if actor.id else []
    return render(
        request,
        "people/clients.html",
        {
            "page": page,
            "lines": lines_of(page.rows, wanted.columns, _column_words(), with_ticks=actor.is_owner),
            "wanted": wanted,
            "chips": _chips(wanted),
            "columns": [(name, words, name in wanted.columns) for name, words in _column_words().items()],
            "missing": [(name, _missing_words()[name]) for name in MISSING],
            "missing_words": _missing_words().get(wanted.missing, ""),
            "orders": _order_links(wanted),
            "order_words": [(name, words) for name, words in _order_words().items()],
            "towns": town_options(actor),
            "views": [(view, view.query == wanted.query) for view in views],
            "view_form": ViewForm(initial={"query": wanted.query}),
            "is_owner": actor.is_owner,
            "may_begin": actor.sees_every_client,
            "next_url": _page_url(wanted, "after", page.next),
            "previous_url": _page_url(wanted, "before", page.previous),
            "without_narrowing": "?" + ClientFilter(order=wanted.order, columns=wanted.columns).query,
        },
    )


def _page_url(wanted: ClientFilter, way: str, key: str) -> str:
    return f"?{'&'.join(filter(None, [wanted.query, urlencode({way: key})]))}" if key else ""


def _chips(wanted: ClientFilter) -> list[dict[str, Any]]:
    def chip(label: str, icon: str, **changes: Any) -> dict[str, Any]:
        other = wanted.but(**changes)
        current = all(getattr(wanted, name) == value for name, value in changes.items())
        return {"label": label, "url": f"?{other.query}", "current": current, "icon": icon}

    return [
        chip(_("All clients"), "", state="current", kind=""),
        chip(_("Households"), "home", state="current", kind=ClientKind.HOUSEHOLD.value),
        chip(_("Businesses"), "building-store", state="current", kind=ClientKind.BUSINESS.value),
        chip(_("Ended"), "door-exit", state="ended", kind=""),
        chip(_("Archived"), "archive", state="archived", kind=""),
    ]


def _column_words() -> dict[str, str]:
    return {
        "town": _("Town"),
        "phone": _("Telephone"),
        "mail": _("E-mail"),
        "contact": _("Contact"),
        "spoken": _("Last spoken"),
        "since": _("Client since"),
        "kind": _("Kind"),
    }


def _missing_words() -> dict[str, str]:
    return {
        "phone": _("no telephone number"),
        "mail": _("no mail address"),
        "address": _("no address"),
        "person": _("no person"),
        "kvk": _("no chamber-of-commerce number"),
    }


def _order_words() -> dict[str, str]:
    return {
        "name": _("Name"),
        "-name": _("Name, from Z to A"),
        "-start": _("Newest client first"),
        "start": _("Oldest client first"),
        "-changed": _("Last changed first"),
    }


def _order_links(wanted: ClientFilter) -> dict[str, dict[str, str]]:
    """For a column's head: where it leads, and how it stands now (for aria-sort)."""
    links = {}
    for name in ("name", "start"):
        now = {name: "ascending", f"-{name}": "descending"}.get(wanted.order, "")
        turned = f"-{name}" if wanted.order == name and f"-{name}" in ORDERS else name
        links[name] = {"url": f"?{wanted.but(order=turned).query}", "now": now}
    return links


@require_POST
def clients_bulk(request: HttpRequest) -> HttpResponseBase:
    """What is done with the ticked clients: put away, take back, or take out as a file."""
    actor = actor_of(request)
    back = f"{reverse('people:clients')}?{request.POST.get('query', '')}"
    ids = _ids(request.POST.getlist("ids"))
    rows = Client.objects.visible_to(actor).filter(id__in=ids)
    what = request.POST.get("do", "")
    if what in ("csv", "excel"):
        return _export(request, rows, what)
    if what not in ("archive", "unarchive"):
        raise Http404
    act = actions.archive_client if what == "archive" else actions.unarchive_client
    for client in rows:
        act(by=actor, at=timezone.now(), client=client)
    count = len(rows)
    words = (
        ngettext("%(n)d client is in the archive now.", "%(n)d clients are in the archive now.", count)
        if what == "archive"
        else ngettext("%(n)d client is out of the archive.", "%(n)d clients are out of the archive.", count)
    )
    tell(request, words % {"n": count})
    return redirect(back)


@require_POST
def clients_export(request: HttpRequest) -> HttpResponseBase:
    """The whole list as the filters have it, as a file."""
    actor = actor_of(request)
    wanted = ClientFilter.read(request.POST.dict(), None)
    return _export(request, filtered_clients(actor, wanted), request.POST.get("do", "csv"))


def _export(request: HttpRequest, rows: Any, form: str) -> HttpResponseBase:
    actor, now = actor_of(request), timezone.now()
    frozen = frozen_now()  # what is restricted is not exported
    ids = [one for one in rows.order_by("sort_name", "id").values_list("id", flat=True) if one not in frozen.clients]
    actions.note_export(by=actor, at=now, rows=len(ids), form="excel" if form == "excel" else "csv")
    name = f"{_('clients')}-{timezone.localdate(now):%Y-%m-%d}"
    lines = _lines(ids, without=frozen.persons)
    if form == "excel":
        response: HttpResponseBase = HttpResponse(
            as_excel(lines), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )
        response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    else:
        response = StreamingHttpResponse(as_csv(lines), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(ids: list[UUID], *, without: Collection[UUID]) -> Iterator[tuple[Client, ClientRow]]:
    """Clients with what the export shows, some hundreds at a time; nothing of the persons that it goes without."""
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        found = Client.objects.in_bulk(part)
        rows = {
            client.id: ClientRow(
                client.id, client.name, client.kind, client.started_on, client.ended_on, client.archived_at
            )
            for client in found.values()
        }
        fill_rows(list(rows.values()), EXPORT_COLUMNS)
        for client_id in part:
            if client_id in found:
                if rows[client_id].contact_id in without:
                    rows[client_id].contact = rows[client_id].phone = rows[client_id].mail = ""
                yield found[client_id], rows[client_id]


def _ids(texts: list[str]) -> list[UUID]:
    ids = []
    for text in texts[:MOST_AT_ONCE]:
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    return ids


@require_POST
@sent_once
def view_save(request: HttpRequest) -> HttpResponse:
    form = ViewForm(request.POST)
    back = f"{reverse('people:clients')}?{request.POST.get('query', '')[:400]}"
    if form.is_valid():
        try:
            view = actions.save_view(
                by=actor_of(request), name=form.cleaned_data["name"], query=form.cleaned_data["query"]
            )
        except Refused as refusal:
            tell(request, refusal.sentence)
        else:
            tell(request, _("The list is kept as “%(name)s”.") % {"name": view.name})
    return redirect(back)


@require_POST
def view_remove(request: HttpRequest, view_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    view = SavedView.objects.filter(id=view_id).first()
    if view is None or view.account_id != actor.id:
        raise Http404
    actions.remove_view(by=actor, view=view)
    return redirect("people:clients")
