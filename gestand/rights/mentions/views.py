"""The owner's page about mentions of one asker."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.rights import queries as requests_asked
from gestand.rights.mentions import queries
from gestand.rights.mentions.deciding import decide
from gestand.rights.mentions.forms import DecideForm
from gestand.rights.mentions.searching import look_again
from gestand.rights.models import UNWRITTEN_STATES, Decision, Mention, Request
from gestand.rights.views.desk import find_request

if TYPE_CHECKING:
    from django.http import HttpRequest

UNPROCESSABLE = 422
_ON_A_PAGE = 10


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
    """Look through the texts (again)."""
    asked = find_request(request, pk)
    try:
        look_again(request=asked, by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        return _page(request, asked, refusal=str(refusal))
    return redirect("rights:mentions", pk=pk)


def _page(request: HttpRequest, asked: Request, *, wrong: DecideForm | None = None, refusal: str = "") -> HttpResponse:
    standing = queries.standing(asked)
    waiting_first = F("decided_at").asc(nulls_first=True)
    every = Mention.objects.filter(request=asked).order_by(waiting_first, "table", "row_key", "field")
    page = Paginator(every, _ON_A_PAGE).get_page(request.GET.get("page"))
    found = queries.places(standing.search, list(page.object_list)) if standing.search else []
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
            "may_decide": asked.state in UNWRITTEN_STATES,
            "refusal": refusal,
        },
        status=UNPROCESSABLE if refusal or (wrong is not None and wrong.errors) else 200,
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
