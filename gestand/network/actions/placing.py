"""A device and the place where it stands, which may be named for the first time with it: both, or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from gestand.network.actions.keeping import add_thing, change_thing
from gestand.network.actions.site_parts import add_place
from gestand.network.actions.sites import site_for
from gestand.network.models import Device, Place, Site
from gestand.people.models import Client

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def place_called(name: str, site: Site, *, by: Actor, at: datetime) -> Place:
    """The place of that name, made now if there is none."""
    wanted = " ".join(name.split())
    found = Place.objects.filter(site=site, name__iexact=wanted).first()
    return found or add_place(by=by, at=at, site=site, name=wanted)


def add_device_at(client: Client, *, new_place: str, by: Actor, at: datetime, **fields: Any) -> models.Model:
    """Write a device down at a place by its name. Refuses as ``add_thing`` and ``add_place``."""
    with transaction.atomic():
        site = fields.pop("site", None) or site_for(client, by=by, at=at)
        fields["place"] = place_called(new_place, site, by=by, at=at)
        return add_thing("device", by=by, at=at, owner=client, site=site, **fields)


def change_device_at(row: Device, *, new_place: str, by: Actor, at: datetime, **fields: Any) -> models.Model:
    """Change a device that stands at a place by its name. Refuses as ``change_thing`` and ``add_place``."""
    with transaction.atomic():
        site = fields.pop("site", None) or row.site or site_for(row.client, by=by, at=at)
        fields["place"] = place_called(new_place, site, by=by, at=at)
        return change_thing(row, by=by, at=at, site=site, **fields)
