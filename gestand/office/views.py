"""Today, search, the palette's lines, and the index of settings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gestand.core.house import house
from gestand.core.requests import actor_of
from gestand.core.search import find
from gestand.core.search.query import LONGEST_QUERY
from gestand.core.search.recent import recently_opened
from gestand.office.commands import commands_for, may_enter
from gestand.office.first_steps import first_steps
from gestand.office.found import by_kind
from gestand.office.today import greeting, today_of

SHOWN_OF_ALL, SHOWN_OF_EACH, SHOWN_OF_ONE = 24, 8, 100
PALETTE_HITS, PALETTE_COMMANDS = 9, 5
#: So few letters name a person sooner than a command.
SHORT_QUERY = 2


@require_safe
@never_cache
def today(request: HttpRequest) -> HttpResponse:
    """What needs this person now. ``?all=1`` shows every line."""
    actor, now = actor_of(request), timezone.now()
    found = today_of(actor, at=now, every_line="all" in request.GET)
    return render(
        request,
        "office/today.html",
        {
            "day": timezone.localdate(now),
            "greeting": greeting(getattr(request.user, "name", ""), at=now),
            "today": found,
            "steps": first_steps(actor),
            "sides": [render_to_string(side.template, side.context, request) for side in found.sides],
        },
    )


@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Everything that matches ``q``, by kind; ``kind`` narrows to one."""
    query, actor = asked(request), actor_of(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in house.search_sources else ""
    most = SHOWN_OF_ONE if kind else SHOWN_OF_ALL
    hits = find(query, actor=actor, limit=most, kinds=[kind] if kind else None)
    return render(
        request,
        "office/search.html",
        {
            "search_words": query,
            "query": query,
            "kind": kind,
            "count": len(hits),
            "is_cut": len(hits) == most,
            "kinds": by_kind(hits, query, most=SHOWN_OF_ONE if kind else SHOWN_OF_EACH),
            "chips": _chips(request, query, kind) if query else [],
        },
    )


@require_safe
@never_cache
def palette(request: HttpRequest) -> HttpResponse:
    """The lines of the command palette for ``q``: recent things and commands, or hits and commands."""
    query, actor = asked(request), actor_of(request)
    commands = commands_for(actor, query, most=PALETTE_COMMANDS if query else None)
    hits = find(query, actor=actor, limit=PALETTE_HITS) if query else recently_opened(request.session, actor=actor)
    return render(
        request,
        "office/parts/palette.html",
        {
            "query": query,
            "recent": [] if query else [(hit, house.search_sources[hit.kind].icon) for hit in hits],
            "kinds": by_kind(hits, query, most=PALETTE_HITS) if query else [],
            "commands": commands,
            "commands_first": len(query) > SHORT_QUERY or not hits,
        },
    )


@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """Every page of settings that this person may enter, as rows."""
    actor = actor_of(request)
    pages = [entry for entry in house.menu if entry.place == "settings" and may_enter(entry.access, actor)]
    return render(request, "office/settings.html", {"pages": pages})


def asked(request: HttpRequest) -> str:
    """What was typed, no longer than a query can be."""
    return request.GET.get("q", "").strip()[:LONGEST_QUERY]


def _chips(request: HttpRequest, query: str, kind: str) -> list[dict[str, object]]:
    def url_of(chosen: str) -> str:
        words = request.GET.copy()
        words["q"] = query
        words.pop("kind", None)
        if chosen:
            words["kind"] = chosen
        return f"?{words.urlencode()}"

    sources = sorted(house.search_sources.values(), key=lambda source: source.order)
    chips: list[dict[str, object]] = [{"label": _("Everything"), "url": url_of(""), "current": not kind}]
    chips += [
        {"label": source.label, "url": url_of(source.kind), "current": kind == source.kind, "icon": source.icon}
        for source in sources
        if actor_of(request).is_owner or not source.owner_only
    ]
    return chips
