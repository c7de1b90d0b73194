"""The picture of a network: from plain values to SVG, for a page, a file and paper. Knows no database.

``draw`` is for a page (inlined, with static/network/picture.css and picture.js), ``draw_alone`` for a file,
``draw_pages`` for sheets of A4. The same values give the same letters.
"""

from __future__ import annotations

from gestand.network.picture.layout import arrange
from gestand.network.picture.listing import Entry, Section, list_in_words
from gestand.network.picture.pages import Sheet, draw_pages
from gestand.network.picture.parts import Group, Line, Link, Network, Node, Site
from gestand.network.picture.render import svg

__all__ = [
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
    "draw_pages",
    "list_in_words",
]


def draw(network: Network) -> str:
    """The picture as markup for a page."""
    return svg(arrange(network))


def draw_alone(network: Network, *, with_dark: bool = True) -> str:
    """The picture as a file of its own, with its style in it."""
    return svg(arrange(network), alone=True, with_dark=with_dark)
