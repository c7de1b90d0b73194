"""The owner's page about mentions of one asker."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.audit import write_audit
from gestand.core.files import FileDamaged
from gestand.core.files.responses import file_response
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.rights import queries as requests_asked
from gestand.rights.mentions import queries
from gestand.rights.mentions.deciding import decide, say_it_is_in, say_looked_at
from gestand.rights.mentions.forms import AlsoCalledForm, DecideForm
from gestand.rights.mentions.searching import look_again
from gestand.rights.models import UNWRITTEN_STATES, Decision, Mention, MentionSearch, Request
from gestand.rights.views.desk import find_request

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest

UNPROCESSABLE = 422
_ON_A_PAGE = 10
_PARTS = 4  # of the name of a place


@require_http_methods(["GET", "POST"])
def mentions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every place with its text and what was decided; those that wait first."""
    asked = find_request(request, pk)
    if request.method != "POST":
        return _page(request, asked)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, wrong=form)
    mention = get_object_or_404(Mention, request=asked, id=form.cleaned_data["mention"])
    try:
        decide(
            mention=mention,
            decision=form.cleaned_data["decision"],
            words=form.cleaned_data["words"],
            because=form.cleaned_data["because"],
            by=actor_of(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _page(request, asked, wrong=form)
    return redirect(_address(request, asked))


@require_POST
def look(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Look through the texts and files (again), for other names too."""
    asked = find_request(request, pk)
    form = AlsoCalledForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, names=form)
    try:
        also_called = form.cleaned_data["also_called"] if "also_called" in request.POST else None
        look_again(request=asked, by=actor_of(request), at=timezone.now(), also_called=also_called)
    except Refused as refusal:
        if refusal.field in form.fields:
            form.add_error(refusal.field, str(refusal))
            return _page(request, asked, names=form)
        return _page(request, asked, refusal=str(refusal))
    return redirect("rights:mentions", pk=pk)


@require_GET
def file(request: HttpRequest, pk: UUID, place: str) -> FileResponse:
    """A file that this search found or could not read, for the owner to look at; kept in the audit log."""
    asked = find_request(request, pk)
    search = get_object_or_404(MentionSearch, request=asked)
    stored = queries.file_at(search, place)
    if stored is None:
        raise Http404
    write_audit(
        "rights.mentions.open",
        by=actor_of(request),
        at=timezone.now(),
        subject=("request", asked.id),
        facts={"file": stored.id},
    )
    try:
        return file_response(stored, as_attachment=False)
    except FileDamaged:
        raise Http404 from None


@require_POST
def see(request: HttpRequest, pk: UUID, place: str) -> HttpResponse:
    """The person is in this file: it waits for a decision."""
    asked = find_request(request, pk)
    parts = place.split(".")
    if len(parts) != _PARTS or not MentionSearch.objects.filter(request=asked).exists():
        raise Http404
    try:
        mention = say_it_is_in(
            request=asked, place=(".".join(parts[:2]), parts[2], parts[3]), by=actor_of(request), at=timezone.now()
        )
    except Refused as refusal:
        return _page(request, asked, refusal=str(refusal))
    return redirect(f"{reverse('rights:mentions', args=[pk])}#m-{mention.id}")


@require_POST
def looked(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A human looked at every file that no program can read."""
    asked = find_request(request, pk)
    get_object_or_404(MentionSearch, request=asked)
    try:
        say_looked_at(request=asked, by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        return _page(request, asked, refusal=str(refusal))
    return redirect("rights:mentions", pk=pk)


def _page(
    request: HttpRequest,
    asked: Request,
    *,
    wrong: DecideForm | None = None,
    names: AlsoCalledForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    standing = queries.standing(asked)
    search = standing.search
    waiting_first = F("decided_at").asc(nulls_first=True)
    every = Mention.objects.filter(request=asked).order_by(waiting_first, "table", "row_key", "field")
    page = Paginator(every, _ON_A_PAGE).get_page(request.GET.get("page"))
    found = queries.places(search, list(page.object_list)) if search else []
    wrong_id = str(wrong.data.get("mention", "")) if wrong is not None else ""
    lines = [
        (place, wrong if wrong is not None and str(place.mention.id) == wrong_id else _form_for(place))
        for place in found
    ]
    return render(
        request,
        "rights/mentions.html",
        {
            "asked": asked,
            "title": requests_asked.title_of(asked),
            "standing": standing,
            "page": page,
            "lines": lines,
            "unread": queries.unread_files(search) if search is not None and search.unread else [],
            "names": names or AlsoCalledForm(initial={"also_called": search.also_called if search else ""}),
            "is_polled": "HX-Request" in request.headers,
            "may_decide": asked.state in UNWRITTEN_STATES,
            "refusal": refusal,
        },
        status=UNPROCESSABLE if refusal or any(form is not None and form.errors for form in (wrong, names)) else 200,
    )


def _form_for(place: queries.Place) -> DecideForm:
    mention = place.mention
    return DecideForm(
        initial={
            "mention": mention.id,
            "decision": "" if mention.decision == Decision.WAITING else mention.decision,
            "words": place.words,
            "because": mention.because,
        },
        auto_id=f"id_{mention.id}_%s",
    )


def _address(request: HttpRequest, asked: Request) -> str:
    number = request.GET.get("page", "")
    return reverse("rights:mentions", args=[asked.id]) + (f"?page={number}" if number.isdigit() else "")
