"""What ends at one client, in a few lines: what ends alike stands on one, and what is past the first few is folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from gestand.network.ends import End
from gestand.people.models import Client
from gestand.ui.markup import markup, markup_join
from gestand.ui.templatetags.ui.pictures import tile

register = template.Library()

_OPEN, _NAMED = 3, 2


@register.simple_tag
def short_ends(ends: Iterable[End], client: Client) -> SafeString:
    """``ends``: what presses most first. Each line leads to the thing, or to the list of all that end alike."""
    alike: dict[tuple[str, str], list[End]] = {}
    for end in ends:
        alike.setdefault((end.what.value, end.why), []).append(end)
    groups = list(alike.values())
    first, rest = _lines(groups[:_OPEN], client), groups[_OPEN:]
    if not rest:
        return first
    count = sum(map(len, rest))
    words = ngettext("and %(n)d thing more", "and %(n)d things more", count) % {"n": count}
    return markup('{}<details class="expander"><summary>{}</summary>{}</details>', first, words, _lines(rest, client))


def _lines(groups: Iterable[Sequence[End]], client: Client) -> SafeString:
    lines = markup_join(
        "\n",
        '<li>{}<div class="row-words"><a class="row-title plain-link" href="{}">{}</a>'
        '<span class="row-sub">{}</span></div></li>',
        ((tile(one[0].icon, one[0].tone), _address(one, client), _names(one), one[0].why) for one in groups),
    )
    return mark_safe(f'<ul class="rows">{lines}</ul>')  # escaped above


def _names(ends: Sequence[End]) -> str:
    """As "Kassa 1, Kassa 2 and 3 more"."""
    names = ", ".join(end.name for end in ends[:_NAMED])
    more = len(ends) - _NAMED
    return (
        names
        if more <= 0
        else ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", more)
        % {
            "names": names,
            "n": more,
        }
    )


def _address(ends: Sequence[End], client: Client) -> str:
    if len(ends) == 1:
        return ends[0].url
    query = {"what": ends[0].what.value, "client": str(client.pk)} | ({"show": "past"} if ends[0].is_past else {})
    return f"{reverse('network:watch')}?{urlencode(query)}"
