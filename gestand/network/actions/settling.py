"""What follows when a thing was written down or changed: addresses find their network, a device that left has none."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, DateField, F, Q, When
from django.utils.translation import gettext_lazy as _

from gestand.core.refusals import Refused
from gestand.network.actions.leaving import end_what_it_had
from gestand.network.actions.noting import Noted, note
from gestand.network.models import AddressUse, Connection, Device, DeviceState, Site, Subnet, ThingKind, WirelessNetwork
from gestand.network.parts import Part, pieces

if TYPE_CHECKING:
    from gestand.core.actors import Actor


class StillInUse(Refused):
    """Something stands or runs there; the sentence says what."""

    code = "still_in_use"


def require_removable(row: models.Model) -> None:
    """Refuses (``StillInUse``) a site that would take other things along."""
    if not isinstance(row, Site):
        return
    here: tuple[type[models.Model], ...] = (Subnet, Connection, WirelessNetwork, Device)
    for model in here:
        first = model._default_manager.filter(site=row).first()  # noqa: SLF001 - Django's documented API
        if first is not None:
            raise StillInUse(
                _("%(what)s is here (%(kind)s): move it or remove it first.")
                % {"what": first, "kind": model._meta.verbose_name}
            )


def settle(row: models.Model, *, by: Actor, at: datetime) -> None:
    """Called in the transaction that saved ``row``."""
    if isinstance(row, Subnet):
        _take_in(row)
    elif isinstance(row, Device) and row.state == DeviceState.GONE:
        _release(row, by=by, at=at)
        end_what_it_had(row, by=by, at=at)


def _take_in(subnet: Subnet) -> None:
    """What lies in the network belongs to it, and what does not lie in it any more does not."""
    within = Q(site_id=subnet.site_id, sort_key__gte=subnet.first, sort_key__lte=subnet.last)
    AddressUse.objects.filter(subnet=subnet).exclude(within).update(subnet=None)
    AddressUse.objects.filter(within).exclude(subnet=subnet).update(subnet=subnet)


def _release(device: Device, *, by: Actor, at: datetime) -> None:
    """Nobody is at the addresses of a device that is gone: they are free since that day."""
    uses = list(AddressUse.objects.filter(device=device, until_on__isnull=True).order_by("sort_key"))
    if not uses:
        return
    ended = Case(
        When(since_on__gt=device.gone_on, then=F("since_on")), default=device.gone_on, output_field=DateField()
    )
    AddressUse.objects.filter(pk__in=[use.pk for use in uses]).update(until_on=ended)
    for use in uses:
        before = {Part.ADDRESS.value: (pieces(use.address, device.name, use.name, use.kind), "")}
        told = [Noted(ThingKind.DEVICE, device.pk, before)]
        if use.subnet_id:
            told.append(Noted(ThingKind.SUBNET, use.subnet_id, before))
        note(
            "network.address.release",
            told,
            by=by,
            at=at,
            client_id=device.client_id,
            subject=("network_address", use.pk),
        )
