"""The site that nobody has to name: a household has one, and it arises with the first thing that stands there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from gestand.network.actions.keeping import add_thing
from gestand.network.models import Site
from gestand.people.models import Client, ClientKind

if TYPE_CHECKING:
    from gestand.core.actors import Actor


def site_for(client: Client, *, by: Actor, at: datetime) -> Site:
    """The client's first site, made now if there is none, in the client's language."""
    if (found := first_site(client)) is not None:
        return found
    address = client.addresses.order_by("kind", "id").first()
    made = add_thing("site", by=by, at=at, owner=client, name=name_of_first_site(client), address=address)
    assert isinstance(made, Site)  # noqa: S101 - what was asked for
    return made


def first_site(client: Client) -> Site | None:
    """The site that was written down first: another that an import brings along does not take its place."""
    return Site.objects.filter(client=client).order_by("created_at", "id").first()


def name_of_first_site(client: Client) -> str:
    """How a site is called that nobody named, in the client's language."""
    with translation.override(client.language):
        return _("Home") if client.kind == ClientKind.HOUSEHOLD else _("Office")
