"""Error pages: what happened, what was kept, what to do; details only in the log."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from gestand.core.home import is_disk_full
from gestand.core.reference import new_reference

if TYPE_CHECKING:
    from django.http import HttpRequest

log = logging.getLogger("gestand.ui.errors")

#: So much is heard out; who sends more is cut off.
_MOST_BYTES, _CHUNK_BYTES = 128 * 1024 * 1024, 256 * 1024


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """400: the browser sent something that this program does not understand, or far too much."""
    _hear_out(request)
    return _calm_page(
        request,
        status=400,
        title=_("That did not come through well"),
        happened=_("Your browser sent something that Gestand could not read. Nothing was changed."),
        advice=_("Go back, load the page again and repeat what you did."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """404, and 403 alike: what you may not see does not exist for you."""
    return _calm_page(
        request,
        status=404,
        title=_("There is nothing here"),
        happened=_("The address may be mistyped, or what stood here has been moved or removed."),
        advice=_("Search for it, or start again from the first page."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """403 of a form whose token is old: usually a page that stood open over night."""
    return _calm_page(
        request,
        status=403,
        title=_("This page stood open too long"),
        happened=_("For your safety a form can only be sent from a fresh page. Nothing was changed."),
        advice=_("Go back, load the page again and send the form once more. What you typed is kept in this tab."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: self-contained (no database, no session), with a number that finds the details in the log."""
    reference = new_reference()
    match = getattr(request, "resolver_match", None)
    view = match.view_name if match else "unknown"
    if is_disk_full(sys.exc_info()[1]):
        log.error("page failed: reference %s, view %s: the disk is full; make room on it", reference, view)
    else:
        log.error("page failed: reference %s, view %s", reference, view, exc_info=sys.exc_info()[0] is not None)
    return HttpResponseServerError(render_to_string("ui/500.html", {"reference": reference}))


def _hear_out(request: HttpRequest) -> None:
    """Read what was still on its way: a browser that is cut off while it sends shows no page at all."""
    with suppress(OSError, ValueError):  # it went away, or the rest was read already
        for _chunk in range(_MOST_BYTES // _CHUNK_BYTES):
            if not request.read(_CHUNK_BYTES):
                return


def _calm_page(request: HttpRequest, *, status: int, title: str, happened: str, advice: str) -> HttpResponse:
    return render(request, "ui/error.html", {"heading": title, "happened": happened, "advice": advice}, status=status)
