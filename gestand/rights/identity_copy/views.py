"""The owner's pages about a copy: asking for it, looking at it once, and saying what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.audit import write_audit
from gestand.core.files import FileDamaged
from gestand.core.files.responses import file_response
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.rights import queries as requests_asked
from gestand.rights.identity_copy import queries
from gestand.rights.identity_copy.asking import ask_for_copy, withdraw_copy
from gestand.rights.identity_copy.checking import check_copy
from gestand.rights.identity_copy.forms import AskCopyForm, CheckCopyForm
from gestand.rights.models import UNWRITTEN_STATES, CopyState, IdentityCopy
from gestand.rights.views.desk import find_request

if TYPE_CHECKING:
    from django.http import HttpRequest

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
@sent_once
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The ladder, and the form with which a copy is asked for."""
    asked = find_request(request, pk)
    actor = actor_of(request)
    chosen = request.POST.get("person") or request.GET.get("person", "")
    form = AskCopyForm(request.POST or None, initial={"email": asked.email})
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "person"}
        try:
            ask_for_copy(request=asked, person_id=form.cleaned_data["person"], **given, by=actor, at=timezone.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("rights:request", pk=pk)
    person = queries.person_named(_uuid(chosen) or asked.person_id, actor=actor)
    words = request.GET.get("who", asked.name)
    found = (
        requests_asked.found_person(person.id, actor=actor)
        if person is not None and "who" not in request.GET
        else requests_asked.find_persons(words, actor=actor)
    )
    return render(
        request,
        "rights/identity/ask.html",
        {
            "asked": asked,
            "title": requests_asked.title_of(asked),
            "form": form,
            "ladder": queries.ladder(asked, person),
            "persons": found,
            "words": words,
            "chosen": str(person.id) if person is not None else "",
            "is_open": asked.state in UNWRITTEN_STATES,
            "live": IdentityCopy.objects.filter(request=asked, state__in=(CopyState.ASKED, CopyState.SENT)).first(),
        },
        status=UNPROCESSABLE if form.errors else 200,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The copy beside what is to be said about it; when it is gone, what stays."""
    copy = _find(request, pk)
    form = CheckCopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_copy(
                copy=copy,
                readable=form.readable,
                name_agrees=form.says_name_agrees,
                birth_date=form.cleaned_data["birth_date"],
                by=actor_of(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("rights:copy", pk=pk)
    copy.refresh_from_db()
    return render(
        request,
        "rights/identity/check.html",
        {
            "copy": copy,
            "asked": copy.request,
            "title": requests_asked.title_of(copy.request),
            "form": form,
            "waits": copy.state == CopyState.SENT,
            "readable": queries.readable_words(copy),
            "checker": queries.checker_of(copy),
        },
        status=UNPROCESSABLE if form.errors else 200,
    )


@never_cache
@require_GET
def picture(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The picture itself, while it waits; each look is written down."""
    copy = _find(request, pk)
    if copy.state != CopyState.SENT or copy.file is None:
        raise Http404
    try:
        response = file_response(copy.file, as_attachment=False)
    except FileDamaged:
        raise Http404 from None
    write_audit(
        "rights.copy.look",
        by=actor_of(request),
        at=timezone.now(),
        subject=("request", copy.request_id),
        facts={"copy": copy.id},
    )
    return response


@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It is not needed after all."""
    copy = _find(request, pk)
    withdraw_copy(copy=copy, by=actor_of(request), at=timezone.now())
    return redirect("rights:request", pk=copy.request_id)


def _find(request: HttpRequest, pk: UUID) -> IdentityCopy:
    visible = queries.copies_visible_to(actor_of(request))
    return get_object_or_404(visible.select_related("request__person", "person", "file"), pk=pk)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
