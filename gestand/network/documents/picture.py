"""The picture of a network on sheets of A4."""

from __future__ import annotations

from datetime import datetime

from gestand.core.documents import render_pdf
from gestand.network.picture import Network, draw_pages
from gestand.network.picture.words import picture_of

_TEMPLATE = "network/documents/picture.typ"


def on_paper(network: Network, *, language: str, at: datetime) -> bytes:
    """As PDF: a small network on one sheet, of a larger one an overview and a sheet for each network."""
    content = {"title": picture_of(network.title), "sheets": [sheet.svg for sheet in draw_pages(network)]}
    return render_pdf(_TEMPLATE, content, language, at=at)
