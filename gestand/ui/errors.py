"""Calm pages for what went wrong (being written)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def bad_request(_request: HttpRequest, _exception: Exception | None = None) -> HttpResponse:
    return HttpResponse("400", status=400)


def not_found(_request: HttpRequest, _exception: Exception | None = None) -> HttpResponse:
    return HttpResponse("404", status=404)


def server_error(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("500", status=500)


def csrf_failure(_request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(f"403 {reason}", status=403)
