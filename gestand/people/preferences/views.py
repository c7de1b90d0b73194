"""The preference page: what a person's data may be used for, shown and stopped by a link, without login or cookie.

Opening an address changes nothing, because programs that check mail open every link; only pressing a button does. These
pages take no part in Django's cross-site protection: that needs a cookie, nobody is signed in, and the token in the
address is the secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gestand.core.authority import AUTHORITY_COMPLAINT, AUTHORITY_NAME
from gestand.core.declarations.purposes import Purpose
from gestand.core.firm import current_firm
from gestand.core.refusals import Refused
from gestand.core.visitors import count, may_try
from gestand.people.models import ConsentEvent
from gestand.people.preferences import actions
from gestand.people.preferences.links import (
    PreferenceLinkNotValid,
    again_of,
    link_of,
    token_of,
    undo_token,
)
from gestand.people.preferences.receipts import receipt_json
from gestand.people.preferences.standing import choices_of
from gestand.people.preferences.wordings import consent_wording

if TYPE_CHECKING:
    from django.http import HttpRequest

    from gestand.people.models import PreferenceLink

UNPROCESSABLE, TOO_MANY, NOT_THERE = 422, 429, 404
#: Within an hour, by one visitor. A no is never counted: it always works.
WRONG_LINKS_EACH, QUESTIONS_EACH, MISTAKES_EACH = 30, 6, 12
#: Within a day, for one link, however many come with it.
QUESTIONS_A_DAY = 3
_DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Notice:
    """What was just done, above the page; ``undo`` is the token of a mistake."""

    words: str
    undo: str = ""
    tone: str = "kept"


@never_cache
@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """What may be used for what, since when, and the words that were agreed to."""
    try:
        link = link_of(token)
    except PreferenceLinkNotValid:
        return _no_link(request)
    return _page(request, link)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str, purpose: str) -> HttpResponse:
    """One click, from the page or from a mail program (RFC 8058), stops a use; looking at the address stops nothing."""
    try:
        link = link_of(token)
        actions.require_choice(purpose)
        if request.method != "POST":
            return _page(request, link)
        by_program = request.POST.get("List-Unsubscribe") == "One-Click"
        source = _("with one click in the mail program") if by_program else _("on the preference page")
        event = actions.say_no(link=link, purpose=purpose, at=timezone.now(), source=source)
    except Refused:
        return _no_link(request)
    if event is None:
        return _page(request, link, Notice(_("This had stopped already. Nothing was changed.")))
    words = _("Stopped. From now on we do not use your data for this: %(purpose)s.") % {
        "purpose": Purpose(purpose).label
    }
    return _page(request, link, Notice(words, undo=undo_token(event)))


@csrf_exempt
@never_cache
@require_POST
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Take a mistake back: only from the page that answered the no, within ten minutes."""
    try:
        link = link_of(token)
    except PreferenceLinkNotValid:
        return _no_link(request)
    if not may_try("preferences-undo", request, each=MISTAKES_EACH):
        return _page(request, link, _often(), status=TOO_MANY)
    try:
        event = actions.take_back_no(link=link, token=request.POST.get("mistake", ""), at=timezone.now())
    except Refused:
        late = _("This can no longer be taken back at once. Below you can ask for it again.")
        return _page(request, link, Notice(late, tone="warn"), status=UNPROCESSABLE)
    words = _("It is as it was before: %(purpose)s.") % {"purpose": Purpose(event.purpose).label}
    return _page(request, link, Notice(words))


@csrf_exempt
@never_cache
@require_POST
def again(request: HttpRequest, token: str, purpose: str) -> HttpResponse:
    """Asking for a use mails a question to the address on file; this link alone starts nothing."""
    try:
        link = link_of(token)
        actions.require_choice(purpose)
    except Refused:
        return _no_link(request)
    a_day = count(f"preferences-again:{link.id}", seconds=_DAY_SECONDS)
    if a_day > QUESTIONS_A_DAY or not may_try("preferences-again", request, each=QUESTIONS_EACH):
        return _page(request, link, _often(), status=TOO_MANY)
    try:
        actions.ask_again(link=link, purpose=purpose, language=_language(), at=timezone.now())
    except Refused as refusal:
        return _page(request, link, Notice(str(refusal), tone="warn"), status=UNPROCESSABLE)
    words = _("We have sent a mail to your address with a link. Until you confirm there, nothing changes.")
    return _page(request, link, Notice(words))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link from that mail: a page with the words and a button."""
    try:
        if request.method != "POST":
            asked = actions.asked_again(token)
            words = {"purpose": Purpose(asked.purpose), "wording": consent_wording(Purpose(asked.purpose))}
            return render(request, "people/preferences/confirm.html", {**words, **shared(request)})
        link = again_of(token).link
        actions.confirm_again(token=token, at=timezone.now())
    except PreferenceLinkNotValid:
        return _no_link(request)
    except Refused:
        return _calm(
            request,
            _("This was answered already"),
            _("The link from that mail was used, or something else was chosen since. Nothing was changed now."),
            status=NOT_THERE,
        )
    return _page(request, link, Notice(_("Thank you. It is noted, with these words and this moment.")))


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The record of what was agreed to and withdrawn, as a file for a computer (ISO/IEC TS 27560)."""
    try:
        link = link_of(token)
    except PreferenceLinkNotValid:
        return _no_link(request)
    return as_file(receipt_json(link.person, language=_language(), at=timezone.now()))


def as_file(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="consent-receipt.json"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _page(
    request: HttpRequest, link: PreferenceLink, notice: Notice | None = None, *, status: int = 200
) -> HttpResponse:
    token = token_of(link)
    at = timezone.now()
    events = list(ConsentEvent.objects.filter(person_id=link.person_id))
    context = {
        "notice": notice,
        "token": token,
        "choices": choices_of(link.person_id, at=at),
        "events": events,
        **shared(request, path=reverse("preferences:page", kwargs={"token": token})),
    }
    response = render(request, "people/preferences/page.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def _often() -> Notice:
    return Notice(_("This was asked very often. Please try again later; stopping something always works."), tone="warn")


def _no_link(request: HttpRequest) -> HttpResponse:
    """One page for a link that is wrong, revoked or of somebody who is gone."""
    if not may_try("preferences", request, each=WRONG_LINKS_EACH):
        return _calm(
            request, _("Please try again later"), _("Too many links were tried in the last hour."), status=TOO_MANY
        )
    return _calm(
        request,
        _("This link does not work"),
        _(
            "A part of it may be missing, or it was replaced by a newer one. Ask us for a new link, or just write to "
            "us."
        ),
        status=NOT_THERE,
    )


def _calm(request: HttpRequest, heading: str, sentence: str, *, status: int) -> HttpResponse:
    context = {"heading": heading, "sentence": sentence, **shared(request, path="")}
    return render(request, "people/preferences/calm.html", context, status=status)


def shared(request: HttpRequest, *, path: str | None = None) -> dict[str, Any]:
    """``path``: the page that the other language leads to (after a button it is the page itself); "" leads nowhere."""
    firm = current_firm()
    language = _language()
    languages = [
        SimpleNamespace(code=code, name=name, url=translate_url(here, code), current=code == language)
        for code, name in (("nl", "Nederlands"), ("en", "English"))
        if (here := request.path if path is None else path)
    ]
    return {
        "languages": languages,
        "contact": (firm.officer_email or firm.email) if firm else "",
        "authority": AUTHORITY_NAME,
        "authority_site": AUTHORITY_COMPLAINT[language],
    }


def _language() -> str:
    return "en" if (get_language() or "nl").startswith("en") else "nl"
