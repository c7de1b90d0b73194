"""Sending data to an organisation that the person names; taking a package of another office in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.declarations.registry import personal_models
from gestand.core.firm import current_firm
from gestand.core.jobs.models import Job, JobState
from gestand.core.mail.queries import mail_is_set_up
from gestand.core.once import sent_once
from gestand.core.public_address import links_lead_nowhere
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.core.visitors import may_try
from gestand.rights import queries
from gestand.rights.models import TakenPackage, TakenState, Transfer
from gestand.rights.portable import receiving, sending
from gestand.rights.portable.forms import OrganisationForm, PackageFile
from gestand.rights.views.desk import find_request
from gestand.rights.views.public import calm, no_link, shared

if TYPE_CHECKING:
    from django.http import HttpRequest

UNPROCESSABLE = 422
TOO_MANY = 429
#: Within an hour, by one visitor.
LINKS_EACH = 20


# To an organisation ---------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@sent_once
def transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record the organisation; see how far each sending is."""
    asked = find_request(request, pk)
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sending.ask_organisation(
                request=asked,
                organisation=form.cleaned_data["organisation"],
                email=form.cleaned_data["email"],
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("rights:transfer", pk=pk)
    return _transfer_page(request, asked, form)


def _transfer_page(request: HttpRequest, asked: Any, form: OrganisationForm, refusal: str = "") -> HttpResponse:
    transfers = list(asked.transfers.all())
    return render(
        request,
        "rights/portable/transfer.html",
        {
            "asked": asked,
            "title": queries.title_of(asked),
            "form": form,
            "refusal": refusal,
            "transfers": transfers,
            "may_ask": not any(each.ended_at is None for each in transfers),
            "mail_waits": not mail_is_set_up(),
            "links_lead_nowhere": links_lead_nowhere(),
        },
        status=UNPROCESSABLE if form.errors or refusal else 200,
    )


@require_POST
def withdraw(request: HttpRequest, pk: UUID, transfer_id: UUID) -> HttpResponse:
    """Take a sending back."""
    asked = find_request(request, pk)
    found = get_object_or_404(Transfer, request=asked, pk=transfer_id)
    try:
        sending.withdraw(transfer=found, by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        return _transfer_page(request, asked, OrganisationForm(), str(refusal))
    return redirect("rights:transfer", pk=pk)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def confirm_organisation(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the mail: a page with a button, because programs that check mail open links but press nothing."""
    now = timezone.now()
    if not may_try("organisation", request, each=LINKS_EACH):
        return calm(
            request, _("Please try again later"), _("Too many links were tried in the last hour."), status=TOO_MANY
        )
    firm = current_firm()
    context = {"firm_name": firm.name if firm else "Gestand", **shared(request)}
    try:
        if request.method == "GET":
            waiting = sending.waiting_by(token=token, at=now)
            return render(request, "rights/public/organisation.html", {"transfer": waiting, **context})
        confirmed = sending.confirm_organisation(token=token, at=now)
    except Refused:
        return no_link(request)
    return render(request, "rights/public/organisation_confirmed.html", {"transfer": confirmed, **context})


# From another office --------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@sent_once
def take_in(request: HttpRequest) -> HttpResponse:
    """Choose a package; what was taken in before."""
    form = PackageFile(request.POST, request.FILES) if request.method == "POST" else PackageFile()
    if form.is_valid():
        try:
            taken = receiving.stage_package(
                form.cleaned_data["file"].file,
                by=actor_of(request),
                at=timezone.now(),
                language=(get_language() or "nl")[:2],
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("rights:taken", pk=taken.pk)
    past = TakenPackage.objects.all()[:20]
    context = {"form": form, "past": past, "steps": _steps(), "step": 1}
    return render(request, "rights/portable/take_in.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_GET
def taken(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A package that waits for a yes, is being taken in, or was."""
    return _taken_page(request, get_object_or_404(TakenPackage.objects.select_related("file"), pk=pk))


def _taken_page(request: HttpRequest, found: TakenPackage, refusal: str = "") -> HttpResponse:
    shown, because = receiving.look_again(found)
    titles = {
        declared.model._meta.label_lower: capfirst(str(declared.model._meta.verbose_name_plural))
        for declared in personal_models()
    }
    job = Job.objects.filter(id=found.job_id).first() if found.job_id else None
    context = {
        "taken": shown,
        "counts": shown.counts,
        "tables": [{**table, "title": titles.get(table["name"], "")} for table in shown.counts.get("tables", [])],
        "because": because,
        "refusal": refusal,
        "is_waiting": shown.state == TakenState.WAITING,
        "is_writing": shown.state == TakenState.WRITING,
        "may_take": not because and bool(shown.counts.get("new")),
        "job": job,
        "stands_still": job is None or job.state == JobState.FAILED,
        "steps": _steps(),
        "step": 2 if shown.state == TakenState.WAITING else 3,
    }
    return render(request, "rights/portable/taken.html", context, status=UNPROCESSABLE if refusal else 200)


@require_POST
def confirm(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The yes."""
    found = get_object_or_404(TakenPackage.objects.select_related("file"), pk=pk)
    try:
        receiving.order_taking_in(taken=found, by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        return _taken_page(request, found, str(refusal))
    return redirect("rights:taken", pk=pk)


@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw it away."""
    found = get_object_or_404(TakenPackage.objects.select_related("file"), pk=pk)
    try:
        receiving.discard(taken=found, by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        return _taken_page(request, found, str(refusal))
    return redirect("rights:take-in")


def _steps() -> list[str]:
    return [_("File"), _("Preview"), _("Result")]
