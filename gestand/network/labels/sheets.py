"""Labels on paper: which words stand on one, and the pages as PDF, or the first of them as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from gestand.core.documents import render_pdf, render_picture
from gestand.core.firm import Firm, current_firm
from gestand.core.public_address import public_address
from gestand.network.labels.codes import QUIET_SQUARES, code_of, drawn, label_address, spelled
from gestand.network.labels.papers import Paper
from gestand.network.models import Device
from gestand.ui.formats import phone_words

TEMPLATE = "network/labels/labels.typ"
#: A picture of the first page is about so wide.
_PICTURE_PIXELS = 900
_MM_AN_INCH = 25.4


@dataclass(frozen=True, slots=True)
class LabelOrder:
    """What is to be printed. A lost device tells no stranger whose it is, unless ``with_client``."""

    paper: Paper
    devices: Sequence[Device]
    first: int = 1
    with_name: bool = True
    with_phone: bool = True
    with_client: bool = False
    language: str = "nl"

    @property
    def pages(self) -> int:
        return self.paper.pages_for(len(self.devices), first=self.first)


def labels_pdf(order: LabelOrder, *, at: datetime) -> bytes:
    """Every page, in exact millimetres; the devices come with their client."""
    return render_pdf(TEMPLATE, _content(order, order.devices), order.language, at=at)


def first_page_picture(order: LabelOrder, *, at: datetime) -> bytes:
    """The first page as PNG."""
    fits = order.paper.labels_a_page - (order.first - 1)
    inches = order.paper.page_mm[0] / _MM_AN_INCH
    content = _content(order, order.devices[:fits])
    return render_picture(TEMPLATE, content, order.language, at=at, pixels_an_inch=_PICTURE_PIXELS / inches)


def _content(order: LabelOrder, devices: Sequence[Device]) -> dict[str, Any]:
    paper, firm = order.paper, current_firm()
    base = public_address(firm)
    return {
        "title": _("Labels"),
        "page": {"width": paper.page_mm[0], "height": paper.page_mm[1]},
        "label": {"width": paper.width_mm, "height": paper.height_mm, "safe": paper.safe_mm},
        "pages": _pages(order, [_label(device, order, firm, base) for device in devices]),
    }


def _pages(order: LabelOrder, labels: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """For each page its labels with their places; the first page begins at the first free label."""
    pages: list[list[dict[str, Any]]] = []
    for number, label in enumerate(labels, start=order.first - 1):
        page, place = divmod(number, order.paper.labels_a_page)
        while len(pages) <= page:
            pages.append([])
        x, y = order.paper.place_mm(place)
        pages[page].append({**label, "x": x, "y": y})
    return pages


def _label(device: Device, order: LabelOrder, firm: Firm | None, base: str) -> dict[str, Any]:
    squares = code_of(label_address(device.short_id, base=base))
    small = [device.client.name if order.with_client else "", firm.name if firm else ""]
    return {
        "code": drawn(squares),
        "quiet": QUIET_SQUARES / (len(squares) + 2 * QUIET_SQUARES),
        "name": device.name if order.with_name else "",
        "short_id": spelled(device.short_id),
        "small": [line for line in small if line],
        "phone": phone_words(firm.phone) if order.with_phone and firm and firm.phone else "",
    }
