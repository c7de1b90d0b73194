"""The picture of the network in the book."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gestand.network.book.blocks import Block, drawing, heading
from gestand.network.book.contents import Documentation
from gestand.network.models import Device, DeviceState
from gestand.network.picture import draw_alone, draw_pages
from gestand.network.queries.picture import network_of, without_links

#: So few stand in the text; more get a page that lies on its side, above forty one for each network.
_IN_THE_TEXT = 6


def picture(found: Documentation) -> list[Block]:
    devices = [device for device in found.of(Device) if device.state != DeviceState.GONE]
    if not devices:
        return []
    network, words = without_links(network_of(found.client)), _("The network in a picture")
    if len(devices) <= _IN_THE_TEXT:
        return [heading(1, words), drawing(draw_alone(network, with_dark=False), whole_page=False)]
    first, *others = draw_pages(network)
    return [
        drawing(first.svg, chapter=words, whole_page=True),
        *(drawing(sheet.svg, whole_page=True) for sheet in others),
    ]
