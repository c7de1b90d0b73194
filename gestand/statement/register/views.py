"""The register of processing as a page and as files, and its history."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from gestand.core.audit import write_audit
from gestand.core.requests import actor_of
from gestand.statement.models.register import RegisterSnapshot
from gestand.statement.proving.states import clause_standings
from gestand.statement.register.comparing import changes
from gestand.statement.register.facts import digest_of, register_facts, served_now
from gestand.statement.register.files import FORMATS, MEDIA_TYPES, SCHEMA, file_name, register_file
from gestand.statement.register.picture import picture_of
from gestand.statement.register.telling import told

_SNAPSHOTS_SHOWN = 10


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """The register of this moment."""
    at = timezone.now()
    served = served_now()
    facts = register_facts(at=at, served=served)
    said = told(facts)
    digest = digest_of(facts)
    snapshots = list(RegisterSnapshot.objects.defer("contents")[:_SNAPSHOTS_SHOWN])
    standings = clause_standings(at=at)
    return render(
        request,
        "statement/register/register.html",
        {
            "register": said,
            "picture": picture_of(said),
            "measures": [(clause, words, standings.get(clause)) for clause, words in said.measures],
            "controllers": served,
            "snapshots": snapshots,
            "is_kept": bool(snapshots) and snapshots[0].digest == digest,
            "at": at,
        },
    )


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """Every snapshot, with what changed in it; newest first."""
    snapshots = list(RegisterSnapshot.objects.defer("contents"))
    return render(request, "statement/register/history.html", {"snapshots": snapshots})


@require_GET
def snapshot(request: HttpRequest, number: int) -> HttpResponse:
    """One snapshot and how it differs from the one before."""
    shown = get_object_or_404(RegisterSnapshot, number=number)
    before = RegisterSnapshot.objects.filter(number__lt=number).first()
    context: dict[str, Any] = {
        "snapshot": shown,
        "before": before,
        "changes": changes(before.contents, shown.contents) if before is not None else [],
        "register": told(shown.contents),
        "following": RegisterSnapshot.objects.filter(number__gt=number).order_by("number").defer("contents").first(),
    }
    return render(request, "statement/register/snapshot.html", context)


@require_GET
def register_download(request: HttpRequest, kind: str, number: int | None = None) -> HttpResponse:
    """The register of now, or of a snapshot, as a file. It goes no further than the owner's own machine."""
    if kind not in FORMATS:
        raise Http404
    at = timezone.now()
    if number is None:
        facts = register_facts(at=at)
    else:
        kept = get_object_or_404(RegisterSnapshot, number=number)
        facts, at = kept.contents, kept.made_at
    content = register_file(kind, facts, at=at, language=(get_language() or "nl")[:2])
    write_audit(
        "statement.register.download", by=actor_of(request), at=timezone.now(), facts={"format": kind, "number": number}
    )
    response = HttpResponse(content, content_type=MEDIA_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{file_name(kind, at)}"'
    return response


@require_GET
def register_schema(_request: HttpRequest) -> HttpResponse:
    """The JSON Schema of the JSON file."""
    return HttpResponse(SCHEMA.read_bytes(), content_type="application/schema+json")
