"""Sending a form twice (a double press, a browser that asks "send again?", a line that dropped) makes one thing.

Each creating form carries a key of its own, made when the page was. What the form did and the memory that it was sent
stand in one transaction: of two that come at once the second waits, and then leads to the page of the first. A form
that comes back with the same key and other words in it (somebody went back a page and typed on) is another form.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from gestand.core.once.models import SentForm
from gestand.core.requests import actor_of

_Given = ParamSpec("_Given")
_Response = TypeVar("_Response", bound=HttpResponseBase)

FORM_KEY = "form_key"
_KEY = re.compile(r"[\w-]{16,64}", re.ASCII)
#: Differs between two times that the very same form is sent, or says nothing of what is in it.
_NOT_CONTENT = frozenset({FORM_KEY, "csrfmiddlewaretoken"})
_LEADS = "gestand_leads_to"
#: The views that are done once, by their full name: a test walks them.
creating_views: set[str] = set()


def new_form_key() -> str:
    return secrets.token_urlsafe(18)


def leading_to(response: _Response, url: str) -> _Response:
    """Say where a form led when its answer is no redirect; who sends it again goes there. "" is: nothing was done."""
    setattr(response, _LEADS, url)
    return response


def sent_once(view: Callable[_Given, HttpResponse]) -> Callable[_Given, HttpResponse]:
    """Let a view that makes something do so once for each form; without a key it does what it always did."""
    creating_views.add(f"{view.__module__}.{view.__qualname__}")

    @wraps(view)
    def once(*args: _Given.args, **kwargs: _Given.kwargs) -> HttpResponse:
        request = cast("HttpRequest", args[0])
        key = request.POST.get(FORM_KEY, "") if request.method == "POST" else ""
        if not _KEY.fullmatch(key):
            return view(*args, **kwargs)
        digest = _digest(request, key)
        with transaction.atomic():
            sent, is_first = SentForm.objects.get_or_create(digest=digest, defaults={"sent_at": timezone.now()})
            if not is_first:
                return _as_before(request, sent)
            response = view(*args, **kwargs)
            url = getattr(response, _LEADS, getattr(response, "url", ""))
            if url:
                sent.led_to = _without_words(url)
                sent.save(update_fields=["led_to"])
            else:  # it was refused: what is put right and sent again is to be looked at anew
                sent.delete()
        return response

    return once


def _as_before(request: HttpRequest, sent: SentForm) -> HttpResponse:
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = sent.led_to
        return response
    return redirect(sent.led_to)


def _digest(request: HttpRequest, key: str) -> str:
    parts: list[Any] = [actor_of(request).id, request.path, key]
    for name, values in sorted(request.POST.lists()):
        if name not in _NOT_CONTENT:
            parts += [name, *values]
    for name, files in sorted(request.FILES.lists()):
        parts += [name, *(f"{file.name}:{_digest_of(file)}" for file in files if isinstance(file, UploadedFile))]
    said = b"\0".join(hashlib.sha256(str(part).encode("utf-8", "replace")).digest() for part in parts)
    return hmac.new(settings.SECRET_KEY.encode(), b"sent form\0" + said, hashlib.sha256).hexdigest()


def _digest_of(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _without_words(url: str) -> str:
    """The address without what somebody may have typed in it (a search on the page that one returns to)."""
    parts = urlsplit(url)
    if all(_is_id(value) for _name, value in parse_qsl(parts.query, keep_blank_values=True)):
        return url
    return parts.path


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
