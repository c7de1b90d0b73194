"""Letters about a request: confirm the receipt, ask who it is, take longer, refuse, restrict, tell before lifting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gestand.core.mail.queries import mail_is_set_up
from gestand.core.once import sent_once
from gestand.core.refusals import Refused
from gestand.core.requests import actor_of
from gestand.rights import letters, queries
from gestand.rights.actions.answers import refuse_request
from gestand.rights.actions.asking import write_to_asker
from gestand.rights.actions.extending import extend_request
from gestand.rights.actions.restricting import lift_restriction, restrict_and_answer, tell_before_lifting
from gestand.rights.desk_forms import ExtendForm, LetterForm, LiftingForm, RefuseForm, RestrictForm
from gestand.rights.models import UNWRITTEN_STATES, Occasion, Request, RequestKind, RequestState
from gestand.rights.replies import words_for
from gestand.rights.views.desk import UNPROCESSABLE, find_request, request_page

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Page:
    """What a page on which a letter is written says."""

    heading: str
    lead: str
    submit: str
    icon: str
    tone: str = "primary"


@require_http_methods(["GET", "POST"])
@sent_once
def reply(request: HttpRequest, pk: UUID, occasion: str) -> HttpResponse:
    """A letter that is no answer yet (receipt, who asks, extension), or a refusal."""
    asked = find_request(request, pk)
    if asked.state not in UNWRITTEN_STATES:
        return redirect("rights:request", pk=pk)
    match occasion:
        case Occasion.RECEIVED:
            page = Page(_("Confirm the receipt"), _("The clock goes on."), _("Send the confirmation"), "send")
            return _write(request, asked, Occasion.RECEIVED, page, LetterForm, _to_asker(Occasion.RECEIVED))
        case Occasion.IDENTITY:
            page = Page(
                _("Ask who it is"),
                _(
                    "Ask for no more than you need to be sure: a call back on the number that you have does it nearly "
                    "always."
                ),
                _("Send the question"),
                "user-question",
            )
            return _write(request, asked, Occasion.IDENTITY, page, LetterForm, _to_asker(Occasion.IDENTITY))
        case Occasion.EXTENDED:
            page = Page(
                _("Take longer"),
                _(
                    "Two further months, only because the request is complex or there are many. The person must have "
                    "been told before the first term is over; by mail it counts when the mail has left."
                ),
                _("Send the extension"),
                "hourglass",
            )
            return _write(request, asked, Occasion.EXTENDED, page, ExtendForm, extend_request)
        case Occasion.REFUSED:
            page = Page(
                _("Refuse the request"),
                _("With reasons; the letter says how one complains to the authority, and that one can go to court."),
                _("Send the refusal"),
                "x",
                "danger",
            )
            return _write(request, asked, Occasion.REFUSED, page, RefuseForm, refuse_request)
    raise Http404


@require_http_methods(["GET", "POST"])
@sent_once
def restrict(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Freeze somebody's data, with the letter."""
    asked = find_request(request, pk)
    if asked.kind != RequestKind.RESTRICTION or asked.state != RequestState.IDENTIFIED:
        return redirect("rights:request", pk=pk)
    page = Page(
        _("Restrict the use"),
        _(
            "From your yes on this data is stored and used by nothing: no mail, no export, no change, no joining, no "
            "import. Calls and letters may still be noted; access and erasure stay possible."
        ),
        _("Restrict and send the letter"),
        "lock",
        "danger",
    )
    return _write(request, asked, Occasion.DONE, page, RestrictForm, restrict_and_answer)


@require_http_methods(["GET", "POST"])
@sent_once
def lifting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell the person that the restriction will be lifted."""
    asked = find_request(request, pk)
    page = Page(
        _("Tell that the restriction ends"),
        _("Nothing is lifted yet: that comes after the person has been told (GDPR 18(3))."),
        _("Send the notice"),
        "send",
    )
    return _write(request, asked, Occasion.LIFTING, page, LiftingForm, tell_before_lifting)


@require_POST
def lift(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let the data be used again."""
    asked = find_request(request, pk)
    try:
        lift_restriction(request=asked, by=actor_of(request), at=timezone.now())
    except Refused as refusal:
        return request_page(request, asked, refusal=str(refusal))
    return redirect("rights:request", pk=pk)


def _to_asker(occasion: Occasion) -> Callable[..., object]:
    return lambda **given: write_to_asker(occasion=occasion, **given)


def _write(  # noqa: PLR0917 - one page's parts
    request: HttpRequest,
    asked: Request,
    occasion: Occasion,
    page: Page,
    form_class: type[LetterForm],
    act: Callable[..., object],
) -> HttpResponse:
    text = words_for(occasion, asked, keep=("reasons",))
    addresses = queries.addresses_of(asked)
    initial = {"words": text.words, "text_version": text.version}
    form = form_class(request.POST or None, addresses=addresses, initial=initial)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"email": "", **form.cleaned_data}
        try:
            act(request=asked, **given, by=actor_of(request), at=timezone.now())
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("rights:request", pk=asked.id)
    return render(
        request,
        "rights/write.html",
        {
            "asked": asked,
            "title": queries.title_of(asked),
            "page": page,
            "form": form,
            "complaint": letters.complaint(asked.language),
            "mail_waits": bool(addresses) and not mail_is_set_up(),
        },
        status=UNPROCESSABLE if form.errors else 200,
    )
