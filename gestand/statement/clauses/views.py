"""The owner's pages about clauses: the words of one, with their preview, and what the law asks of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.statement.clauses import actions
from gestand.statement.clauses.assembly import fill
from gestand.statement.clauses.checklist import asked_by_law
from gestand.statement.clauses.facts import FactSheet, Sources, UnknownFact, join_words
from gestand.statement.clauses.markup import NotInTheLanguage, placeholders
from gestand.statement.clauses.plain_language import Remark, remarks
from gestand.statement.clauses.texts import LANGUAGES, all_ids, is_promise, text_of
from gestand.statement.models.versions import ClauseWording
from gestand.statement.versions.facts_in_words import fact_in_words

if TYPE_CHECKING:
    from django.http import HttpRequest

    from gestand.statement.clauses.texts import ClauseText

UNPROCESSABLE = 422


class WordingForm(forms.Form):
    """The words of one clause."""

    source = forms.CharField(
        label=gettext_lazy("The words"),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "true"}),
        help_text=gettext_lazy(
            "An empty line begins a paragraph; a line that begins with “- ” is part of a list. What stands between "
            "braces is a fact: the program fills it in."
        ),
    )


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact of the clause, for the list beside the words."""

    name: str
    words: str
    value: str


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, clause: str, language: str) -> HttpResponse:
    """The words of one clause in one language."""
    text = _text(clause, language)
    wording = ClauseWording.objects.filter(clause=clause, language=language).first()
    present = wording.source if wording else text.source
    form = WordingForm(request.POST or None, initial={"source": present})
    if request.method == "POST" and form.is_valid():
        try:
            actions.reword_clause(
                clause=clause,
                language=language,
                source=form.cleaned_data["source"],
                by=actor_of(request),
                at=timezone.now(),
            )
        except actions.WordingRefused as refusal:
            for reason in refusal.reasons:
                form.add_error("source", str(reason))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The words are kept. Visitors read them when you publish."))
            return redirect("statement:clause", clause=clause, language=language)
    shown = form["source"].value() or present
    context = {
        "clause": clause,
        "text": text,
        "language": language,
        "languages": LANGUAGES,
        "form": form,
        "is_own": wording is not None,
        "is_promise": is_promise(clause),
        "facts": _facts(text, language),
        **_preview(shown, language),
    }
    return render(request, "statement/clause.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def preview(request: HttpRequest, clause: str, language: str) -> HttpResponse:
    """How the words read, while one types."""
    _text(clause, language)
    source = request.POST.get("source", "")[: actions.LONGEST]
    reasons = actions.reasons_against(clause=clause, language=language, source=source)
    context = {**_preview(source, language), "language": language, "reasons": [str(reason) for reason in reasons]}
    return render(request, "statement/parts/preview.html", context)


@require_POST
def reset(request: HttpRequest, clause: str, language: str) -> HttpResponse:
    """Back to the program's words."""
    _text(clause, language)
    actions.reset_clause(clause=clause, language=language, by=actor_of(request), at=timezone.now())
    messages.success(request, _("The clause has the program's words again."))
    return redirect("statement:clause", clause=clause, language=language)


@require_GET
def checklist(request: HttpRequest) -> HttpResponse:
    """All that articles 13 and 14 ask, with the clause that says it and what is missing."""
    return render(request, "statement/checklist.html", {"articles": asked_by_law(at=timezone.now())})


def _text(clause: str, language: str) -> ClauseText:
    if clause not in all_ids() or language not in LANGUAGES:
        raise Http404
    return text_of(clause, language)


def _preview(source: str, language: str) -> dict[str, Any]:
    sheet = FactSheet(Sources.of_today(timezone.now()), language)
    found: list[Remark] = []
    blocks: list[dict[str, Any]] = []
    try:
        blocks = fill(source, sheet).blocks
        found = remarks(source, language)
    except (NotInTheLanguage, UnknownFact):
        pass  # the reasons beside the words say which brace or fact it is
    return {"blocks": blocks, "remarks": [remark for remark in found if not remark.refuses]}


def _facts(text: ClauseText, language: str) -> list[ShownFact]:
    sheet = FactSheet(Sources.of_today(timezone.now()), language)
    return [
        ShownFact(name, fact_in_words(name), join_words(sheet[name].lines))
        for name in dict.fromkeys(placeholders(text.source))
    ]
