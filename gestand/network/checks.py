"""What may be written down of a thing: each rule tidies what was typed, or refuses with a sentence and its field."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from gestand.core.refusals import Refused
from gestand.network.ending_days import note_backup, note_system
from gestand.network.kernels.addresses import (
    Network,
    bounds,
    is_private,
    overlap_in_words,
    read_address,
    read_network,
    read_ranges,
    require_within,
    sort_key,
)
from gestand.network.kinds import STORES_DATA
from gestand.network.models import (
    AddressUse,
    BackupPlan,
    Certificate,
    Connection,
    Device,
    DeviceState,
    Domain,
    Licence,
    LicenceSeat,
    Mailbox,
    Subnet,
)
from gestand.people.drafts import checked_text
from gestand.people.kernels.mails import read_mail_address
from gestand.people.kernels.phones import read_phone
from gestand.people.models import Membership

_HOST_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")
_LONGEST_DOMAIN = 253


class NotDocumented(Refused):
    """What was typed cannot be written down so; ``field`` says where."""

    code = "not_documented"


def checked(row: models.Model, *, bsn_confirmed: bool = False) -> None:
    """Tidy and check a thing before it is saved.

    Refuses (``NotDocumented``; ``LooksLikeBsn`` for a note, asked about once).
    """
    tidied(row, bsn_confirmed=bsn_confirmed)
    _require_one_client(row)
    try:
        row.full_clean(validate_unique=True, validate_constraints=True)
    except ValidationError as wrong:
        field, messages = next(iter(wrong.message_dict.items()))
        raise NotDocumented(str(messages[0]), field=None if field == "__all__" else field) from wrong


def tidied(row: models.Model, *, bsn_confirmed: bool = False) -> None:
    """What is asked of the words of a thing by themselves, before what is asked of its place among others.

    Refuses (``NotDocumented``; ``LooksLikeBsn`` for a note, asked about once).
    """
    if hasattr(row, "note"):
        row.note = checked_text(row.note, field="note", bsn_confirmed=bsn_confirmed)
    if rule := _RULES.get(type(row)):
        rule(row)


def _require_one_client(row: models.Model) -> None:
    """Nothing of one client points to a thing or person of another."""
    client_id = row.client_id if hasattr(row, "client_id") else row.site.client_id  # type: ignore[attr-defined]
    for field in row._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey) or field.name in ("client", "site"):
            continue
        other = getattr(row, field.name)
        if other is None:
            continue
        if field.name == "person":
            if not Membership.objects.filter(client_id=client_id, person=other).exists():
                raise NotDocumented(_("This person does not belong to this client."), field="person")
        elif _client_of(other) != client_id:
            raise NotDocumented(_("This belongs to another client."), field=field.name)
    site = getattr(row, "site", None)
    if site is not None and site.client_id != client_id:
        raise NotDocumented(_("This site is another client's."), field="site")
    for name in ("vlan", "subnet"):
        there = getattr(row, name, None)
        if there is not None and there.site_id != row.site_id:  # type: ignore[attr-defined]
            raise NotDocumented(
                _("%(what)s is of another site (%(site)s).") % {"what": there, "site": there.site.name}, field=name
            )


def _client_of(other: Any) -> Any:
    for path in ("site", "device"):
        other = getattr(other, path) if not hasattr(other, "client_id") and hasattr(other, path) else other
    return other.client_id


def _at(field: str, read: Callable[..., Any], *given: Any) -> Any:
    """What ``read`` makes of it; a refusal is about this field."""
    try:
        return read(*given)
    except Refused as refusal:
        raise NotDocumented(refusal.sentence, field=field) from refusal


def _subnet(row: Subnet) -> None:
    network = _at("prefix", read_network, row.prefix)
    row.prefix, row.version = str(network), network.version
    row.first, row.last = bounds(network)
    others = Subnet.objects.filter(site_id=row.site_id, first__lte=row.last, last__gte=row.first).exclude(pk=row.pk)
    there = [(read_network(other.prefix), other.name) for other in others[:3]]
    if why := overlap_in_words(network, there):
        apart = _("Is it a network apart, behind a router of its own? Then give it a site of its own.")
        raise NotDocumented(f"{why} {apart}", field="prefix")
    _gateway(row, network)
    _dhcp(row, network)
    servers = [each for each in re.split(r"[,;\s]+", row.dns) if each]
    row.dns = ", ".join(str(_at("dns", read_address, each)) for each in servers)


def _gateway(row: Subnet, network: Network) -> None:
    if not row.gateway:
        return
    gateway = _at("gateway", read_address, row.gateway)
    if not (gateway.version == 6 and gateway.is_link_local):  # noqa: PLR2004 - a router tells its own (RFC 4861)
        _at("gateway", require_within, gateway, network, _("The gateway"))
    row.gateway = str(gateway)


def _dhcp(row: Subnet, network: Network) -> None:
    for name, words in (
        ("dhcp_first", _("The first DHCP address")),
        ("dhcp_last", _("The last DHCP address")),
    ):
        if typed := getattr(row, name):
            address = _at(name, read_address, typed)
            _at(name, require_within, address, network, words)
            setattr(row, name, str(address))
    if bool(row.dhcp_first) != bool(row.dhcp_last):
        raise NotDocumented(
            _("A DHCP range has a first and a last address."), field="dhcp_last" if row.dhcp_first else "dhcp_first"
        )
    if row.dhcp_first and read_address(row.dhcp_first) > read_address(row.dhcp_last):  # type: ignore[operator]
        raise NotDocumented(_("The DHCP range ends before it begins."), field="dhcp_last")
    if row.dhcp_more and not row.dhcp_first:
        raise NotDocumented(_("Fill in the first DHCP range before more of them."), field="dhcp_first")
    ranges = _at("dhcp_more", read_ranges, row.dhcp_more)
    for first, last in ranges:
        for address in (first, last):
            _at("dhcp_more", require_within, address, network, _("The DHCP address"))
    row.dhcp_more = ", ".join(f"{first}-{last}" for first, last in ranges)


def _connection(row: Connection) -> None:
    if row.external_ipv4:
        row.external_ipv4 = _public(row.external_ipv4, 4, "external_ipv4")
    if row.external_ipv6:
        row.external_ipv6 = _public(row.external_ipv6, 6, "external_ipv6")
    if row.helpdesk_phone:
        row.helpdesk_phone = _at("helpdesk_phone", read_phone, row.helpdesk_phone).number


def _public(typed: str, version: int, field: str) -> str:
    if "/" in typed:
        network = _at(field, read_network, typed)
        address, text = network.network_address, str(network)
    else:
        address = _at(field, read_address, typed)
        text = str(address)
    if address.version != version:
        raise NotDocumented(_("This is an IPv%(version)s address.") % {"version": address.version}, field=field)
    if is_private(address):
        raise NotDocumented(
            _("%(address)s is an address inside a network; the outside world knows the connection by another one.")
            % {"address": text},
            field=field,
        )
    return text


def _device(row: Device) -> None:
    if row.place is not None:
        if row.site is None:
            row.site = row.place.site
        if row.place.site_id != row.site_id:
            raise NotDocumented(_("This place is in another building than the device's site."), field="place")
    if row.host_name:
        row.host_name = read_host_name(row.host_name, field="host_name")
    for name, value in row.facts.items():
        if not isinstance(value, str) or len(name) > 40 or len(value) > 200:  # noqa: PLR2004 - as the form has them
            raise NotDocumented(_("What is told of a device is short text."), field="facts")
    _device_days(row)
    note_system(row)


def _device_days(row: Device) -> None:
    if row.state == DeviceState.GONE and row.gone_on is None:
        raise NotDocumented(_("Since when is it gone?"), field="gone_on")
    if row.state != DeviceState.GONE and row.gone_on is not None:
        raise NotDocumented(_("A device that is still here has no day on which it went."), field="gone_on")
    _wiping(row)
    if row.purchased_on and row.warranty_ends_on and row.warranty_ends_on < row.purchased_on:
        raise NotDocumented(_("The warranty ends before it was bought."), field="warranty_ends_on")


def _wiping(row: Device) -> None:
    if row.wiped_on and not row.wiped_how:
        raise NotDocumented(_("How was it wiped? That is the proof."), field="wiped_how")
    if row.wiped_on and not row.wiped_by:
        raise NotDocumented(_("By whom was it wiped?"), field="wiped_by")
    if row.state != DeviceState.GONE or row.kind not in STORES_DATA:
        return
    if not row.wiped_on and not row.not_wiped_because:
        raise NotDocumented(
            _("What was on it? Write down when, how and by whom it was wiped, or why it was not."), field="wiped_on"
        )


def _domain(row: Domain) -> None:
    row.name = read_host_name(row.name, field="name")
    if "." not in row.name:
        raise NotDocumented(_("A domain has a dot in it, such as bakkerij.nl."), field="name")


def read_host_name(typed: str, *, field: str) -> str:
    """In small letters; international names in their ASCII form. Refuses (``NotDocumented``)."""
    name = typed.strip().rstrip(".").lower().removeprefix("https://").removeprefix("http://").split("/")[0]
    try:
        name = name.encode("idna").decode() if not name.isascii() else name
    except UnicodeError:
        name = ""
    if len(name) > _LONGEST_DOMAIN or not all(_HOST_LABEL.match(label) for label in name.split(".")):
        raise NotDocumented(
            _("“%(typed)s” cannot be the name of a computer or domain: letters, digits and hyphens only.")
            % {"typed": typed[:60]},
            field=field,
        )
    return name


def _mailbox(row: Mailbox) -> None:
    row.address = _at("address", read_mail_address, row.address)
    if row.forwards_to:
        row.forwards_to = _at("forwards_to", read_mail_address, row.forwards_to)


def _licence(row: Licence) -> None:
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        raise NotDocumented(_("The licence ends before it begins."), field="ends_on")
    taken = LicenceSeat.objects.filter(licence_id=row.pk).count() if row.seats is not None else 0
    if row.seats is not None and row.seats < taken:
        raise NotDocumented(
            ngettext("%(taken)d seat is taken: free it first.", "%(taken)d seats are taken: free some first.", taken)
            % {"taken": taken},
            field="seats",
        )


def _certificate(row: Certificate) -> None:
    row.name = " ".join(row.name.split())


def _address_use(row: AddressUse) -> None:
    address = _at("address", read_address, row.address)
    row.address, row.sort_key = str(address), sort_key(address)
    around = Subnet.objects.filter(site_id=row.site_id, first__lte=row.sort_key, last__gte=row.sort_key)
    row.subnet = around.select_related("site").first()
    if row.subnet is not None:
        _at("address", require_within, address, read_network(row.subnet.prefix), _("The address"))
    if row.interface is not None and row.interface.device_id != row.device_id:
        raise NotDocumented(_("This interface is of another device."), field="interface")


def _backup(row: BackupPlan) -> None:
    note_backup(row)


_RULES: dict[type[models.Model], Callable[[Any], None]] = {
    Subnet: _subnet,
    Connection: _connection,
    Device: _device,
    Domain: _domain,
    Mailbox: _mailbox,
    Licence: _licence,
    Certificate: _certificate,
    AddressUse: _address_use,
    BackupPlan: _backup,
}

__all__ = ["NotDocumented", "checked", "read_host_name", "tidied"]
