"""The texts that letters about requests begin from: the standard ones, and the firm's own in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.rights.actions.texts import save_text
from gestand.rights.desk_forms import TextForm
from gestand.rights.models import LANGUAGES, Occasion, OwnReply, RequestKind
from gestand.rights.replies import PLACES, kind_words, standard, text_for
from gestand.rights.views.desk import UNPROCESSABLE

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_GET
def texts(request: HttpRequest) -> HttpResponse:
    """Every text, by occasion and kind, in both languages; one query."""
    own: dict[tuple[str, str, str], OwnReply] = {}
    for row in OwnReply.objects.order_by("number"):
        own[row.occasion, row.kind, row.language] = row
    parts = [
        {
            "occasion": occasion,
            "rows": [
                {
                    "kind": kind,
                    "words": kind_words(kind).capitalize(),
                    "languages": [
                        {"code": code, "name": name, "own": _number(own.get((occasion, kind, code)))}
                        for code, name in LANGUAGES
                    ],
                }
                for kind in RequestKind
            ],
        }
        for occasion in Occasion
    ]
    return render(request, "rights/texts.html", {"parts": parts})


def _number(row: OwnReply | None) -> int | None:
    return row.number if row is not None and row.text else None


@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, occasion: str, kind: str, language: str) -> HttpResponse:
    """One text, to read and to change."""
    if occasion not in Occasion.values or kind not in RequestKind.values or language not in dict(LANGUAGES):
        raise Http404
    which = Occasion(occasion)
    now = text_for(which, kind, language)
    form = TextForm(request.POST or None, initial={"text": now.words})
    if request.method == "POST" and form.is_valid():
        wanted = "" if "standard" in request.POST else form.cleaned_data["text"]
        try:
            save_text(
                occasion=occasion, kind=kind, language=language, text=wanted, by=actor_of(request), at=timezone.now()
            )
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            return redirect("rights:texts")
    return render(
        request,
        "rights/text.html",
        {
            "occasion": which,
            "kind": RequestKind(kind),
            "kind_words": kind_words(kind),
            "language": dict(LANGUAGES)[language],
            "now": now,
            "standard": standard(which, kind, language),
            "form": form,
            "places": [f"{{{place}}}" for place in PLACES],
        },
        status=UNPROCESSABLE if form.errors else 200,
    )
