"""A calendar of one's own: its secret address, and what a telephone reads there."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gestand.core.actors import Actor
from gestand.core.firm import current_firm
from gestand.core.once import sent_once
from gestand.core.public_address import public_address
from gestand.core.requests import actor_of
from gestand.core.visitors import may_try
from gestand.network.actions.watching import digest_of, make_calendar, revoke_calendar
from gestand.network.calendar import calendar_of, reader_of
from gestand.network.forms.watch import CalendarForm
from gestand.network.models import CalendarFeed
from gestand.people.views.common import tell

#: A calendar asks a few times an hour at most; who tries secrets asks more.
_EACH_HOUR = 60
_TOO_MANY = 429
_LONGEST_SECRET = 64


@never_cache
@require_http_methods(["GET", "POST"])
@sent_once
def calendar(request: HttpRequest) -> HttpResponse:
    """How to subscribe; the answer to the button holds the address, once."""
    actor, at = actor_of(request), timezone.now()
    feed = _feed_of(actor)
    form = CalendarForm(request.POST or None, initial={"shows_names": feed.shows_names if feed else False})
    address = ""
    if request.method == "POST" and form.is_valid():
        secret = make_calendar(by=actor, at=at, shows_names=form.cleaned_data["shows_names"])
        address = public_address(current_firm()) + reverse("network:feed", args=[secret])
        feed = _feed_of(actor)
    return render(
        request,
        "network/calendar.html",
        {
            "feed": feed,
            "form": form,
            "address": address,
            "webcal": address.replace("https://", "webcal://", 1) if address.startswith("https://") else "",
        },
    )


def _feed_of(actor: Actor) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(account_id=actor.id).first() if actor.id is not None else None


@require_POST
@sent_once
def calendar_revoke(request: HttpRequest) -> HttpResponse:
    revoke_calendar(by=actor_of(request), at=timezone.now())
    tell(request, _("The address opens nothing any more."))
    return redirect("network:calendar")


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar itself. Whoever knows the secret reads it; a wrong one, and one that was revoked, is 404."""
    if not may_try("calendar", request, each=_EACH_HOUR):
        response = HttpResponse(_("Too often. Try again in an hour."), status=_TOO_MANY, content_type="text/plain")
        response["Retry-After"] = "3600"
        return response
    at = timezone.now()
    found = (
        CalendarFeed.objects.select_related("account").filter(digest=digest_of(secret)).first()
        if len(secret) <= _LONGEST_SECRET
        else None
    )
    actor = reader_of(found, at=at) if found is not None else None
    if found is None or actor is None:
        raise Http404
    today = timezone.localdate(at)
    if found.read_on != today:
        CalendarFeed.objects.filter(pk=found.pk).update(read_on=today)
    content = calendar_of(found, actor, at=at)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    asked = [each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")]
    response = (
        HttpResponseNotModified()
        if tag in asked
        else HttpResponse(content, content_type="text/calendar; charset=utf-8")
    )
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
