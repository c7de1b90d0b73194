"""One page with an address for each language, and the design system's own."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import translation


def spoken(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(translation.get_language())


urlpatterns = [path("ui/", include("gestand.ui.urls")), path("inside/", spoken, name="inside")]
urlpatterns += i18n_patterns(path("ask/", spoken, name="ask"), prefix_default_language=False)
