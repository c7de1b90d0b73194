"""A page that anybody may read and nobody can change."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

Taken = ParamSpec("Taken")


def for_reading(view: Callable[Taken, HttpResponse]) -> Callable[Taken, HttpResponse]:
    """Whatever does not read is told so (405), instead of being asked for a token first (403)."""
    return csrf_exempt(require_safe(view))
