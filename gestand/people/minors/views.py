"""Pages for a parent: what the child filled in, yes or no, and deleting it. No cookie, and looking changes nothing.

They take no part in Django's cross-site protection: that needs a cookie, nobody is signed in, and the token in the
address is the secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from gestand.core.refusals import Refused
from gestand.core.visitors import may_try
from gestand.people.minors import actions
from gestand.people.minors.actions import ParentLinkNotValid
from gestand.people.minors.kinds import entry_kind
from gestand.people.minors.terms import unanswered_until
from gestand.people.minors.wordings import consent_wording
from gestand.people.preferences.views import shared

if TYPE_CHECKING:
    from django.http import HttpRequest

TOO_MANY, NOT_THERE, UNPROCESSABLE = 429, 404, 422
#: Within an hour, by one visitor.
WRONG_LINKS_EACH = 30
YES, NO = "yes", "no"


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """A child sent a form: the parent has a mail now."""
    until = unanswered_until(timezone.now())
    return render(request, "people/minors/asked.html", {"until": until, **shared(request)})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the mail: what the child filled in, and two buttons."""
    now = timezone.now()
    try:
        waiting = actions.question_of(token=token, at=now)
        answer = request.POST.get("answer") if request.method == "POST" else None
        if answer not in (YES, NO):  # a yes is a yes, and not merely the absence of a no
            words = {
                "told": waiting.kind.told(waiting.entry),
                "what": waiting.kind.what,
                "wording": consent_wording(waiting.kind),
                "forget_on": waiting.consent.forget_on,
            }
            return _unseen(render(request, "people/minors/question.html", {**words, **shared(request)}))
        if answer == NO:
            actions.refuse_by_parent(token=token, at=now)
            return _told(
                request,
                _("It is gone"),
                _("You said no. What your child filled in has been deleted; we never could read it."),
            )
        actions.confirm_by_parent(token=token, at=now)
    except ParentLinkNotValid:
        return _no_link(request)
    except Refused as refusal:
        return _told(request, _("This cannot be kept"), str(refusal), status=UNPROCESSABLE)
    return _told(
        request,
        _("Thank you"),
        _(
            "It is noted that you said yes. You get a mail with a link with which you have it deleted, now or at any "
            "time later."
        ),
    )


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """The link to have everything deleted, at any time: a page with one button."""
    try:
        if request.method != "POST":
            consent = actions.consent_to_delete(token=token)
            words = {"consent": consent, "what": entry_kind(consent.kind).what}
            return _unseen(render(request, "people/minors/delete.html", {**words, **shared(request)}))
        actions.delete_by_parent(token=token, at=timezone.now())
    except ParentLinkNotValid:
        return _no_link(request)
    except Refused as refusal:
        return _told(request, _("This cannot be done now"), str(refusal), status=UNPROCESSABLE)
    return _told(request, _("It is gone"), _("What your child left with us is deleted, and your consent with it."))


def _no_link(request: HttpRequest) -> HttpResponse:
    """One page for a link that is wrong, used or too old."""
    if not may_try("parents", request, each=WRONG_LINKS_EACH):
        return _told(
            request, _("Please try again later"), _("Too many links were tried in the last hour."), status=TOO_MANY
        )
    sentence = _("It may have been used, or it is too old: then what was filled in is gone. Or just write to us.")
    return _told(request, _("This link does not work"), sentence, status=NOT_THERE)


def _told(request: HttpRequest, heading: str, sentence: str, *, status: int = 200) -> HttpResponse:
    words = {"heading": heading, "sentence": sentence, **shared(request, path="")}
    return _unseen(render(request, "people/preferences/calm.html", words, status=status))


def _unseen(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
