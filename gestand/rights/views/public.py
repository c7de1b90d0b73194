"""Pages for whoever asks: the form, its confirmation, and fetching a package. No cookie is set on any of them.

They take no part in Django's cross-site protection, because that needs a cookie and there is nothing to protect: nobody
is signed in here, and each form carries a secret or a signed moment of its own.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from gestand.core import authority
from gestand.core.firm import current_firm
from gestand.core.house import house
from gestand.core.once import leading_to, sent_once
from gestand.core.one_time_link import BeingFetched, streamed
from gestand.core.refusals import Refused
from gestand.core.visitors import may_try
from gestand.people.minors.actions import ask_parent
from gestand.rights import limits
from gestand.rights.actions import requests
from gestand.rights.forms import FetchForm, PublicRequestForm
from gestand.rights.package import words

if TYPE_CHECKING:
    from django.http import HttpRequest

UNPROCESSABLE = 422
TOO_MANY = 429
BUSY = 409
NOT_THERE = 404
#: Within an hour, by one visitor.
FORMS_EACH, CODES_EACH = 6, 20


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
@sent_once
def ask(request: HttpRequest) -> HttpResponse:
    """The form with which anybody asks. Says the same to everybody, client or not."""
    form = PublicRequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form.is_a_trap:
            return leading_to(redirect("public:asked"), "")
        if form.is_valid():
            now = timezone.now()
            if not may_try("ask", request, each=FORMS_EACH):
                return calm(
                    request,
                    _("Please try again later"),
                    _("This form was sent very often in the last hour. You can also write to us."),
                    status=TOO_MANY,
                )
            if not form.waited(limits.patience_asked()):
                return render(
                    request, "rights/public/ask.html", {"form": form, **shared(request)}, status=UNPROCESSABLE
                )
            if form.is_child:
                ask_parent(
                    kind=form.entry_kind,
                    entry=form.entry(),
                    parent_address=form.cleaned_data["parent_email"],
                    language=_language(),
                    at=now,
                )
                return redirect("parents:asked")
            try:
                requests.take_form(
                    kind=form.cleaned_data["kind"],
                    name=form.cleaned_data["name"],
                    email=form.cleaned_data["email"],
                    message=form.cleaned_data["message"],
                    language=_language(),
                    at=now,
                )
            except Refused as refusal:
                form.add_error("email", str(refusal))
            else:
                return redirect("public:asked")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "rights/public/ask.html", {"form": form, **shared(request)}, status=status)


@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """The form was sent: look in your mail."""
    return render(request, "rights/public/asked.html", shared(request))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the mail: a page with a button, because programs that check mail open links but press nothing."""
    now = timezone.now()
    try:
        if request.method == "GET":
            waiting = requests.unconfirmed_by(token=token, at=now)
            return render(request, "rights/public/confirm.html", {"asked": waiting, **shared(request)})
        confirmed = requests.confirm_request(token=token, at=now)
    except Refused:
        return no_link(request, again_url=reverse("public:ask"), again=_("Fill in the form again"))
    return render(request, "rights/public/confirmed.html", {"asked": confirmed, **shared(request)})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def fetch(request: HttpRequest) -> HttpResponseBase:
    """Fetch a file with the code that stands behind the # of the link, which no server or log ever sees."""
    if request.method == "GET":
        return render(request, "rights/public/fetch.html", {"form": FetchForm(), **shared(request)})
    form = FetchForm(request.POST)
    if not form.is_valid():
        return render(request, "rights/public/fetch.html", {"form": form, **shared(request)}, status=UNPROCESSABLE)
    now = timezone.now()
    if not may_try("fetch", request, each=CODES_EACH):
        return calm(
            request, _("Please try again later"), _("Too many codes were tried in the last hour."), status=TOO_MANY
        )
    code = form.cleaned_data["code"].rpartition("#")[2]
    for opened_by in house.one_time_doors:
        try:
            claimed = opened_by(code, now)
        except BeingFetched as refusal:
            return calm(request, _("This file is being fetched already"), str(refusal), status=BUSY)
        if claimed is not None:
            return streamed(claimed)
    return no_link(request)


def no_link(request: HttpRequest, *, again_url: str = "", again: str = "") -> HttpResponse:
    """One page for a link that is wrong, used or too old: which of the three is nobody's business."""
    return calm(
        request,
        _("This link does not work"),
        _(
            "It may have been used already, it may be too old, or a part of it may be missing. Ask us for a new one; "
            "it costs nothing."
        ),
        status=NOT_THERE,
        again_url=again_url,
        again=again,
    )


def calm(
    request: HttpRequest, heading: str, sentence: str, *, status: int, again_url: str = "", again: str = ""
) -> HttpResponse:
    context = {"heading": heading, "sentence": sentence, "again_url": again_url, "again": again, **shared(request)}
    return render(request, "rights/public/calm.html", context, status=status)


def shared(request: HttpRequest) -> dict[str, Any]:
    """What every public page of this room takes."""
    firm = current_firm()
    language = _language()
    languages = [
        SimpleNamespace(code=code, name=name, url=translate_url(request.path, code), current=code == language)
        for code, name in (("nl", "Nederlands"), ("en", "English"))
    ]
    return {
        "languages": languages,
        "contact": words.contact_of(firm),
        "authority": authority.AUTHORITY_NAME,
        "authority_site": authority.AUTHORITY_SITE[language],
        "public_links": [SimpleNamespace(url=reverse("public:ask"), label=_("Your data"), current=True)],
    }


def _language() -> str:
    return "en" if (get_language() or "nl").startswith("en") else "nl"
