"""Handing over a client's network: have the book made, see how far it is, fetch it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gestand.core.actors import Actor
from gestand.core.files.responses import file_response
from gestand.core.files.sealing import FileDamaged
from gestand.core.jobs.models import Job
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.network.actions import books
from gestand.network.book.contents import is_documented
from gestand.network.forms.books import BookForm
from gestand.network.models import BookState, NetworkBook
from gestand.people.models import Client
from gestand.people.views.common import client_frame, with_client

UNPROCESSABLE = 422
_SHOWN = 10


@require_http_methods(["GET", "POST"])
@sent_once
@with_client
def book(request: HttpRequest, *, client: Client, actor: Actor) -> HttpResponse:
    """Choose a language and have it made; what was made before lies below."""
    form = BookForm(request.POST or None, initial={"language": client.language})
    if request.method == "POST" and form.is_valid():
        try:
            books.ask_book(client, language=form.cleaned_data["language"], by=actor, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("network:book", client_id=client.id)
    made = list(NetworkBook.objects.filter(client=client).select_related("file")[:_SHOWN])
    making = next((each for each in made if each.state == BookState.MAKING), None)
    context: dict[str, Any] = {
        **client_frame(client, actor=actor, current="network"),
        "form": form,
        "is_documented": is_documented(client.id),
        "making": making,
        "job": Job.objects.filter(id=making.job_id).first() if making is not None else None,
        "failed": bool(made) and made[0].state == BookState.FAILED,
        "was_fetched": any(each.fetched_at for each in made),
        "books": [(each, books.goes_on(each)) for each in made if each.state == BookState.READY and each.file],
    }
    return render(request, "network/book.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def fetch_book(request: HttpRequest, book_id: UUID) -> HttpResponseBase:
    """The ZIP itself. Each fetch stands in the audit log."""
    actor = actor_of(request)
    found = NetworkBook.objects.visible_to(actor).select_related("client", "file").filter(id=book_id).first()
    if found is None:
        raise Http404
    try:
        stored = books.note_fetched(found, by=actor, at=timezone.now())
        response = file_response(stored)
    except (Refused, FileDamaged):
        messages.warning(request, _("This book is not there any more. Have it made anew."))
        return redirect("network:book", client_id=found.client_id)
    name = slugify(found.client.name) or "client"
    words = {"nl": "netwerkboek"}.get(found.language, "network-book")
    day = timezone.localdate(found.made_at or found.asked_at)
    response["Content-Disposition"] = f'attachment; filename="{words}-{name}-{day:%Y-%m-%d}.zip"'
    return response
