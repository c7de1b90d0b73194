"""The import pages: file, preview, result. The owner's alone."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.jobs.models import Job, JobState
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.people.importers import FileFormat
from gestand.people.imports import actions, decisions, queries, returning, upkeep
from gestand.people.imports.forms import Columns, ContactsFile
from gestand.people.imports.models import BatchState, ImportBatch, RowState
from gestand.people.imports.terms import decision_days, undo_days
from gestand.people.views.common import REFUSED, tell

_FILE, _PREVIEW, _RESULT = 1, 2, 3


def _batch(batch_id: UUID) -> ImportBatch:
    batch = ImportBatch.objects.filter(id=batch_id).first()
    if batch is None:
        raise Http404
    return batch


def _to(batch: ImportBatch, query: str = "") -> HttpResponse:
    return redirect(f"{reverse('people:import', args=[batch.id])}{query}")


def _frame(batch: ImportBatch | None, step: int, **more: Any) -> dict[str, Any]:
    return {"batch": batch, "steps": [_("File"), _("Preview"), _("Result")], "step": step, **more}


@require_http_methods(["GET", "POST"])
@sent_once
def imports(request: HttpRequest) -> HttpResponse:
    """Step one: choose a file; how to get one; what was imported before."""
    form = ContactsFile(request.POST, request.FILES) if request.method == "POST" else ContactsFile()
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            batch = actions.begin_import(
                upload.file,
                name=upload.name or "",
                by=actor_of(request),
                at=timezone.now(),
                language=translation.get_language() or "nl",
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("people:import-columns", batch.id) if batch.state == BatchState.COLUMNS else _to(batch)
    now = timezone.now()
    return render(
        request,
        "people/imports/start.html",
        _frame(
            None,
            _FILE,
            form=form,
            past=queries.past_imports(),
            decision_days=decision_days(now),
            undo_days=undo_days(now),
        ),
        status=REFUSED if form.errors else 200,
    )


@require_GET
def batch_page(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The import as it is now: being read, a preview, being written, or its result."""
    batch = _batch(batch_id)
    if batch.state == BatchState.COLUMNS:
        return redirect("people:import-columns", batch.id)
    if batch.state in (BatchState.READING, BatchState.WRITING, BatchState.UNDOING):
        job = Job.objects.filter(id=batch.job).first() if batch.job else None
        step = _PREVIEW if batch.state == BatchState.READING else _RESULT
        stands_still = job is None or job.state == JobState.FAILED
        return render(request, "people/imports/progress.html", _frame(batch, step, job=job, stands_still=stands_still))
    if batch.state == BatchState.FAILED:
        return render(request, "people/imports/failed.html", _frame(batch, _FILE))
    if batch.state == BatchState.PREVIEW:
        return _preview(request, batch)
    return _result(request, batch)


def _preview(request: HttpRequest, batch: ImportBatch, refused: str = "") -> HttpResponse:
    show = request.GET.get("show", "")
    page = queries.page_of(batch, show, request.GET.get("page", "1"))
    going = sum(batch.counts.get(state, 0) for state in (RowState.NEW, RowState.CHANGED, RowState.DOUBTFUL))
    return render(
        request,
        "people/imports/preview.html",
        _frame(
            batch,
            _PREVIEW,
            show=show,
            page=page,
            lines=queries.lines_of(page.object_list),
            chips=queries.state_chips(batch, show, undecided=True),
            undecided=batch.counts.get("undecided", 0),
            going=going - batch.counts.get("left_out", 0),
            left_out=queries.columns_left_out(batch),
            has_columns=batch.format != FileFormat.VCARD,
            refused=refused,
        ),
        status=REFUSED if refused else 200,
    )


def _result(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    show = request.GET.get("show", "")
    page = queries.page_of(batch, show, request.GET.get("page", "1"))
    return render(
        request,
        "people/imports/result.html",
        _frame(
            batch,
            _RESULT,
            show=show,
            page=page,
            lines=queries.lines_of(page.object_list),
            chips=queries.result_chips(batch, show),
            may_undo=batch.state == BatchState.DONE and bool(batch.counts.get("written")),
        ),
    )


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Which column is what, with values from the file beside it."""
    batch = _batch(batch_id)
    if batch.format == FileFormat.VCARD or batch.state not in (
        BatchState.COLUMNS,
        BatchState.PREVIEW,
        BatchState.FAILED,
    ):
        return _to(batch)
    form = Columns(request.POST if request.method == "POST" else None, batch=batch)
    refused = ""
    if form.is_valid():
        try:
            actions.choose_columns(batch=batch, columns=form.chosen, by=actor_of(request), at=timezone.now())
        except Refused as refusal:
            refused = str(refusal)
        else:
            return _to(batch)
    samples = actions.samples_of(batch)
    return render(
        request,
        "people/imports/columns.html",
        _frame(
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
def decide(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """One button: "skip" for the ticked rows, "skip:12" for one, "same:12:ID" for a candidate, "all:new" for all."""
    batch = _batch(batch_id)
    verb, _colon, rest = request.POST.get("do", "").partition(":")
    actor, now = actor_of(request), timezone.now()
    try:
        if verb == "all":
            count = decisions.decide_doubtful(batch=batch, decision=rest, by=actor, at=now)
        else:
            number, _colon, same_as = rest.partition(":")
            ticked = [number] if number else request.POST.getlist("rows")
            count = decisions.decide_rows(
                batch=batch,
                numbers=[int(one) for one in ticked if one.isdecimal() and len(one) < 9],  # noqa: PLR2004
                decision="" if verb == "back" else verb,
                same_as=_uuid(same_as),
                by=actor,
                at=now,
            )
    except Refused as refusal:
        return _preview(request, _batch(batch_id), refused=str(refusal))
    tell(request, ngettext("%(n)d row decided.", "%(n)d rows decided.", count) % {"n": count})
    return _back(request, batch)


@require_POST
def turn(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Make a client of the preview a business, or a household."""
    batch = _batch(batch_id)
    group, _colon, kind = request.POST.get("turn", "").partition(":")
    try:
        count = decisions.set_kind(
            batch=batch,
            group=int(group) if group.isdecimal() and len(group) < 9 else 0,  # noqa: PLR2004
            kind=kind,
            by=actor_of(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        return _preview(request, _batch(batch_id), refused=str(refusal))
    tell(request, ngettext("%(n)d row changed.", "%(n)d rows changed.", count) % {"n": count})
    return _back(request, batch)


def _uuid(text: str) -> UUID | None:
    """Nonsense becomes an id that nobody has, so that it is refused like any other stranger's."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return UUID(int=0)


def _back(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """To the same filter and page."""
    show, page = request.POST.get("show", ""), request.POST.get("page", "")
    query = "&".join(
        part
        for part in (
            f"show={show}" if show in RowState.values else "",
            f"page={page}" if page.isdecimal() and page != "1" else "",
        )
        if part
    )
    return _to(batch, f"?{query}" if query else "")


@require_POST
def confirm(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    batch = _batch(batch_id)
    try:
        actions.order_writing(batch=batch, by=actor_of(request), at=timezone.now())
    except actions.NotDecided as refusal:
        return _preview(request, batch, refused=str(refusal))
    except Refused as refusal:
        tell(request, str(refusal))
    return _to(batch)


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The question on a page of its own (without JavaScript), and its answer."""
    batch = _batch(batch_id)
    if request.method == "GET":
        return render(request, "people/imports/undo.html", _frame(batch, _RESULT))
    try:
        actions.order_undoing(batch=batch, by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        tell(request, str(refusal))
    return _to(batch)


@require_POST
def resume(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Go on with an import that stands still."""
    batch = _batch(batch_id)
    try:
        upkeep.go_on(batch=batch, by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        tell(request, str(refusal))
    return _to(batch)


@require_POST
def discard(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    batch = _batch(batch_id)
    try:
        actions.discard_import(batch=batch, by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        tell(request, str(refusal))
        return _to(batch)
    tell(request, _("The file and its preview are gone. Your clients are as they were."))
    return redirect("people:imports")


@require_GET
def refused_file(request: HttpRequest, batch_id: UUID) -> HttpResponseBase:
    """The refused rows with their reasons, as CSV or Excel."""
    batch = _batch(batch_id)
    name = _("refused-rows")
    if request.GET.get("as") == "xlsx":
        response: HttpResponseBase = FileResponse(
            cast("Any", returning.as_workbook(batch)),
            content_type=returning.XLSX,
            as_attachment=True,
            filename=f"{name}.xlsx",
        )
    else:
        response = StreamingHttpResponse(returning.as_csv(batch), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
