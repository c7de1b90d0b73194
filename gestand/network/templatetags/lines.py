"""Lists of short lines, drawn in one go: a template would look up each part of each line."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from django import template
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gestand.network.ends import End
from gestand.network.queries.one_client import Row
from gestand.ui.templatetags.ui.pictures import tile
from gestand.ui.templatetags.ui.small import badge

register = template.Library()


@register.simple_tag
def thing_lines(rows: Iterable[Row], *, small: bool = False) -> SafeString:
    """The first things of a kind; ``small``: without tiles."""
    lines = format_html_join(
        "\n",
        '<li>{}<div class="row-words"><a class="row-title plain-link" href="{}">{}</a>{}</div>{}</li>',
        ((("" if small else tile(row.icon)), row.url, row.title, _below(row.words), _side(row)) for row in rows),
    )
    return mark_safe(f'<ul class="rows thing-rows{" is-small" if small else ""}">{lines}</ul>')  # escaped above


@register.simple_tag
def end_lines(ends: Iterable[End], *, back: str) -> SafeString:
    """What ends, each with why, and where to say that it is known; ``back``: where that leads back to."""
    known, query = _("Known"), f"next={quote(back)}"
    lines = format_html_join(
        "\n",
        '<li>{}<div class="row-words"><a class="row-title plain-link" href="{}">{}</a><span class="row-sub">{} '
        '<a class="nowrap" href="{}?{}" data-sheet>{}</a></span></div></li>',
        ((tile(end.icon, end.tone), end.url, end.name, end.why, end.silence_url, query, known) for end in ends),
    )
    return mark_safe(f'<ul class="rows">{lines}</ul>')  # escaped above


def _below(words: str) -> SafeString | str:
    return mark_safe(f'<span class="row-sub">{escape(words)}</span>') if words else ""


def _side(row: Row) -> SafeString | str:
    if not (row.state or row.number):
        return ""
    state = badge(row.state_words, "warn" if row.state == "repair" else "") if row.state else ""
    number = f'<span class="num mute small">{escape(row.number)}</span>' if row.number else ""
    return mark_safe(f'<div class="row-side">{state}{number}</div>')  # escaped above
