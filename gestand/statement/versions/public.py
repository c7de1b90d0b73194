"""What visitors read: the statement in force, its versions and what changed, files, and the schema."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import get_language

from gestand.core.firm import current_firm
from gestand.statement.clauses.texts import LANGUAGES
from gestand.statement.models.versions import FileFormat, StatementVersion, VersionState
from gestand.statement.proving.signing import public_key_pem
from gestand.statement.reading import for_reading
from gestand.statement.versions import differences, files
from gestand.statement.versions.queries import current_version, waiting_version
from gestand.statement.versions.schema import SCHEMA
from gestand.statement.versions.seals import public_seals
from gestand.statement.versions.shown import page_of

#: Everybody sees the same; a browser asks each time whether it changed, and hears "no" without the page.
_FRESH = "public, max-age=0, must-revalidate"
_FOR_GOOD = "public, max-age=86400"


def reader_language() -> str:
    return "en" if (get_language() or "nl").startswith("en") else "nl"


@for_reading
def page(request: HttpRequest) -> HttpResponse:
    """The statement in force. The layer before Django keeps this answer until something in it changes."""
    in_force = current_version()
    language = reader_language()
    if in_force is None:
        # 200, not 404: who asks finds the firm's own page, which says how to ask about privacy meanwhile.
        response = render(request, "statement/public/none.html", {"firm": current_firm(), **_frame(request)})
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response
    now = timezone.now()
    context = page_of(in_force, language, seals=public_seals(at=now), at=now)
    return _tagged(request, render(request, "statement/public/statement.html", {**context, **_frame(request)}))


@for_reading
def versions(request: HttpRequest) -> HttpResponse:
    """Every version that was in force, and the one that is planned."""
    language = reader_language()
    coming = StatementVersion.objects.filter(state=VersionState.PLANNED).defer("content").first()
    lines = [
        {"version": each, "summary": each.summary(language)}
        for each in StatementVersion.objects.published().defer("content")
    ]
    context = {
        "lines": lines,
        "planned": coming,
        "planned_summary": coming.summary(language) if coming else "",
        **_frame(request),
    }
    return _tagged(request, render(request, "statement/public/versions.html", context))


@for_reading
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One published version as it was, without seals: those speak of today."""
    found = _published(number)
    newest = StatementVersion.objects.published().values_list("number", flat=True).first()
    context = page_of(found, reader_language(), seals={}, at=timezone.now())
    context |= {"is_old": found.number != newest, **_frame(request)}
    return _tagged(request, render(request, "statement/public/statement.html", context))


@for_reading
def changes(request: HttpRequest, number: int) -> HttpResponse:
    """What changed from the version before, marked in the text."""
    found, before = _with_before(number)
    context = {
        "version": found,
        "before": before,
        "changed": differences.between(before.content, found.content, reader_language()) if before else [],
        "summary": found.summary(reader_language()),
        **_frame(request),
    }
    return _tagged(request, render(request, "statement/public/changes.html", context))


@for_reading
def planned(request: HttpRequest) -> HttpResponse:
    """What the planned version changes, before it takes effect (GDPR 13(3))."""
    coming = waiting_version(VersionState.PLANNED)
    if coming is None:
        raise Http404
    in_force = current_version()
    language = reader_language()
    context = {
        "version": coming,
        "before": in_force,
        "changed": differences.between(in_force.content, coming.content, language) if in_force else [],
        "summary": coming.summary(language),
        **_frame(request),
    }
    return _tagged(request, render(request, "statement/public/changes.html", context))


@for_reading
def key(_request: HttpRequest) -> HttpResponse:
    """The public half of the key that signs the reports of proofs."""
    response = HttpResponse(public_key_pem(), content_type="application/x-pem-file")
    response["Content-Disposition"] = 'inline; filename="gestand-public-key.pem"'
    response["Cache-Control"] = _FRESH
    return response


@for_reading
def changes_json(_request: HttpRequest, number: int) -> HttpResponse:
    """The same for machines, in both languages."""
    found, before = _with_before(number)
    response = JsonResponse(
        differences.for_machines(before, found) if before else {"from": None, "to": found.number, "changes": []}
    )
    response["Cache-Control"] = _FRESH
    return response


@for_reading
def file(_request: HttpRequest, number: int, form: str) -> HttpResponse:
    """A version as PDF, JSON or a page that stands alone."""
    if form not in FileFormat.values:
        raise Http404
    found = _published(number)
    language = reader_language()
    content = files.file_of(found, language, form, at=timezone.now())
    response = HttpResponse(content, content_type=files.MEDIA_TYPES[FileFormat(form)])
    placed = "attachment" if form == FileFormat.HTML else "inline"
    response["Content-Disposition"] = f'{placed}; filename="{files.file_name(found, language, form)}"'
    response["Cache-Control"] = _FOR_GOOD
    return response


@for_reading
def schema(_request: HttpRequest) -> HttpResponse:
    """The JSON Schema that every statement.json follows."""
    response = JsonResponse(SCHEMA, content_type="application/schema+json", json_dumps_params={"indent": 2})
    response["Cache-Control"] = _FOR_GOOD
    return response


def _published(number: int) -> StatementVersion:
    return get_object_or_404(StatementVersion.objects.published(), number=number)


def _with_before(number: int) -> tuple[StatementVersion, StatementVersion | None]:
    return _published(number), StatementVersion.objects.published().filter(number__lt=number).first()


def _frame(request: HttpRequest) -> dict[str, Any]:
    language = reader_language()
    return {
        "language": language,
        "other_languages": [
            {"code": code, "url": translate_url(request.path, code)} for code in LANGUAGES if code != language
        ],
    }


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["Cache-Control"] = _FRESH
    response["ETag"] = tag
    if tag in request.headers.get("If-None-Match", ""):
        unchanged = HttpResponse(status=304)
        for name in ("Cache-Control", "ETag"):
            unchanged[name] = response[name]
        return unchanged
    return response
