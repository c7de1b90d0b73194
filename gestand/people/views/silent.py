"""Households that fell silent: the relation ends with one click, or it is written down that it goes on."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gestand.core.law import law
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.people import actions
from gestand.people.models import Client, CorrespondenceKind
from gestand.people.queries.silent import count_silent, silent_households, with_last_word
from gestand.people.terms import length_words
from gestand.people.views.common import tell

_A_PAGE = 50


@require_GET
def silent(request: HttpRequest) -> HttpResponse:
    """The longest silent one on top."""
    today = timezone.localdate()
    page = Paginator(with_last_word(silent_households(today)), _A_PAGE).get_page(request.GET.get("page"))
    term = law("keep.silent_household", today)
    return render(
        request,
        "people/silent.html",
        {"page": page, "term": term.words, "then": length_words(Client.personal.keep.length)},
    )


@require_POST
def silent_end(request: HttpRequest) -> HttpResponse:
    """End the relation of those that were ticked, today."""
    actor, at = actor_of(request), timezone.now()
    ended = 0
    still_silent = silent_households(timezone.localdate(at))
    for client in still_silent.filter(id__in=_ids(request.POST.getlist("ids"))):
        actions.end_relation(by=actor, at=at, client=client)
        ended += 1
    count_silent(timezone.localdate(at))
    if ended:
        tell(request, _("The relation has ended. The term of keeping runs."))
    return redirect("people:silent")


@require_POST
def silent_stays(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down that this household is a client still."""
    client = get_object_or_404(Client, pk=pk)
    try:
        actions.write_correspondence(
            by=actor_of(request),
            at=timezone.now(),
            client=client,
            kind=CorrespondenceKind.NOTE,
            text=_("Nothing was heard for a long time; looked at, and it is a client still."),
        )
    except Refused as refusal:
        tell(request, str(refusal))
    count_silent(timezone.localdate())
    return redirect("people:silent")


def _ids(chosen: list[str]) -> list[UUID]:
    found = []
    for each in chosen:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return found
