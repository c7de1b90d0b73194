"""VLANs and places of a site: small, without a page of their own; the site's history tells what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from gestand.network.actions.noting import Noted, note, require_reach
from gestand.network.actions.settling import StillInUse
from gestand.network.checks import NotDocumented, checked
from gestand.network.models import Device, DeviceState, Place, Site, Subnet, ThingKind, Vlan
from gestand.network.parts import Part
from gestand.people.actions.rights import changed_meanwhile, fingerprint, locked

if TYPE_CHECKING:
    from gestand.core.actors import Actor

_HIGHEST_VLAN = 4094


def add_vlan(*, by: Actor, at: datetime, site: Site, number: int, name: str) -> Vlan:
    """Write down a VLAN of a site. Refuses (``NotDocumented``) a number that cannot be or is there already."""
    require_reach(by, site.client_id)
    with transaction.atomic():
        vlan = Vlan(site=locked(site), number=number, name=name.strip())
        _check_vlan(vlan)
        vlan.save(force_insert=True)
        _note("network.vlan.add", vlan, Part.VLAN, "", str(vlan), by=by, at=at)
    return vlan


def change_vlan(vlan: Vlan, *, by: Actor, at: datetime, seen: str = "", number: int, name: str) -> Vlan:
    """Change a VLAN's number or name. ``seen`` is its fingerprint as the form showed it (``ChangedMeanwhile``)."""
    require_reach(by, vlan.site.client_id)
    with transaction.atomic():
        locked(vlan.site)
        fresh = locked(vlan)
        _require_unchanged(fresh, seen)
        before = str(fresh)
        fresh.number, fresh.name = number, name.strip()
        _check_vlan(fresh)
        fresh.save()
        _note("network.vlan.change", fresh, Part.VLAN, before, str(fresh), by=by, at=at)
    return fresh


def remove_vlan(vlan: Vlan, *, by: Actor, at: datetime) -> None:
    """Take a VLAN away. Refuses (``StillInUse``) while a network is on it."""
    require_reach(by, vlan.site.client_id)
    with transaction.atomic():
        locked(vlan.site)
        fresh = locked(vlan)
        on_it = Subnet.objects.filter(vlan=fresh).first()
        if on_it is not None:
            raise StillInUse(
                _("The network %(network)s is on this VLAN: take it off there first.") % {"network": on_it}
            )
        _note("network.vlan.remove", fresh, Part.VLAN, str(fresh), "", by=by, at=at)
        fresh.delete()


def _check_vlan(vlan: Vlan) -> None:
    if not 1 <= vlan.number <= _HIGHEST_VLAN:
        raise NotDocumented(_("The number of a VLAN is 1 up to 4094."), field="number")
    there = Vlan.objects.filter(site_id=vlan.site_id, number=vlan.number).exclude(pk=vlan.pk).first()
    if there is not None:
        raise NotDocumented(
            _("VLAN %(number)d is there already: %(name)s.") % {"number": there.number, "name": there.name},
            field="number",
        )
    checked(vlan)


def add_place(*, by: Actor, at: datetime, site: Site, name: str) -> Place:
    """Write down a room, a cupboard, a rack. Refuses (``NotDocumented``) a name that is there already."""
    require_reach(by, site.client_id)
    with transaction.atomic():
        place = Place(site=locked(site), name=" ".join(name.split()))
        _check_place(place)
        place.save(force_insert=True)
        _note("network.place.add", place, Part.PLACE, "", place.name, by=by, at=at)
    return place


def rename_place(place: Place, *, by: Actor, at: datetime, seen: str = "", name: str) -> Place:
    """Give a place another name. ``seen`` is its fingerprint as the form showed it (``ChangedMeanwhile``)."""
    require_reach(by, place.site.client_id)
    with transaction.atomic():
        locked(place.site)
        fresh = locked(place)
        _require_unchanged(fresh, seen)
        before, fresh.name = fresh.name, " ".join(name.split())
        _check_place(fresh)
        fresh.save()
        _note("network.place.rename", fresh, Part.PLACE, before, fresh.name, by=by, at=at)
    return fresh


def remove_place(place: Place, *, by: Actor, at: datetime) -> None:
    """Take a place away. Refuses (``StillInUse``) while a device stands there."""
    require_reach(by, place.site.client_id)
    with transaction.atomic():
        locked(place.site)
        fresh = locked(place)
        standing = Device.objects.filter(place=fresh).exclude(state=DeviceState.GONE).count()
        if standing:
            raise StillInUse(
                ngettext(
                    "%(count)d device stands here: give it another place first.",
                    "%(count)d devices stand here: give them another place first.",
                    standing,
                )
                % {"count": standing}
            )
        _note("network.place.remove", fresh, Part.PLACE, fresh.name, "", by=by, at=at)
        fresh.delete()


def _check_place(place: Place) -> None:
    if Place.objects.filter(site_id=place.site_id, name__iexact=place.name).exclude(pk=place.pk).exists():
        raise NotDocumented(_("%(name)s is there already.") % {"name": place.name}, field="name")
    checked(place)


def _require_unchanged(row: Vlan | Place, seen: str) -> None:
    if seen and fingerprint(row) != seen:
        raise changed_meanwhile()


def _note(action: str, row: Vlan | Place, word: Part, before: str, after: str, *, by: Actor, at: datetime) -> None:
    if before == after:
        return
    told = [Noted(ThingKind.SITE, row.site_id, {word.value: (before, after)})]
    note(action, told, by=by, at=at, client_id=row.site.client_id, subject=(f"network_{word.value}", row.pk))
