"""What anybody may fetch beside the public key: the newest report, its signature, and the schema of a report."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from gestand.statement.models.versions import StatementSettings
from gestand.statement.proving.reports import SignedReport, newest_report
from gestand.statement.reading import for_reading

#: A report and its signature are two fetches: neither may come from before the other.
_ANEW = "no-cache"
_FOR_A_WHILE = "public, max-age=300"
SCHEMA = Path(__file__).with_name("report.schema.json")


@for_reading
def schema(_request: HttpRequest) -> HttpResponse:
    """The form of a report, as JSON Schema."""
    return _answer(SCHEMA.read_bytes(), "application/schema+json", cached=_FOR_A_WHILE)


@for_reading
def report(_request: HttpRequest) -> HttpResponse:
    """The newest signed report, byte for byte as it was signed."""
    newest = _newest()
    return _answer(newest.path.read_bytes(), "application/json") if newest else _none_yet()


@for_reading
def signature(_request: HttpRequest) -> HttpResponse:
    newest = _newest()
    return _answer(newest.signature_path.read_bytes(), "application/octet-stream") if newest else _none_yet()


def _newest() -> SignedReport | None:
    """Only while the owner shows the seals; else it is as if there were none."""
    return newest_report() if StatementSettings.now().seals_are_public else None


def _none_yet() -> HttpResponse:
    """For who asks with a program: not found, and why."""
    response = JsonResponse({"detail": _("There is no signed report to show here yet.")}, status=404)
    response["Cache-Control"] = "no-store"
    return response


def _answer(content: bytes, media_type: str, *, cached: str = _ANEW) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Cache-Control"] = cached
    response["X-Content-Type-Options"] = "nosniff"
    return response
