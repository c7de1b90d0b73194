"""What the pages about a site and its addresses share: its rows, found as the actor may see them, and the way there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gestand.core.requests import actor_of
from gestand.network.models import AddressUse, Place, Site, Subnet, Vlan
from gestand.people.actions import note_opening
from gestand.people.models import Client
from gestand.people.views.common import Crumb, client_crumbs

View = Callable[..., HttpResponse]


def _found(model: type[models.Model], site_path: str, keyword: str, **told: Any) -> Callable[[View], View]:
    """Find the row that the actor may see, with its site and client; anything else is 404. ``told``: annotations."""

    def decorate(view: View) -> View:
        @wraps(view)
        def found(request: HttpRequest, **asked: Any) -> HttpResponse:
            actor = actor_of(request)
            rows = model._default_manager.visible_to(actor)  # type: ignore[attr-defined]  # noqa: SLF001 - Django's documented API
            found_rows = rows.filter(pk=asked.pop(keyword)).annotate(**told)
            row = found_rows.select_related(f"{site_path}client", f"{site_path}address").first()
            if row is None:
                raise Http404
            site: Site = row if isinstance(row, Site) else row.site
            note_opening(by=actor, at=timezone.now(), client_id=site.client_id)
            return view(request, row, actor=actor, client=site.client, **asked)

        return found

    return decorate


with_site = _found(Site, "", "site_id")
_OTHER_SITES = Site.objects.filter(client_id=OuterRef("client_id")).exclude(pk=OuterRef("pk"))
with_site_page = _found(Site, "", "thing_id", is_only=~Exists(_OTHER_SITES))
with_subnet_page = _found(Subnet, "site__", "thing_id")
with_subnet = _found(Subnet, "site__", "subnet_id")
with_use = _found(AddressUse, "site__", "use_id")
with_vlan = _found(Vlan, "site__", "vlan_id")
with_place = _found(Place, "site__", "place_id")


def network_crumbs(client: Client) -> list[Crumb]:
    return [*client_crumbs(client), Crumb(_("Network"), reverse("network:client", args=[client.id]))]


def plan_crumbs(client: Client) -> list[Crumb]:
    return [*network_crumbs(client), Crumb(_("Address plan"), plan_url(client.id))]


def plan_url(client_id: UUID) -> str:
    return reverse("network:plan", args=[client_id])


def site_url(site_id: UUID) -> str:
    return reverse("network:thing", args=["site", site_id])


def subnet_url(subnet_id: UUID) -> str:
    return reverse("network:thing", args=["subnet", subnet_id])


def address_url(site_id: UUID, address: str) -> str:
    return reverse("network:address", args=[site_id, address])
