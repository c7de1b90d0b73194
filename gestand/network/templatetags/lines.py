"""Lists of short lines, drawn in one go: a template would look up each part of each line."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gestand.network.completeness import Missing
from gestand.network.queries.one_client import KindCount, Row, ShortList
from gestand.network.things import Thing
from gestand.ui.drawings import icon
from gestand.ui.markup import markup_join
from gestand.ui.templatetags.ui.around import panel
from gestand.ui.templatetags.ui.pictures import tile
from gestand.ui.templatetags.ui.small import badge

register = template.Library()


@register.simple_tag
def thing_lines(rows: Iterable[Row], *, small: bool = False) -> SafeString:
    """The first things of a kind; ``small``: without tiles."""
    lines = markup_join(
        "\n",
        '<li>{}<div class="row-words"><a class="row-title plain-link" href="{}">{}</a>{}</div>{}</li>',
        ((("" if small else tile(row.icon)), row.url, row.title, _below(row.words), _side(row)) for row in rows),
    )
    return mark_safe(f'<ul class="rows thing-rows{" is-small" if small else ""}">{lines}</ul>')  # escaped above


@register.simple_tag
def kind_chips(kinds: Iterable[KindCount], *, base: str) -> SafeString:
    """How many devices there are of each kind; each leads to the list at ``base``, narrowed to it."""
    return markup_join(
        "",
        '<a class="chip" href="{}&amp;kind={}">{}{} <span class="num">{}</span></a>',
        ((base, each.kind, icon(each.icon), each.label, each.count) for each in kinds),
    )


@register.simple_tag
def lists_of_things(lists: Iterable[ShortList]) -> SafeString:
    """A panel for each kind with its first things: with a link to all of them, or to one more."""
    add, everything = _("add"), _("all %(count)s")
    panels = []
    for each in lists:
        has_more = each.count > len(each.rows)
        panels.append(
            panel(
                thing_lines(each.rows, small=True),
                str(each.thing.many),
                link=each.all_url if has_more else each.new_url,
                link_label=everything % {"count": each.count} if has_more else add,
            )
        )
    return mark_safe("".join(panels))  # escaped by each panel


@register.simple_tag
def new_things(more: Iterable[tuple[Thing, str]]) -> SafeString:
    """What can be written down, each a link to its form."""
    return markup_join(
        "",
        '<li><a class="plain-link" href="{}">{}{}</a></li>',
        ((url, icon(thing.icon), thing.new) for thing, url in more),
    )


@register.simple_tag
def missing_lines(more: Iterable[tuple[Missing, str]]) -> SafeString:
    """What else is missing, each with where it is answered and the percents that it brings."""
    return markup_join(
        "",
        '<li><a class="plain-link" href="{}">{}</a><span class="num mute">{}</span></li>',
        (
            (url, capfirst(str(missing.question.words)), f"+{missing.gain}%" if missing.gain else "")
            for missing, url in more
        ),
    )


def _below(words: str) -> SafeString | str:
    return mark_safe(f'<span class="row-sub">{escape(words)}</span>') if words else ""


def _side(row: Row) -> SafeString | str:
    if not (row.state or row.number):
        return ""
    state = badge(row.state_words, "warn" if row.state == "repair" else "") if row.state else ""
    number = f'<span class="num mute small">{escape(row.number)}</span>' if row.number else ""
    return mark_safe(f'<div class="row-side">{state}{number}</div>')  # escaped above
