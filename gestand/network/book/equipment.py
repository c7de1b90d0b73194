"""Devices, grouped by kind, with what one wants to know of each; and who works with which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from gestand.network.book.blocks import Block, Pairs, Row, heading, paragraph, table
from gestand.network.book.contents import Documentation
from gestand.network.kinds import facts_in_words
from gestand.network.models import (
    AddressUse,
    Device,
    DeviceKind,
    DeviceState,
    DeviceUser,
    Interface,
    Link,
    Place,
    Site,
)
from gestand.ui import formats


def devices(found: Documentation, *, on: date) -> list[Block]:
    here: dict[str, list[Device]] = defaultdict(list)
    gone: list[Device] = []
    for device in found.of(Device):
        if device.state == DeviceState.GONE:
            gone.append(device)
        else:
            here[device.kind].append(device)
    if not here and not gone:
        return []
    blocks = [heading(1, _("Devices"))]
    heads = [_("Name"), _("Make and model"), _("Where"), _("Address"), _("Used by")]
    for kind, label in DeviceKind.choices:
        several = here.get(kind, [])
        if several:
            ordered = sorted(several, key=lambda each: (_where(found, each), each.name.casefold(), str(each.pk)))
            blocks.append(heading(2, f"{label} ({len(several)})" if len(several) > 1 else label))
            blocks.append(table(heads, [4, 4, 3, 3, 3], [_row(found, each, on=on) for each in ordered]))
    return [*blocks, *_gone(gone)]


def _where(found: Documentation, device: Device) -> str:
    place, site = found.one(Place, device.place_id), found.one(Site, device.site_id)
    several = len(found.of(Site)) > 1
    return ", ".join(str(each) for each in ((site if several else None), place) if each is not None)


def _row(found: Documentation, device: Device, *, on: date) -> Row:
    uses = [use.address for use in found.under(AddressUse, "device_id", device.pk) if use.until_on is None]
    return Row(
        [
            device.name,
            _make(device),
            _where(found, device),
            ", ".join(uses),
            ", ".join(_users(found, device)),
        ],
        _more(found, device, on=on),
    )


def _make(device: Device) -> str:
    if device.model.casefold().startswith(device.make.casefold()):
        return device.model
    return f"{device.make} {device.model}".strip()


def _users(found: Documentation, device: Device) -> list[str]:
    now = [each for each in found.under(DeviceUser, "device_id", device.pk) if each.until_on is None]
    return [name for each in now if (name := found.person_name(each.person_id))]


def _more(found: Documentation, device: Device, *, on: date) -> Pairs:
    warranty = formats.day_words(device.warranty_ends_on) if device.warranty_ends_on else ""
    if device.warranty_ends_on and device.warranty_ends_on < on:
        warranty = _("%(day)s (over)") % {"day": warranty}
    bought = formats.day_words(device.purchased_on) if device.purchased_on else ""
    return [
        (capfirst(_("state")), str(device.get_state_display()) if device.state != DeviceState.IN_USE else ""),
        (_("Serial number"), device.serial_number),
        (_("System"), device.operating_system),
        (_("Host name"), device.host_name if device.host_name.casefold() != device.name.casefold() else ""),
        *facts_in_words(device.kind, device.facts),
        (_("MAC address"), ", ".join(each.mac for each in found.under(Interface, "device_id", device.pk) if each.mac)),
        (_("Hangs on"), "; ".join(_hangs_on(found, device))),
        (_("Bought"), ", ".join(each for each in (bought, device.supplier) if each)),
        (_("Warranty until"), warranty),
        (_("Note"), device.note),
    ]


def _hangs_on(found: Documentation, device: Device) -> list[str]:
    told = []
    for link in found.under(Link, "lower_id", device.pk):
        upper = found.one(Device, link.upper_id)
        if upper is not None:
            port = _("port %(port)s") % {"port": link.upper_port} if link.upper_port else ""
            told.append(", ".join(part for part in (upper.name, port, str(link.get_kind_display()).lower()) if part))
    return told


def _gone(gone: Sequence[Device]) -> list[Block]:
    if not gone:
        return []
    rows = []
    for device in sorted(gone, key=lambda each: (each.gone_on or date.min, each.name), reverse=True):
        wiped = formats.day_words(device.wiped_on) if device.wiped_on else ""
        rows.append(
            Row(
                [
                    device.name,
                    _make(device),
                    device.serial_number,
                    formats.day_words(device.gone_on) if device.gone_on else "",
                    ", ".join(part for part in (wiped, device.wiped_how, device.wiped_by) if part)
                    or device.not_wiped_because,
                ]
            )
        )
    return [
        heading(2, _("No longer here")),
        table([_("Name"), _("Make and model"), _("Serial number"), _("Gone"), _("Wiped")], [4, 4, 3, 3, 4], rows),
    ]


def users(found: Documentation) -> list[Block]:
    """Who works with what, by person."""
    by_person: dict[str, list[str]] = defaultdict(list)
    for each in found.of(DeviceUser):
        device, name = found.one(Device, each.device_id), found.person_name(each.person_id)
        if device is not None and name and each.until_on is None and device.state != DeviceState.GONE:
            by_person[name].append(f"{device.name} ({each.user_name})" if each.user_name else device.name)
    if not by_person:
        return []
    rows = [Row([name, ", ".join(sorted(by_person[name], key=str.casefold))]) for name in sorted(by_person)]
    return [
        heading(1, _("Who works with what")),
        paragraph(_("Between brackets the name with which somebody logs in there.")),
        table([_("Who"), _("Devices")], [2, 5], rows),
    ]
