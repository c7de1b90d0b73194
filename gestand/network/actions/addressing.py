"""Who uses which address: giving one out, changing it, taking it back with a day, so that its history stays."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.refusals import Refused
from gestand.core.search import reindexed_together
from gestand.network.actions.findable import reindex_devices
from gestand.network.actions.noting import Noted, note, require_reach
from gestand.network.checks import NotDocumented, checked
from gestand.network.kernels.addresses import AddressRefused, read_address, sort_key
from gestand.network.models import AddressKind, AddressUse, Device, Interface, Site, ThingKind
from gestand.network.parts import Part, pieces
from gestand.people.actions.rights import changed_meanwhile, fingerprint, locked
from gestand.ui.formats import day_words

if TYPE_CHECKING:
    from gestand.core.actors import Actor


class AddressTaken(Refused):
    """Somebody has this address; the sentence says who, since when."""

    code = "address_taken"


class AddressReleased(Refused):
    """It was given back already."""

    code = "address_released"


def use_address(
    *,
    by: Actor,
    at: datetime,
    site: Site,
    address: str,
    kind: str = AddressKind.STATIC,
    device: Device | None = None,
    interface: Interface | None = None,
    name: str = "",
    since_on: date | None = None,
) -> AddressUse:
    """Write down that a device (or, set aside, a plan with a ``name``) has an address of a site, from a day on (today).

    An address outside every network that is known is kept too. Refuses (``AddressTaken``) one that is in use,
    (``NotDocumented``) what is no address or belongs to another client.
    """
    require_reach(by, site.client_id)
    with transaction.atomic():
        here = locked(site)  # of two that want the same address at once the second waits, and then reads who has it
        use = AddressUse(
            site=here,
            address=address,
            kind=kind,
            device=device,
            interface=interface,
            name=name.strip(),
            since_on=since_on or timezone.localdate(at),
        )
        _require_free(use)
        _check(use, at=at)
        use.save(force_insert=True)
        _note("network.address.use", use, "", _told(use), by=by, at=at)
    return use


def change_use(
    use: AddressUse,
    *,
    by: Actor,
    at: datetime,
    seen: str = "",
    kind: str,
    device: Device | None,
    interface: Interface | None = None,
    name: str = "",
    since_on: date,
) -> AddressUse:
    """Change what is known of an address in use. Another device gets it as of today; what was before stays as history.

    ``seen`` is its fingerprint as the form showed it (``ChangedMeanwhile``).
    """
    require_reach(by, use.site.client_id)
    today = timezone.localdate(at)
    with transaction.atomic():
        here = locked(use.site)
        fresh = locked(use)
        fresh.site = here
        _require_unchanged(fresh, seen)
        _require_current(fresh)
        before = _told(fresh)
        if fresh.device_id is not None and device is not None and fresh.device_id != device.id:
            return _handed_over(fresh, device, kind, interface, name, by=by, at=at, on=max(today, fresh.since_on))
        fresh.kind, fresh.device, fresh.interface = kind, device, interface
        fresh.name, fresh.since_on = name.strip(), since_on
        _require_free(fresh)
        _check(fresh, at=at)
        fresh.save()
        _note("network.address.change", fresh, before, _told(fresh), by=by, at=at)
    return fresh


def _handed_over(
    old: AddressUse,
    device: Device,
    kind: str,
    interface: Interface | None,
    name: str,
    *,
    by: Actor,
    at: datetime,
    on: date,
) -> AddressUse:
    before = _told(old)
    old.until_on = on
    old.save(update_fields=["until_on"])
    _note("network.address.release", old, before, "", by=by, at=at)
    return use_address(
        by=by,
        at=at,
        site=old.site,
        address=old.address,
        kind=kind,
        device=device,
        interface=interface,
        name=name,
        since_on=on,
    )


def release_address(use: AddressUse, *, by: Actor, at: datetime, on: date | None = None) -> AddressUse:
    """End a use on a day (today); it stays as history of the address and of the device.

    Refuses (``AddressReleased``) one that ended, (``NotDocumented``) a day before it began or that is still to come.
    """
    require_reach(by, use.site.client_id)
    today = timezone.localdate(at)
    with transaction.atomic():
        here = locked(use.site)
        fresh = locked(use)
        fresh.site = here
        _require_current(fresh)
        fresh.until_on = on or max(today, fresh.since_on)
        if fresh.until_on < fresh.since_on:
            raise NotDocumented(
                _("It is in use since %(day)s; it cannot have ended before.") % {"day": day_words(fresh.since_on)},
                field="until_on",
            )
        if fresh.until_on > max(today, fresh.since_on):
            raise NotDocumented(_("That day is still to come: release it when it has come."), field="until_on")
        before = _told(fresh)
        fresh.save(update_fields=["until_on"])
        _note("network.address.release", fresh, before, "", by=by, at=at)
    return fresh


def remove_use(use: AddressUse, *, by: Actor, at: datetime) -> None:
    """Take away what was written down by mistake: it never was so, and does not become history."""
    require_reach(by, use.site.client_id)
    with transaction.atomic(), reindexed_together():
        here = locked(use.site)
        fresh = locked(use)
        fresh.site = here
        _note("network.address.remove", fresh, _told(fresh), "", by=by, at=at)
        fresh.delete()


def _require_free(use: AddressUse) -> None:
    try:
        key = sort_key(read_address(use.address))
    except AddressRefused as refusal:
        raise NotDocumented(refusal.sentence, field="address") from refusal
    others = AddressUse.objects.filter(site_id=use.site_id, sort_key=key).exclude(pk=use.pk).select_related("device")
    there = others.filter(Q(until_on__isnull=True) | Q(until_on__gt=use.since_on)).order_by("since_on").first()
    if there is None:
        return
    words = {"address": there.address, "who": _who(there), "day": day_words(there.since_on)}
    if there.until_on is None:
        raise AddressTaken(_("%(address)s is in use since %(day)s: %(who)s.") % words, field="address")
    raise AddressTaken(
        _("%(address)s was in use until %(until)s: %(who)s. Let this one begin after that.")
        % (words | {"until": day_words(there.until_on)}),
        field="since_on",
    )


def _check(use: AddressUse, *, at: datetime) -> None:
    if use.device is None and not use.name:
        raise NotDocumented(_("For what is it? Choose a device, or write what it is for."), field="name")
    if use.device is None and use.kind != AddressKind.SET_ASIDE:
        use.kind = AddressKind.SET_ASIDE if use.kind == AddressKind.STATIC else use.kind
    if use.since_on > timezone.localdate(at):
        raise NotDocumented(_("That day is still to come: set the address aside meanwhile."), field="since_on")
    checked(use)


def _require_current(use: AddressUse) -> None:
    if use.until_on is not None:
        raise AddressReleased(
            _("%(address)s was released on %(day)s.") % {"address": use.address, "day": day_words(use.until_on)}
        )


def _require_unchanged(use: AddressUse, seen: str) -> None:
    if seen and fingerprint(use) != seen:
        raise changed_meanwhile()


def _who(use: AddressUse) -> str:
    who = use.device.name if use.device is not None else use.name
    return str(who or use.get_kind_display())


def _told(use: AddressUse) -> str:
    """For the history, whose reader sees the kind in words."""
    return pieces(use.address, use.device.name if use.device is not None else "", use.name, use.kind)


def _note(action: str, use: AddressUse, before: str, after: str, *, by: Actor, at: datetime) -> None:
    """In the history of the device and of the network; outside every network in that of the site."""
    if before == after:
        return
    fields = {Part.ADDRESS.value: (before, after)}
    told = [Noted(ThingKind.DEVICE, use.device_id, fields)] if use.device_id else []
    if use.subnet_id:
        told.append(Noted(ThingKind.SUBNET, use.subnet_id, fields))
    elif not use.device_id:
        told.append(Noted(ThingKind.SITE, use.site_id, {Part.OUTSIDE.value: (before, after)}))
    note(action, told, by=by, at=at, client_id=use.site.client_id, subject=("network_address", use.pk))
    if use.device_id:
        reindex_devices([use.device_id])
