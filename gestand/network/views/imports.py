"""The import pages of a client: file, difference, result; and the collector to download."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.actors import Actor
from gestand.core.jobs.models import Job, JobState
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.network import importers
from gestand.network.book.taking_in import titled
from gestand.network.forms.imports import Columns, NetworkFile
from gestand.network.importers import FileFormat
from gestand.network.imports import actions, upkeep
from gestand.network.imports.book_files import is_book
from gestand.network.models import ImportState, NetworkImport
from gestand.network.queries import imports as shown
from gestand.people.actions import note_opening
from gestand.people.imports.terms import decision_days, undo_days
from gestand.people.models import Client
from gestand.people.views.common import REFUSED, Crumb, client_crumbs, tell, with_client

_FILE, _DIFFERENCE, _RESULT = 1, 2, 3
_TABLES = (FileFormat.TABLE, FileFormat.EXCEL)
_COLLECTOR = Path(importers.__file__).parent / "collector" / "collector.ps1"


def with_import(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the import of a client that the actor may see; anything else is 404."""

    @wraps(view)
    def found(request: HttpRequest, import_id: UUID) -> HttpResponse:
        actor = actor_of(request)
        batch = (
            NetworkImport.objects.visible_to(actor)
            .select_related("client", "site", "file")
            .filter(id=import_id)
            .first()
        )
        if batch is None:
            raise Http404
        note_opening(by=actor, at=timezone.now(), client_id=batch.client_id)
        return view(request, batch=batch, actor=actor)

    return found


def _to(batch: NetworkImport, query: str = "") -> HttpResponse:
    return redirect(f"{reverse('network:import-one', args=[batch.id])}{query}")


def _frame(client: Client, batch: NetworkImport | None, step: int, **more: Any) -> dict[str, Any]:
    crumbs = [*client_crumbs(client), Crumb(_("Network"), reverse("network:client", args=[client.id]))]
    if batch is not None:
        crumbs.append(Crumb(_("Imports"), reverse("network:import", args=[client.id])))
    return {
        "client": client,
        "batch": batch,
        "format": shown.format_words(batch) if batch is not None else "",
        "crumbs": crumbs,
        "steps": [_("File"), _("Difference"), _("Result")],
        "step": step,
        **more,
    }


@require_http_methods(["GET", "POST"])
@sent_once
@with_client
def imports(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:
    """Step one: drop a file; how to get one; what was imported before."""
    now = timezone.now()
    form = (
        NetworkFile(request.POST, request.FILES, client=client)
        if request.method == "POST"
        else NetworkFile(client=client)
    )
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            batch = actions.begin_import(
                upload.file,
                name=upload.name or "",
                client=client,
                site=form.chosen_site,
                new_site=form.chosen_name,
                by=actor,
                at=now,
                language=translation.get_language() or "nl",
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("network:import-columns", batch.id) if batch.state == ImportState.COLUMNS else _to(batch)
    return render(
        request,
        "network/imports/start.html",
        _frame(
            client,
            None,
            _FILE,
            form=form,
            past=shown.past_imports(client.id),
            decision_days=decision_days(now),
            undo_days=undo_days(now),
            collector_hash=collector()[1],
        ),
        status=REFUSED if form.errors else 200,
    )


@require_GET
@with_import
def import_page(request: HttpRequest, *, batch: NetworkImport, actor: Actor) -> HttpResponse:  # noqa: ARG001 - as every page of an import
    """The import as it is now: being read, a difference, being written, or its result."""
    if batch.state == ImportState.COLUMNS:
        return redirect("network:import-columns", batch.id)
    if batch.state in (ImportState.READING, ImportState.WRITING, ImportState.UNDOING):
        job = Job.objects.filter(id=batch.job).first() if batch.job else None
        step = _DIFFERENCE if batch.state == ImportState.READING else _RESULT
        stands_still = job is None or job.state == JobState.FAILED
        return render(
            request,
            "network/imports/progress.html",
            _frame(batch.client, batch, step, job=job, stands_still=stands_still),
        )
    if batch.state == ImportState.FAILED:
        return render(
            request,
            "network/imports/failed.html",
            _frame(batch.client, batch, _FILE, has_columns=batch.format in _TABLES),
        )
    if is_book(batch) and batch.state in (ImportState.PREVIEW, ImportState.DONE):
        return _book(request, batch)
    if batch.state == ImportState.PREVIEW:
        return _difference(request, batch)
    return _result(request, batch)


def _book(request: HttpRequest, batch: NetworkImport) -> HttpResponse:
    """What a network book would write down, or wrote."""
    is_done = batch.state == ImportState.DONE
    return render(
        request,
        "network/imports/book.html",
        _frame(
            batch.client,
            batch,
            _RESULT if is_done else _DIFFERENCE,
            is_done=is_done,
            tables=titled(batch.counts.get("tables", {})),
            rows=batch.counts.get("new", 0),
            remarks=shown.remarks_of(batch),
        ),
    )


def _difference(request: HttpRequest, batch: NetworkImport, refused: str = "") -> HttpResponse:
    show = request.GET.get("show", "")
    page = shown.page_of(batch, show, request.GET.get("page", "1"))
    return render(
        request,
        "network/imports/difference.html",
        _frame(
            batch.client,
            batch,
            _DIFFERENCE,
            show=show,
            page=page,
            lines=shown.lines_of(page.object_list),
            chips=shown.state_chips(batch, show),
            remarks=shown.remarks_of(batch),
            going=batch.counts.get("ticked", 0),
            known=batch.counts.get("same", 0),
            has_columns=batch.format in _TABLES,
            may_tick_all=show in ("new", "changed", "doubtful", "gone"),
            refused=refused,
        ),
        status=REFUSED if refused else 200,
    )


def _result(request: HttpRequest, batch: NetworkImport) -> HttpResponse:
    show = request.GET.get("show", "")
    page = shown.page_of(batch, show, request.GET.get("page", "1"))
    return render(
        request,
        "network/imports/result.html",
        _frame(
            batch.client,
            batch,
            _RESULT,
            show=show,
            page=page,
            lines=shown.lines_of(page.object_list),
            chips=shown.result_chips(batch, show),
            may_undo=batch.state == ImportState.DONE and bool(batch.counts.get("written")),
        ),
    )


@require_http_methods(["GET", "POST"])
@with_import
def columns(request: HttpRequest, *, batch: NetworkImport, actor: Actor) -> HttpResponse:
    """Which column is what, with values from the file beside it."""
    if batch.format not in _TABLES or batch.state not in (
        ImportState.COLUMNS,
        ImportState.PREVIEW,
        ImportState.FAILED,
    ):
        return _to(batch)
    form = Columns(request.POST if request.method == "POST" else None, batch=batch)
    refused = ""
    if form.is_valid():
        try:
            actions.choose_columns(batch, columns=form.chosen, by=actor, at=timezone.now())
        except Refused as refusal:
            refused = str(refusal)
        else:
            return _to(batch)
    samples = actions.samples_of(batch)
    return render(
        request,
        "network/imports/columns.html",
        _frame(
            batch.client,
            batch,
            _FILE,
            form=form,
            rows=[
                (bound, [row[place] for row in samples if place < len(row) and row[place].strip()][:3])
                for place, bound in enumerate(form)
            ],
            refused=refused,
        ),
        status=REFUSED if refused or form.errors else 200,
    )


@require_POST
@with_import
def keep(request: HttpRequest, *, batch: NetworkImport, actor: Actor) -> HttpResponse:
    """Columns without a field that stand in the notes instead; the file is read again."""
    try:
        actions.keep_in_notes(batch, names=request.POST.getlist("kept"), by=actor, at=timezone.now())
    except Refused as refusal:
        tell(request, str(refusal))
    return _to(batch)


@require_POST
@with_import
def tick(request: HttpRequest, *, batch: NetworkImport, actor: Actor) -> HttpResponse:
    """Keep the ticks of a page, or of all lines of a kind ("all:new", "none:new"); one at a time with JavaScript."""
    verb, _colon, state = request.POST.get("do", "").partition(":")
    now = timezone.now()
    try:
        if verb in ("all", "none"):
            batch = actions.tick_all(batch, state=state, ticked=verb == "all", by=actor, at=now)
        else:
            batch = _keep_ticks(request.POST, batch, actor)
    except Refused as refusal:
        tell(request, str(refusal))
    if request.headers.get("HX-Request"):
        return render(request, "network/imports/_going.html", {"going": batch.counts.get("ticked", 0), "batch": batch})
    return _back(request, batch)


def _keep_ticks(posted: QueryDict, batch: NetworkImport, actor: Actor) -> NetworkImport:
    lines = _numbers(posted.getlist("shown"))
    choices = {line: str(posted[f"choice-{line}"]) for line in lines if f"choice-{line}" in posted}
    return actions.tick_lines(
        batch,
        shown=lines,
        ticked=_numbers(posted.getlist("ticked")),
        choices=choices,
        by=actor,
        at=timezone.now(),
    )


def _numbers(texts: list[str]) -> list[int]:
    return [int(one) for one in texts if one.isdecimal() and one.isascii() and len(one) < 16]  # noqa: PLR2004


def _back(request: HttpRequest, batch: NetworkImport) -> HttpResponse:
    """To the same filter and page."""
    query = QueryDict(mutable=True)
    if (show := request.POST.get("show", "")).isalpha():
        query["show"] = show
    if (page := request.POST.get("page", "")).isdecimal() and page != "1":
        query["page"] = page
    return _to(batch, f"?{query.urlencode()}" if query else "")


@require_POST
@with_import
def confirm(request: HttpRequest, *, batch: NetworkImport, actor: Actor) -> HttpResponse:
    """Keep the ticks of the page that was looked at, and take over."""
    try:
        if request.POST.getlist("shown"):
            batch = _keep_ticks(request.POST, batch, actor)
        actions.order_writing(batch, by=actor, at=timezone.now())
    except actions.NothingTicked as refusal:
        return _difference(request, batch, refused=str(refusal))
    except Refused as refusal:
        tell(request, str(refusal))
    return _to(batch)


@require_http_methods(["GET", "POST"])
@with_import
def undo(request: HttpRequest, *, batch: NetworkImport, actor: Actor) -> HttpResponse:
    """The question on a page of its own (without JavaScript), and its answer."""
    if request.method == "GET":
        return render(request, "network/imports/undo.html", _frame(batch.client, batch, _RESULT))
    try:
        actions.order_undoing(batch, by=actor, at=timezone.now())
    except Refused as refusal:
        tell(request, str(refusal))
    return _to(batch)


@require_POST
@with_import
def resume(request: HttpRequest, *, batch: NetworkImport, actor: Actor) -> HttpResponse:
    """Go on with an import that stands still."""
    try:
        upkeep.go_on(batch, by=actor, at=timezone.now())
    except Refused as refusal:
        tell(request, str(refusal))
    return _to(batch)


@require_POST
@with_import
def discard(request: HttpRequest, *, batch: NetworkImport, actor: Actor) -> HttpResponse:
    client_id = batch.client_id
    try:
        actions.discard_import(batch, by=actor, at=timezone.now())
    except Refused as refusal:
        tell(request, str(refusal))
        return _to(batch)
    tell(request, _("The file and what was read from it are gone. The documentation is as it was."))
    return redirect("network:import", client_id)


@lru_cache(maxsize=1)
def collector() -> tuple[bytes, str]:
    """The collector as it is shipped, and its SHA-256 as Windows writes it."""
    content = _COLLECTOR.read_bytes()
    return content, hashlib.sha256(content).hexdigest().upper()


@require_GET
def collector_file(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    response = HttpResponse(collector()[0], content_type="application/octet-stream")
    response["Content-Disposition"] = 'attachment; filename="collector.ps1"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
