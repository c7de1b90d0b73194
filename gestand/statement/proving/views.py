"""The owner's pages of the promises: the board, one promise, its history, attesting, reports."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.files.responses import file_response
from gestand.core.house import house
from gestand.core.jobs.models import Job, JobState
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.statement.clauses.ids import CLAUSE_IDS
from gestand.statement.models.proving import Attestation, InspectorPack, PackState
from gestand.statement.proving import actions
from gestand.statement.proving.attestations import ATTESTABLE
from gestand.statement.proving.board import (
    HISTORY_DAYS,
    board,
    broken_since,
    cell_of,
    history_of,
    questions,
    trouble_of,
)
from gestand.statement.proving.forms import AttestForm
from gestand.statement.proving.jobs import PROVE_NOW
from gestand.statement.proving.reports import SignedReport, newest_report, signed_reports
from gestand.statement.proving.states import clause_standings

UNPROCESSABLE = 422
_SHOWN_REPORTS = 31


@require_GET
def promises(request: HttpRequest) -> HttpResponse:
    """The board: what is broken first, then what is grey, then what an inspector asks."""
    at = timezone.now()
    shown = board(at=at)
    words = {
        "board": shown,
        "questions": questions(shown),
        "job": _job_at_work(),
        "report": newest_report(),
        "pack": InspectorPack.objects.filter(state__in=(PackState.MAKING, PackState.READY)).first(),
    }
    return render(request, "statement/proving/board.html", words)


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """One row a clause, one cell a day."""
    rows = history_of(at=timezone.now())
    return render(request, "statement/proving/history.html", {"rows": rows, "days": HISTORY_DAYS})


@require_POST
def prove_all(request: HttpRequest) -> HttpResponse:
    actions.prove_now(by=actor_of(request), at=timezone.now())
    return redirect("statement:promises")


@require_GET
def promise(request: HttpRequest, clause: str) -> HttpResponse:
    """One promise: its evidence, what it cannot see, its ninety days."""
    return _promise_page(request, _known(clause))


@require_POST
def prove_one(request: HttpRequest, clause: str) -> HttpResponse:
    actions.prove_now(clause=_known(clause), by=actor_of(request), at=timezone.now())
    return redirect("statement:promise", clause=clause)


@require_POST
@sent_once
def attest(request: HttpRequest, clause: str) -> HttpResponse:
    """Write down what was seen with one's own eyes."""
    if _known(clause) not in ATTESTABLE:
        raise Http404
    at = timezone.now()
    form = AttestForm(request.POST, request.FILES, clause=clause, today=timezone.localdate(at))
    if form.is_valid():
        try:
            actions.attest(
                clause=clause,
                seen=form.cleaned_data["seen"],
                seen_on=form.cleaned_data["seen_on"],
                valid_until=form.cleaned_data["valid_until"],
                upload=form.upload,
                by=actor_of(request),
                at=at,
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.info(request, _("Kept. The promise now stands as attested, until the day that you gave."))
            return redirect("statement:promise", clause=clause)
    return _promise_page(request, clause, form=form)


@require_http_methods(["GET"])
def attested_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The photo or document of an attestation."""
    attestation = get_object_or_404(Attestation.objects.visible_to(actor_of(request)).select_related("file"), pk=pk)
    if attestation.file is None:
        raise Http404
    return file_response(attestation.file, as_attachment=False)


@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    actor = actor_of(request)
    attestation = get_object_or_404(Attestation.objects.visible_to(actor), pk=pk)
    actions.withdraw_attestation(attestation, by=actor, at=timezone.now())
    messages.info(request, _("Withdrawn. It proves nothing any more."))
    return redirect("statement:promise", clause=attestation.clause)


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """The signed reports, newest first."""
    found = signed_reports()[::-1]
    return render(request, "statement/proving/reports.html", {"reports": found[:_SHOWN_REPORTS], "total": len(found)})


@require_GET
def report(_request: HttpRequest, sequence: int) -> HttpResponse:
    """A signed report, byte for byte."""
    found = _report(sequence)
    return _download(found.path.read_bytes(), found.path.name, "application/json")


@require_GET
def report_signature(_request: HttpRequest, sequence: int) -> HttpResponse:
    found = _report(sequence)
    return _download(found.signature_path.read_bytes(), found.signature_path.name, "application/octet-stream")


def _report(sequence: int) -> SignedReport:
    for found in signed_reports():
        if found.sequence == sequence:
            return found
    raise Http404


def _download(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _promise_page(request: HttpRequest, clause: str, *, form: AttestForm | None = None) -> HttpResponse:
    at: datetime = timezone.now()
    standing = clause_standings(at=at)[clause]
    cell = cell_of(standing)
    since = broken_since(each.proof.key for each in standing.proofs)
    attestable = ATTESTABLE.get(clause)
    attestations = Attestation.objects.visible_to(actor_of(request)).filter(clause=clause).select_related("account")
    words = {
        "cell": cell,
        "standing": standing,
        "troubles": [trouble_of(each, {clause: cell}, since=since.get(each.proof.key)) for each in standing.proofs],
        "row": history_of(at=at, clauses=[clause])[0],
        "days": HISTORY_DAYS,
        "job": _job_at_work(clause),
        "attestable": attestable,
        "attestations": attestations[:20] if attestable else [],
        "form": (form or AttestForm(clause=clause, today=timezone.localdate(at))) if attestable else None,
        "at": at,
    }
    return render(request, "statement/proving/promise.html", words, status=UNPROCESSABLE if form is not None else 200)


def _in_statement(clause: str) -> str:
    """Where visitors read it; empty while nothing is published."""
    if not house.statement_in_force(timezone.now()):
        return ""
    return f"{reverse('privacy:page')}#{clause.replace('.', '-').replace('_', '-')}"


def _job_at_work(clause: str = "") -> Job | None:
    """The check that runs for this page; the one for all counts for every page."""
    at_work = Job.objects.filter(name=PROVE_NOW, state__in=(JobState.WAITING, JobState.RUNNING))
    wanted = [{"clause": ""}, {"clause": clause}]
    return next((job for job in at_work.order_by("id")[:10] if job.arguments in wanted), None)


def _known(clause: str) -> str:
    if clause not in CLAUSE_IDS:
        raise Http404
    return clause
