"""The page of an erasure: the plan in plain words, and a yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gestand.core.erasure import ErasurePlan, plan_erasure
from gestand.core.erasure.plan import Fate
from gestand.core.law import law
from gestand.core.mail.queries import mail_is_set_up
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.core.search.models import SearchEntry
from gestand.rights import queries
from gestand.rights.actions.erasing import erase_and_answer
from gestand.rights.erasure import WhoGoes, mentions_elsewhere, unread_contacts_files, who_goes
from gestand.rights.forms import EraseForm
from gestand.rights.models import UNWRITTEN_STATES, Request, RequestKind
from gestand.rights.package.words import recipient_words
from gestand.rights.views.desk import find_request

if TYPE_CHECKING:
    from django.http import HttpRequest

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What would go and what stays; a yes to exactly that erases and writes the letter."""
    asked = find_request(request, pk)
    if asked.kind != RequestKind.ERASURE or asked.person_id is None or asked.state not in UNWRITTEN_STATES:
        return redirect("rights:request", pk=pk)
    at = timezone.now()
    try:
        who = who_goes(asked.person_id, occasion=asked.id)
    except Refused as refusal:
        return _page(request, asked, {"refusal": str(refusal)})
    plan = plan_erasure(who.subjects, at=at)
    form = EraseForm(request.POST or None, addresses=queries.addresses_of(asked), told=bool(plan.told))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            erase_and_answer(
                request=asked,
                fingerprint=chosen["fingerprint"],
                channel=chosen["channel"],
                email=chosen.get("email", ""),
                told=plan.told if chosen.get("tell") else (),
                by=actor_of(request),
                at=at,
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("rights:request", pk=pk)
    part = {"form": form, "mentions": mentions_elsewhere(who, plan, actor=actor_of(request)), **_plan_part(who, plan)}
    return _page(request, asked, part, wrong=bool(form.errors))


def _plan_part(who: WhoGoes, plan: ErasurePlan) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "plan": plan,
        "goes": [line for line in plan.of_fate(Fate.GOES) if line.model is not SearchEntry],
        "along": plan.of_fate(Fate.GOES_ALONG),
        "emptied": plan.of_fate(Fate.EMPTIED),
        "held": plan.of_fate(Fate.HELD),
        "stays": [{"line": line, "why": law(line.duty, today).sentence} for line in plan.of_fate(Fate.STAYS)],
        "told": recipient_words(plan.told),
        "running": who.running,
        "shared": who.shared,
        "clients": who.clients,
        "files_wait": unread_contacts_files(),
        "mail_waits": not mail_is_set_up(),
    }


def _page(request: HttpRequest, asked: Request, part: dict[str, Any], *, wrong: bool = False) -> HttpResponse:
    return render(
        request,
        "rights/erase.html",
        {"asked": asked, "title": queries.title_of(asked), "name": queries.asker_of(asked), **part},
        status=UNPROCESSABLE if wrong else 200,
    )
