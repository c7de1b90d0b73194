"""A call noted in five seconds from anywhere, and the loose ends that come of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gestand.core.actors import Actor
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.core.search import Hit, find
from gestand.people import actions
from gestand.people.findable import CLIENT, PERSON
from gestand.people.forms.entries import AssignForm, CallForm
from gestand.people.models import Client, Correspondence, Person
from gestand.people.queries.loose_ends import loose_ends as find_loose_ends
from gestand.people.terms import loose_end_days
from gestand.people.views.common import REFUSED, client_url, person_url, tell, way_back

MOST_CHOICES = 6
#: From this score on the first hit is taken unless another is chosen: nothing of the name had to be forgiven.
SURE_SCORE = 75.0
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody whom the words may mean."""

    value: str
    title: str
    detail: str
    icon: str
    is_sure: bool


@require_GET
def who(request: HttpRequest) -> HttpResponse:
    """Whom the words may mean, as a fragment: radio buttons, the surest ticked."""
    words = request.GET.get("who", "").strip()
    found = choices(words, actor_of(request))
    return render(
        request,
        "people/parts/who.html",
        {
            "choices": found,
            "words": words,
            "as_typed": not any(choice.is_sure for choice in found),
            "only_known": "known" in request.GET,
        },
    )


def choices(words: str, actor: Actor) -> list[Choice]:
    hits = find(words, actor=actor, limit=MOST_CHOICES, kinds={CLIENT, PERSON}) if len(words) > 1 else []
    return [
        Choice(
            value=_value(hit),
            title=hit.title,
            detail=hit.detail,
            icon="user" if hit.kind == PERSON else "users",
            is_sure=place == 0 and hit.score >= SURE_SCORE,
        )
        for place, hit in enumerate(hits)
    ]


def _value(hit: Hit) -> str:
    return f"p:{hit.id}:{hit.client_id or ''}" if hit.kind == PERSON else f"c:{hit.id}"


def chosen(value: str, actor: Actor) -> tuple[Client | None, Person | None]:
    """The client and person of a radio button's value, if the actor may see them."""
    kind, _colon, rest = value.partition(":")
    first, _colon, second = rest.partition(":")
    client_id, person_id = (_id(first), None) if kind == "c" else (_id(second), _id(first))
    client = Client.objects.visible_to(actor).filter(id=client_id).first() if client_id else None
    person = Person.objects.visible_to(actor).filter(id=person_id).first() if person_id and kind == "p" else None
    return client, person


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
@sent_once
def call_new(request: HttpRequest) -> HttpResponse:
    """Note a call: who, what, Enter. The page and the dialog are one form."""
    actor = actor_of(request)
    form = CallForm(request.POST if request.method == "POST" else None, initial={"who": request.GET.get("who", "")})
    found: list[Choice] = []
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        client, person = chosen(cleaned["chosen"], actor) if cleaned["chosen"] else (None, None)
        if not cleaned["chosen"] and cleaned["who"]:
            found = choices(cleaned["who"], actor)
            sure = [choice for choice in found if choice.is_sure]
            if len(found) == 1 and sure:
                client, person = chosen(sure[0].value, actor)
                found = []
        if found:
            # Without JavaScript: who is meant is asked once more, with everything that was typed still there.
            return _call_page(request, form, found, status=REFUSED)
        try:
            entry = actions.note_call(
                by=actor,
                at=timezone.now(),
                client=client,
                person=person,
                caller="" if client or person else cleaned["who"],
                text=cleaned["text"],
                minutes=cleaned["minutes"],
                direction=cleaned["direction"] or "in",
                bsn_confirmed=cleaned["bsn_confirmed"],
            )
        except Refused as refusal:
            form.refuse(refusal, {"caller": "who"})
        else:
            return _after_call(request, entry)
    if form.errors:
        found = _still_chosen(choices(form.data.get("who", "").strip(), actor), form.data.get("chosen", ""))
    return _call_page(request, form, found, status=REFUSED if form.errors else 200)


def _still_chosen(found: list[Choice], value: str) -> list[Choice]:
    """After a refusal: who was chosen stays chosen; without a choice the surest is offered as before."""
    return [replace(choice, is_sure=choice.value == value) for choice in found] if value else found


def _after_call(request: HttpRequest, entry: Correspondence) -> HttpResponse:
    if entry.client_id:
        tell(request, _("The call is kept with %(name)s.") % {"name": entry.client.name if entry.client else ""})
        url = client_url(entry.client_id)
    elif entry.person_id:
        tell(request, _("The call is kept with %(name)s.") % {"name": entry.person.full_name if entry.person else ""})
        url = person_url(entry.person_id)
    else:
        tell(
            request,
            _("The call is kept as a loose end for %(n)d days. Assign it when you know whose it is.")
            % {"n": loose_end_days(entry.at)},
        )
        url = reverse("people:loose-ends")
    return redirect(way_back(request, url))


def _call_page(request: HttpRequest, form: CallForm, found: list[Choice], *, status: int) -> HttpResponse:
    context = {
        "form": form,
        "choices": found,
        "words": form["who"].value() or "",
        "as_typed": not any(choice.is_sure for choice in found),
        "next": request.POST.get("next") or request.GET.get("next") or "",
    }
    return render(request, "people/call.html", context, status=status)


@require_GET
def loose_ends(request: HttpRequest) -> HttpResponse:
    """What is to be assigned, with the day on which it goes."""
    actor = actor_of(request)
    rows = list(find_loose_ends(actor)[:100])
    return render(
        request,
        "people/loose_ends.html",
        {"entries": rows, "days": loose_end_days(timezone.now()), "form": AssignForm()},
    )


@require_http_methods(["GET", "POST"])
def entry_assign(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Say whose a loose end is."""
    actor = actor_of(request)
    entry = Correspondence.objects.visible_to(actor).filter(id=entry_id).first()
    if entry is None:
        raise Http404
    form = AssignForm(request.POST if request.method == "POST" else None, initial={"who": entry.caller})
    words = form["who"].value() or ""
    found = choices(words, actor)
    if request.method == "POST" and form.is_valid() and form.cleaned_data["chosen"] not in ("", NOBODY):
        client, person = chosen(form.cleaned_data["chosen"], actor)
        try:
            actions.assign_correspondence(by=actor, at=timezone.now(), entry=entry, client=client, person=person)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            tell(request, _("Assigned."))
            return redirect(way_back(request, reverse("people:loose-ends")))
    return render(
        request,
        "people/assign.html",
        {"entry": entry, "form": form, "choices": found, "words": words, "as_typed": False, "only_known": True},
        status=REFUSED if form.errors else 200,
    )
