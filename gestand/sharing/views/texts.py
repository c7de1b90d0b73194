"""The standard agreement: its versions, and writing a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.sharing.actions.texts import newest_articles, write_text
from gestand.sharing.forms.client_agreements import TextForm
from gestand.sharing.models import AgreementText, ClientAgreement

UNPROCESSABLE = 422


@require_GET
def text(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A version of the standard agreement, the newest one without a number."""
    versions = list(AgreementText.objects.all())
    shown = get_object_or_404(AgreementText, number=number) if number is not None else None
    articles = shown.articles if shown is not None else newest_articles()
    language = request.GET.get("language", "") or (get_language() or "nl")[:2]
    language = language if language in ("nl", "en") else "nl"
    used: Any = dict(ClientAgreement.objects.order_by().values_list("text").annotate(many=Count("id")))
    return render(
        request,
        "sharing/text.html",
        {
            "articles": [
                {
                    "number": place,
                    "title": article[language]["title"],
                    "paragraphs": article[language]["text"].split("\n\n"),
                    "clauses": [clause for clause in article["clauses"] if len(clause) == 1],
                }
                for place, article in enumerate(articles, start=1)
            ],
            "shown": shown or (versions[0] if versions else None),
            "versions": [(version, used.get(version.id, 0)) for version in versions],
            "language": language,
            "languages": [
                {"label": label, "url": f"?language={code}", "current": code == language}
                for code, label in (("nl", _("Dutch")), ("en", _("English")))
            ],
        },
    )


@require_http_methods(["GET", "POST"])
@sent_once
def text_new(request: HttpRequest) -> HttpResponse:
    form = TextForm(request.POST or None, articles=newest_articles())
    if request.method == "POST" and form.is_valid():
        words = {name: value for name, value in form.cleaned_data.items() if "." in name}
        try:
            made = write_text(words, note=form.cleaned_data["note"], by=actor_of(request), at=timezone.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.info(request, _("Version %(number)s is in use from now on.") % {"number": made.number})
            return redirect("sharing:text")
    return render(request, "sharing/text_form.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200)
