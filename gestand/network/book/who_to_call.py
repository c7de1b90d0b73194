"""Who to call when something does not work: the first thing that somebody looks for."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.firm import current_firm
from gestand.network.book.blocks import Block, Row, bullets, facts, heading, paragraph, table
from gestand.network.book.contents import Documentation
from gestand.network.models import Connection, Device, DeviceState, Licence, Site
from gestand.ui import formats


def who_to_call(found: Documentation) -> list[Block]:
    """Us first, then who delivers the internet, then who sold things."""
    firm = current_firm()
    blocks = [heading(1, _("Who to call"))]
    if firm is not None:
        blocks += [
            paragraph(_("Does something not work, or are you in doubt? Call us first; we know how it hangs together.")),
            facts(
                [
                    (firm.name, formats.phone_words(firm.phone) if firm.phone else ""),
                    (_("E-mail"), firm.email),
                    (_("Website"), firm.website),
                ]
            ),
        ]
    blocks += _providers(found)
    blocks += _suppliers(found)
    return [
        *blocks,
        heading(2, _("Before you call")),
        bullets(
            [
                _("Is it one device, or everything at once? Everything at once is often the internet or the modem."),
                _("Switch the device off, wait ten seconds, and switch it on again. A modem needs five minutes."),
                _("Is the cable in, and does its little light burn? Is Wi-Fi on?"),
                _("Write down what the screen says, or take a photo of it."),
            ]
        ),
    ]


def _providers(found: Documentation) -> list[Block]:
    lines = found.of(Connection)
    if not lines:
        return []
    several = len(found.of(Site)) > 1
    rows = []
    for line in lines:
        site = found.one(Site, line.site_id)
        rows.append(
            Row(
                [
                    line.provider,
                    formats.phone_words(line.helpdesk_phone) if line.helpdesk_phone else "",
                    line.contract_number,
                    str(site) if site is not None and several else "",
                ]
            )
        )
    return [
        heading(2, _("When there is no internet")),
        table([_("Provider"), _("Helpdesk"), _("Contract or customer number"), _("Site")], [3, 3, 3, 2], rows),
    ]


def _suppliers(found: Documentation) -> list[Block]:
    counted: Counter[str] = Counter()
    told: dict[str, list[str]] = {}
    for device in found.of(Device):
        if device.supplier and device.state != DeviceState.GONE:
            counted[device.supplier] += 1
    for licence in found.of(Licence):
        if licence.supplier:
            told.setdefault(licence.supplier, []).append(licence.product)
    names = sorted({*counted, *told}, key=str.casefold)
    if not names:
        return []
    rows = []
    for name in names:
        what = [*dict.fromkeys(told.get(name, ()))]
        if counted[name]:
            devices = ngettext("%(n)s device", "%(n)s devices", counted[name]) % {"n": counted[name]}
            what.insert(0, devices)
        rows.append(Row([name, ", ".join(what)]))
    return [heading(2, _("Suppliers")), table([_("Supplier"), _("What they delivered")], [2, 4], rows)]
