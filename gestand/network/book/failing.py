"""What stops when something fails: as the page of a thing reckons it, for everything on which others stand."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.network.book.blocks import Block, Row, heading, paragraph, table
from gestand.network.book.contents import Documentation
from gestand.network.kernels.failing import Outcome
from gestand.network.queries.graph import Graph, graph_of

_MOST_NAMES = 12


def what_depends(found: Documentation) -> list[Block]:
    """Each thing on which something else stands, the one with the most first."""
    graph = graph_of(found.client.id)
    carrying = {way.by for need in graph.needs for way in need.ways} & graph.nodes.keys()
    told = []
    for key in carrying:
        stops, loses = _follows(key, graph)
        if stops or loses:
            told.append(
                (-len(stops) - len(loses), graph.nodes[key].name.casefold(), graph.nodes[key].name, stops, loses)
            )
    if not told:
        return []
    rows = [Row([name, _listed(stops), _listed(loses)]) for _count, _folded, name, stops, loses in sorted(told)]
    return [
        heading(1, _("If this fails, what stops?")),
        paragraph(_("On the left what fails. What loses its network works by itself, but nobody reaches it.")),
        table([_("If this fails"), _("this stops"), _("and this loses its network")], [3, 4, 5], rows),
    ]


def _follows(key: UUID, graph: Graph) -> tuple[list[str], list[str]]:
    """The names of what stops, and of what loses its network."""
    names: dict[Outcome, list[str]] = {Outcome.STOPS: [], Outcome.LOSES: []}
    for one in graph.failure_of(key):
        if one.key in graph.nodes:
            names[one.outcome].append(graph.nodes[one.key].name)
    stops, loses = (sorted(dict.fromkeys(several), key=str.casefold) for several in names.values())
    return stops, loses


def _listed(names: list[str]) -> str:
    if len(names) <= _MOST_NAMES:
        return ", ".join(names)
    rest = len(names) - _MOST_NAMES
    more = ngettext("and %(n)d more", "and %(n)d more", rest) % {"n": rest}
    return f"{', '.join(names[:_MOST_NAMES])} {more}"
