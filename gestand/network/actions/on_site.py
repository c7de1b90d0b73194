"""Writing a device down while one stands before it: what it is, where, a photo; everything else later."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gestand.core.actors import NotAllowed
from gestand.core.freezing import require_usable
from gestand.network.actions.keeping import add_thing
from gestand.network.actions.photos import add_photo
from gestand.network.actions.placing import place_called
from gestand.network.actions.sites import site_for
from gestand.network.checks import NotDocumented
from gestand.network.kinds import SHORT_NAMES
from gestand.network.models import Device, Place, Site
from gestand.people.actions.rights import locked

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from gestand.core.actors import Actor
    from gestand.people.models import Client

_LONGEST_NAME = 80


def add_device_on_site(
    *,
    by: Actor,
    at: datetime,
    client: Client,
    kind: str,
    name: str = "",
    serial_number: str = "",
    site: Site | None = None,
    place: Place | None = None,
    new_place: str = "",
    photo: UploadedFile | None = None,
) -> Device:
    """Write down a device with its place (a new one by its name) and its photo, all or nothing.

    Without a name it is called after its kind and place. Without a site it stands at the client's first one.
    Refuses what ``add_thing``, ``add_place`` and ``add_photo`` refuse; (``NotDocumented``) a place of another site.
    """
    if not by.may_see_client(client.id):
        raise NotAllowed(_("You cannot reach this client."))
    require_usable(clients=[client.id])
    with transaction.atomic():
        client = locked(client)
        site = _site(client, site, place, by=by, at=at)
        if place is None and new_place.strip():
            place = place_called(new_place, site, by=by, at=at)
        made = add_thing(
            "device",
            by=by,
            at=at,
            owner=client,
            kind=kind,
            name=name.strip() or suggested_name(client, kind, place),
            serial_number=serial_number,
            site=site,
            place=place,
        )
        assert isinstance(made, Device)  # noqa: S101 - what was asked for
        if photo is not None:
            add_photo(made, photo, by=by, at=at)
    return made


def suggested_name(client: Client, kind: str, place: Place | None) -> str:
    """As "Printer balie", or "Printer 2" when there is a "Printer" already; in the client's language."""
    with translation.override(client.language):
        words = str(SHORT_NAMES[kind])
    if place is not None:
        words = f"{words} {_small(place.name)}"
    words = words[: _LONGEST_NAME - 5]
    taken = set(Device.objects.filter(client=client, name__istartswith=words).values_list("name", flat=True))
    there = {name.casefold() for name in taken}
    number = 1
    while (f"{words} {number}" if number > 1 else words).casefold() in there:
        number += 1
    return f"{words} {number}" if number > 1 else words


def _site(client: Client, site: Site | None, place: Place | None, *, by: Actor, at: datetime) -> Site:
    if place is not None:
        if site is not None and place.site_id != site.pk:
            raise NotDocumented(_("This place is at another site."), field="place")
        return place.site
    return site or site_for(client, by=by, at=at)


def _small(name: str) -> str:
    """As it stands in the middle of a sentence: "Balie" is "balie", "MER" stays."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
