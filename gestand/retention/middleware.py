"""At the beginning of a request: terms that another process changed are asked for again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gestand.core.declarations.chosen import reread

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def terms_of_today(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        reread()
        return get_response(request)

    return middleware
