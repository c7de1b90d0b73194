"""What the design system itself serves: the firm's colour, its mark, how the screen looks, the page of elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from gestand.core.firm import current_firm
from gestand.ui import colour, showroom
from gestand.ui.context import DENSITIES, DENSITY_COOKIE, THEME_COOKIE, THEMES

if TYPE_CHECKING:
    from django.http import HttpRequest

A_YEAR_SECONDS = 365 * 24 * 3600


@require_GET
@cache_control(max_age=A_YEAR_SECONDS, immutable=True, private=False)
def firm_css(_request: HttpRequest) -> HttpResponse:
    """The firm's colour, made readable; its address changes with the colour."""
    firm = current_firm()
    return HttpResponse(colour.firm_css(firm.accent if firm else colour.BUILT_IN), content_type="text/css")


@require_GET
@cache_control(max_age=A_YEAR_SECONDS, immutable=True, private=False)
def firm_icon(_request: HttpRequest) -> HttpResponse:
    """The firm's first letter on its colour, for the browser's tab."""
    firm = current_firm()
    accent = colour.accent_on_light(firm.accent if firm and colour.is_colour(firm.accent) else colour.BUILT_IN)
    picture = format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="{}"/>'
        '<text x="16" y="22.5" text-anchor="middle" font-family="Georgia,serif" font-weight="700" font-size="19" '
        'fill="{}">{}</text></svg>',
        accent.colour,
        accent.on_colour,
        (firm.name if firm else "Gestand")[:1].upper(),
    )
    return HttpResponse(picture, content_type="image/svg+xml")


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Change theme, density or language: kept with the account, and in this browser for who has none.

    No action and no audit line: how one likes one's own screen is nobody else's matter (``team.change_profile``).
    """
    response = HttpResponseRedirect(_way_back(request))
    account = request.user if request.user.is_authenticated else None
    for name, allowed, cookie in (
        ("theme", THEMES, THEME_COOKIE),
        ("density", DENSITIES, DENSITY_COOKIE),
        ("language", tuple(code for code, _ in settings.LANGUAGES), settings.LANGUAGE_COOKIE_NAME),
    ):
        chosen = request.POST.get(name, "")
        if chosen not in allowed:
            continue
        if account is not None:
            setattr(account, name, chosen)
            account.save(update_fields=[name])
        response.set_cookie(
            cookie, chosen, max_age=A_YEAR_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
        )
    return response


def _way_back(request: HttpRequest) -> str:
    """The page that the choice was made on, in the language that was chosen."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    language = request.POST.get("language", "")
    return translate_url(back, language) if check_for_language(language) and language else back


@require_GET
def elements(request: HttpRequest) -> HttpResponse:
    """Every element of the design system, for looking at."""
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404
    return render(request, "ui/showroom.html", showroom.invented(request))
