"""Sites, with the lines that come in and the Wi-Fi that goes round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from gestand.network.book.blocks import Block, Row, facts, heading, paragraph, table
from gestand.network.book.contents import Documentation
from gestand.network.book.fields import address_line
from gestand.network.models import Connection, Device, Place, Site, Subnet, WirelessNetwork
from gestand.ui import formats


def sites(found: Documentation, *, on: date) -> list[Block]:
    blocks: list[Block] = []
    for site in found.of(Site):
        blocks += _site(found, site, on=on)
    return [heading(1, _("Sites, internet and Wi-Fi")), *blocks] if blocks else []


def _site(found: Documentation, site: Site, *, on: date) -> list[Block]:
    address = found.addresses.get(site.address_id) if site.address_id else None
    places = ", ".join(place.name for place in found.under(Place, "site_id", site.pk))
    told = [(_("Address"), address_line(address) if address else ""), (_("Places"), places), (_("Note"), site.note)]
    lines = found.under(Connection, "site_id", site.pk)
    blocks = [heading(2, site.name), *([facts(told)] if any(value for _name, value in told) else [])]
    for line in lines:
        blocks += _line(found, line, on=on)
    wireless = found.under(WirelessNetwork, "site_id", site.pk)
    if wireless:
        blocks += [
            heading(3, _("Wi-Fi")),
            table([_("Name"), _("For whom"), _("Security"), _("Network")], [3, 2, 3, 3], _wireless(found, wireless)),
            paragraph(_("The passwords of the Wi-Fi are handed over separately.")),
        ]
    return blocks


def _line(found: Documentation, line: Connection, *, on: date) -> list[Block]:
    modem = found.one(Device, line.modem_id)
    speed = " / ".join(formats.number_words(each) for each in (line.down_mbit, line.up_mbit) if each)
    ends = formats.day_words(line.ends_on) if line.ends_on else ""
    if line.ends_on and line.ends_on < on:
        ends = _("%(day)s (over)") % {"day": ends}
    return [
        heading(3, _("Internet from %(provider)s") % {"provider": line.provider}),
        facts(
            [
                (_("Kind"), str(line.get_kind_display())),
                (_("Speed (down / up)"), _("%(speed)s Mbit/s") % {"speed": speed} if speed else ""),
                (_("Contract or customer number"), line.contract_number),
                (_("Helpdesk"), formats.phone_words(line.helpdesk_phone) if line.helpdesk_phone else ""),
                (_("Fixed address"), ", ".join(each for each in (line.external_ipv4, line.external_ipv6) if each)),
                (_("Modem"), str(modem) if modem is not None else ""),
                (_("Contract ends"), ends),
                (_("Note"), line.note),
            ]
        ),
    ]


def _wireless(found: Documentation, wireless: Sequence[WirelessNetwork]) -> list[Row]:
    rows = []
    for each in wireless:
        subnet = found.one(Subnet, each.subnet_id)
        name = f"{each.name} ({_('name hidden')})" if each.is_hidden else each.name
        network = " ".join(part for part in (subnet.name, subnet.prefix) if part) if subnet is not None else ""
        whom = _("Guests") if each.is_for_guests else _("Yourselves")
        rows.append(Row([name, whom, str(each.get_security_display()), network], [(_("Note"), each.note)]))
    return rows
