"""Which language a page speaks: its address says so, else this browser's choice, else Dutch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.urls import translate_url
from django.utils import translation

LANGUAGES = frozenset(code for code, _ in settings.LANGUAGES)


class LanguageMiddleware(LocaleMiddleware):
    """Django's, which gives every address without a prefix the default language; here a visitor's choice counts too."""

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponse], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen not in LANGUAGES or chosen == translation.get_language():
            return None
        if translation.get_language_from_path(request.path_info) or translate_url(request.path, chosen) != request.path:
            return None  # a public page, which has one address for each language
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen
        return None
