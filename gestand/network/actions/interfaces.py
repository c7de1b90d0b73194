"""The ports and radios of a device. A MAC address stands at one client once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from gestand.core.search import reindexed_together
from gestand.network.actions.findable import reindex_devices
from gestand.network.actions.noting import require_reach
from gestand.network.actions.parts import note_part
from gestand.network.checks import NotDocumented
from gestand.network.kernels.macs import MacRefused, read_mac
from gestand.network.models import Device, Interface, InterfaceKind
from gestand.network.parts import Part, pieces
from gestand.people.actions.rights import locked, require_fingerprint

if TYPE_CHECKING:
    from gestand.core.actors import Actor


_LONGEST_NAME = 60


class MacTaken(NotDocumented):
    """Another interface of the same client has this address; ``device`` tells whose."""

    code = "mac_taken"
    device: Device


def add_interface(
    device: Device,
    *,
    by: Actor,
    at: datetime,
    name: str = "",
    kind: str = InterfaceKind.WIRED,
    mac: str = "",
) -> Interface:
    """Write down a port or radio. Refuses one without name and address, what is no MAC, and a MAC that stands at
    another device of this client (``MacTaken``).
    """
    require_reach(by, device.client_id)
    with transaction.atomic():
        fresh = locked(device)
        last = fresh.interfaces.aggregate(last=Max("position"))["last"]
        row = Interface(device=fresh, position=0 if last is None else last + 1)
        _fill(row, name=name, kind=kind, mac=mac)
        row.save(force_insert=True)
        _note("add", row, "", _pieces(row), by=by, at=at)
    return row


def change_interface(
    row: Interface, *, by: Actor, at: datetime, name: str, kind: str, mac: str, seen: str = ""
) -> Interface:
    """Refuses as ``add_interface``, and (``ChangedMeanwhile``) what somebody else changed since it was ``seen``."""
    require_reach(by, row.device.client_id)
    with transaction.atomic():
        fresh = locked(row)
        require_fingerprint(fresh, seen)
        before = _pieces(fresh)
        _fill(fresh, name=name, kind=kind, mac=mac)
        after = _pieces(fresh)
        if before != after:
            fresh.save(update_fields=["name", "kind", "mac"])
            _note("change", fresh, before, after, by=by, at=at)
    return fresh


def remove_interface(row: Interface, *, by: Actor, at: datetime) -> None:
    """Its addresses stay with the device."""
    require_reach(by, row.device.client_id)
    with transaction.atomic(), reindexed_together():
        fresh = locked(row)
        _note("remove", fresh, _pieces(fresh), "", by=by, at=at)
        fresh.delete()


def _pieces(row: Interface) -> str:
    return pieces(row.name, row.kind, row.mac)


def _note(verb: str, row: Interface, before: str, after: str, *, by: Actor, at: datetime) -> None:
    told = [(row.device, Part.INTERFACE, before, after)]
    note_part(f"network.interface.{verb}", row, told, by=by, at=at)
    reindex_devices([row.device_id])


def _fill(row: Interface, *, name: str, kind: str, mac: str) -> None:
    row.name, row.kind = " ".join(name.split()), kind
    row.mac = _read(mac)
    if not row.name and not row.mac:
        raise NotDocumented(_("Give the interface a name or its MAC address."), field="name")
    if kind not in InterfaceKind.values:
        raise NotDocumented(_("An interface is wired, wireless or something else."), field="kind")
    if len(row.name) > _LONGEST_NAME:
        raise NotDocumented(_("This name is too long."), field="name")
    if row.mac:
        _require_free(row)


def _read(mac: str) -> str:
    if not mac.strip():
        return ""
    try:
        return read_mac(mac)
    except MacRefused as refusal:
        raise NotDocumented(refusal.sentence, field="mac") from refusal


def _require_free(row: Interface) -> None:
    client_id: UUID = row.device.client_id
    other = (
        Interface.objects.filter(mac=row.mac, device__client_id=client_id)
        .exclude(pk=row.pk)
        .select_related("device")
        .first()
    )
    if other is None:
        return
    words = {"device": other.device.name, "interface": other.name or other.mac}
    refusal = MacTaken(
        (
            _("This device has this MAC address already, at %(interface)s.")
            if other.device_id == row.device_id
            else _("This MAC address is already that of %(device)s. Two devices of one network never share one.")
        )
        % words,
        field="mac",
    )
    refusal.device = other.device
    raise refusal
