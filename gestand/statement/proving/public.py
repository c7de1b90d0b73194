"""What anybody may fetch beside the public key: the newest report, its signature, and the schema of a report."""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gestand.statement.models.versions import StatementSettings
from gestand.statement.proving.reports import SignedReport, newest_report

SCHEMA = Path(__file__).with_name("report.schema.json")
_FRESH_SECONDS = 300


@require_safe
def schema(_request: HttpRequest) -> HttpResponse:
    """The form of a report, as JSON Schema."""
    return _answer(SCHEMA.read_bytes(), "application/schema+json")


@require_safe
def report(_request: HttpRequest) -> HttpResponse:
    """The newest signed report, byte for byte as it was signed."""
    return _answer(_newest().path.read_bytes(), "application/json")


@require_safe
def signature(_request: HttpRequest) -> HttpResponse:
    return _answer(_newest().signature_path.read_bytes(), "application/octet-stream")


def _newest() -> SignedReport:
    """Only while the owner shows the seals; else it is as if there were none."""
    found = newest_report() if StatementSettings.now().seals_are_public else None
    if found is None:
        raise Http404
    return found


def _answer(content: bytes, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Cache-Control"] = f"public, max-age={_FRESH_SECONDS}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
