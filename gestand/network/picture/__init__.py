"""The picture of a network: from plain values to SVG, for a page, a file and paper. Knows no database.

``draw`` is for a page (inlined, with static/network/picture.css and picture.js), ``draw_alone`` for a file,
``draw_pages`` for sheets of A4. The same values give the same letters.
"""

from __future__ import annotations

from gestand.network.picture.layout import arrange
from gestand.network.picture.listing import Entry, Section, list_in_words
from gestand.network.picture.pages import ON_ONE_SHEET, Sheet, draw_pages, overview_of
from gestand.network.picture.parts import Group, Line, Link, Network, Node, Site
from gestand.network.picture.render import svg
from gestand.network.picture.tree import natural

__all__ = [
    "ON_ONE_SHEET",
    "Entry",
    "Group",
    "Line",
    "Link",
    "Network",
    "Node",
    "Section",
    "Sheet",
    "Site",
    "draw",
    "draw_alone",
    "draw_overview",
    "draw_pages",
    "list_in_words",
    "natural",
]


#: The room of a picture that stands on another page: at half its size its names can just be read.
ON_ANOTHER_PAGE = {"width": 1600, "height": 760}


def draw(network: Network) -> str:
    """The picture as markup for a page."""
    return svg(arrange(network))


def draw_overview(network: Network) -> str:
    """The picture as markup for a small place: of a large network what carries others, and how many hang there."""
    return svg(overview_of(network, **ON_ANOTHER_PAGE))


def draw_alone(network: Network, *, with_dark: bool = True) -> str:
    """The picture as a file of its own, with its style in it."""
    return svg(arrange(network), alone=True, with_dark=with_dark)
