"""Finding the thing that a page is about, its client, and where one is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gestand.core.questions import Ids, Question
from gestand.core.requests import actor_of
from gestand.network.things import THINGS, Thing, client_id_of, thing_of
from gestand.people.actions import note_opening
from gestand.people.models import Client
from gestand.people.views.common import Crumb, client_crumbs


def thing_url(row: models.Model, part: str = "thing") -> str:
    return reverse(f"network:{part}", args=[thing_of(row).kind.value, row.pk])


def visible_thing(request: HttpRequest, kind: str, thing_id: UUID) -> tuple[Thing, Any]:
    """A thing of any kind that the actor may see, with what it points to; anything else is 404. One statement."""
    thing = THINGS.get(kind)
    if thing is None:
        raise Http404
    row = next(iter(_ROWS[kind](things=(thing_id,))), None)
    if row is None or not actor_of(request).may_see_client(client_id_of(row)):
        raise Http404
    return thing, row


def _rows_of(thing: Thing) -> Question:
    points_to = [field.name for field in thing.model._meta.concrete_fields if field.is_relation]
    beside = ["site__client"] if thing.has_site else []

    def ask(things: Ids) -> models.QuerySet[Any, Any]:
        rows = thing.model._default_manager.filter(pk__among=things)  # noqa: SLF001 - Django's documented API
        return rows.select_related(*points_to, *beside)

    return Question(ask)


_ROWS = {kind: _rows_of(thing) for kind, thing in THINGS.items()}


def with_thing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the thing that the actor may see; anything else is 404."""

    @wraps(view)
    def found(request: HttpRequest, kind: str, thing_id: UUID) -> HttpResponse:
        actor = actor_of(request)
        thing, row = visible_thing(request, kind, thing_id)
        client = client_of(row)
        note_opening(by=actor, at=timezone.now(), client_id=client.id)
        return view(request, thing=thing, row=row, client=client, actor=actor)

    return found


def client_of(row: models.Model) -> Client:
    found: Client = row.client if hasattr(row, "client") else row.site.client  # type: ignore[attr-defined]
    return found


def network_tab(client: Client) -> str:
    return reverse("network:client", args=[client.id])


def network_crumbs(client: Client, *of: models.Model) -> list[Crumb]:
    """Clients, the client, its network, and the thing that a small page is about."""
    things = [Crumb(str(row), thing_url(row)) for row in of]
    return [*client_crumbs(client), Crumb(_("Network"), network_tab(client)), *things]
