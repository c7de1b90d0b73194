"""The register of recipients: the list, one recipient, and what the owner changes about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.audit import write_audit
from gestand.core.egress import RecipientKind
from gestand.core.files.responses import file_response
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.sharing.actions import agreements as agreement_actions
from gestand.sharing.actions import recipients as actions
from gestand.sharing.forms.recipients import (
    POINT_WORDS,
    AgreementForm,
    ChecklistForm,
    RecipientForm,
    agreement_answers,
    recipient_answers,
)
from gestand.sharing.models import ProcessorAgreement, RegisteredRecipient
from gestand.sharing.queries.recipients import RecipientLine, archived_lines, recipient_line, recipient_lines

UNPROCESSABLE = 422


@require_GET
def recipients(request: HttpRequest) -> HttpResponse:
    """Everyone who may receive something, and what is still to be filled in."""
    at = timezone.now()
    in_archive = "archived" in request.GET
    lines = archived_lines(at=at) if in_archive else recipient_lines(at=at)
    return render(
        request,
        "sharing/recipients.html",
        {
            "lines": lines,
            "in_archive": in_archive,
            "archived": RegisteredRecipient.objects.filter(archived_at__isnull=False).count(),
            "stopped": [line for line in lines if line.is_stopped and not in_archive],
            "to_fill_in": sum(1 for line in lines if line.lacks and not line.is_stopped),
        },
    )


@require_http_methods(["GET", "POST"])
@sent_once
def recipient_new(request: HttpRequest) -> HttpResponse:
    form = RecipientForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add_recipient(form.wanted(), by=actor_of(request), at=timezone.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("sharing:recipient", key=row.key)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "sharing/recipient_form.html", {"form": form, "line": None}, status=status)


@require_GET
def recipient(request: HttpRequest, key: str) -> HttpResponse:
    """One recipient: what it gets, its agreements, what went to it."""
    return _page(request, _line(key))


@require_GET
def recipient_by_id(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where search leads."""
    row = get_object_or_404(RegisteredRecipient.objects.visible_to(actor_of(request)), pk=pk)
    return redirect("sharing:recipient", key=row.key)


@require_http_methods(["GET", "POST"])
def recipient_edit(request: HttpRequest, key: str) -> HttpResponse:
    line = _line(key)
    form = RecipientForm(request.POST or None, line=line, initial=recipient_answers(line))
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_recipient(key, form.wanted(), by=actor_of(request), at=timezone.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("sharing:recipient", key=key)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "sharing/recipient_form.html", {"form": form, "line": line}, status=status)


@require_POST
def recipient_archive(request: HttpRequest, key: str) -> HttpResponse:
    row = get_object_or_404(RegisteredRecipient.objects.visible_to(actor_of(request)), key=key)
    try:
        actions.archive_recipient(row, by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("sharing:recipient", key=key)
    messages.info(request, _("It is in the archive: nothing passes to it any more."))
    return redirect("sharing:recipients")


@require_POST
def recipient_unarchive(request: HttpRequest, key: str) -> HttpResponse:
    row = get_object_or_404(RegisteredRecipient.objects.visible_to(actor_of(request)), key=key)
    actions.unarchive_recipient(row, by=actor_of(request), at=timezone.now())
    return redirect("sharing:recipient", key=key)


@require_POST
def recipient_cover(request: HttpRequest) -> HttpResponse:
    """The agreement with the mail provider holds for the server of now too."""
    try:
        row = actions.cover_this_server(by=actor_of(request), at=timezone.now())
    except RegisteredRecipient.DoesNotExist:  # mail is not set up: there is no provider
        raise Http404 from None
    return redirect("sharing:recipient", key=row.key)


@require_http_methods(["GET", "POST"])
@sent_once
def agreement_new(request: HttpRequest, key: str) -> HttpResponse:
    """Write down an agreement with a processor."""
    line = _line(key)
    if line.recipient.kind is not RecipientKind.PROCESSOR:
        raise Http404
    form = AgreementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = agreement_actions.add_agreement(
                key, form.wanted(), by=actor_of(request), at=timezone.now(), upload=form.upload
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("sharing:agreement", pk=row.id)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "sharing/agreement_form.html", {"form": form, "line": line, "row": None}, status=status)


@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One agreement: its days, its file, and the eight points."""
    row = _agreement(request, pk)
    form = ChecklistForm(request.POST or None, clauses=row.clauses)
    if request.method == "POST" and form.is_valid():
        agreement_actions.tick_clauses(row, form.found(), by=actor_of(request), at=timezone.now())
        messages.info(request, _("The list is kept."))
        return redirect("sharing:recipient", key=row.recipient.key)
    context = {
        "row": row,
        "form": form,
        "holds": row.holds_on(timezone.localdate()),
        "found": len(row.clauses),
        "lines": form.points(),
    }
    return render(request, "sharing/agreement.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "POST"])
def agreement_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = _agreement(request, pk)
    form = AgreementForm(request.POST or None, request.FILES or None, initial=agreement_answers(row))
    if request.method == "POST" and form.is_valid():
        try:
            agreement_actions.change_agreement(
                row, form.wanted(), by=actor_of(request), at=timezone.now(), upload=form.upload
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("sharing:agreement", pk=row.id)
    status = UNPROCESSABLE if form.errors else 200
    line = _line(row.recipient.key)
    return render(request, "sharing/agreement_form.html", {"form": form, "line": line, "row": row}, status=status)


@require_GET
def agreement_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file itself; opening it is written down."""
    row = _agreement(request, pk)
    if row.file is None:
        raise Http404
    write_audit(
        "sharing.agreement.open",
        by=actor_of(request),
        at=timezone.now(),
        subject=("agreement", row.id),
        facts={"recipient": row.recipient.key},
    )
    return file_response(row.file)


def _page(request: HttpRequest, line: RecipientLine) -> HttpResponse:
    today = timezone.localdate()
    rows = list(line.row.agreements.all()) if line.row is not None else []
    found: list[tuple[Any, bool]] = [(each, each.holds_on(today)) for each in rows]
    return render(
        request,
        "sharing/recipient.html",
        {
            "line": line,
            "agreements": found,
            "points": [
                (letter, words, line.agreement.clauses.get(letter), letter in line.agreement.clauses)
                for letter, words in POINT_WORDS.items()
            ]
            if line.agreement is not None
            else [],
            "other_server": any(lack.code == "server" for lack in line.lacks),
        },
    )


def _line(key: str) -> RecipientLine:
    line = recipient_line(key, at=timezone.now())
    if line is None:
        raise Http404
    return line


def _agreement(request: HttpRequest, pk: UUID) -> ProcessorAgreement:
    if not actor_of(request).is_owner:
        raise Http404
    return get_object_or_404(ProcessorAgreement.objects.select_related("recipient", "file"), pk=pk)
