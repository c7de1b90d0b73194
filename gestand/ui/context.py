"""What every page's shell needs (being written)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def shell(_request: HttpRequest) -> dict[str, Any]:
    return {}
