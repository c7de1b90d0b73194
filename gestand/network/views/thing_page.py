"""The page of each thing that is documented: what is known, what belongs to it, what depends on it, its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from gestand.core.actors import Actor
from gestand.core.gathering import read_all, reading_of
from gestand.core.house import house
from gestand.network.facts import groups_of
from gestand.network.kinds import CARRIES, ICONS, STATE_TONES, WITH_USER
from gestand.network.models import BackupPlan, Device, DeviceState, ThingKind
from gestand.network.queries.failures import consequences_of, thing_address
from gestand.network.queries.graph import Graph, graph_of
from gestand.network.queries.history import history_of
from gestand.network.queries.thing_parts import (
    certificates_for,
    mailboxes_in_domain,
    mailboxes_of_tenant,
    parts_of_device,
    seats_of_licence,
)
from gestand.network.registries.lists import Registry, file_of, head_of
from gestand.network.things import Thing
from gestand.network.views.finding import network_crumbs, with_thing
from gestand.people.models import Client

_WHOLE_HISTORY = 1000


@require_GET
@with_thing
def thing_page(request: HttpRequest, *, thing: Thing, row: Any, client: Client, actor: Actor) -> HttpResponse:
    graph = graph_of(client.id)
    history = history_of(row.pk, thing.kind.value)
    return render(
        request,
        "network/thing.html",
        {
            "thing": thing,
            "client": client,
            "icon": icon_of(thing, row),
            "kind_words": row.get_kind_display() if isinstance(row, Device) else thing.kind.label,
            "crumbs": network_crumbs(client),
            "groups": groups_of(thing, row, history.earlier),
            "kind": thing.kind.value,
            "row": row,
            "history": history,
            "history_url": reverse("network:thing-history", args=[thing.kind.value, row.pk]),
            "consequences": consequences_of(row.pk, graph),
            "needed": _needed(row.pk, graph),
            "panels": _panels(thing, row, client, actor),
            **_OF_KIND.get(thing.kind.value, _nothing_more)(row),
        },
    )


@require_GET
@with_thing
def thing_history(request: HttpRequest, *, thing: Thing, row: Any, client: Client, actor: Actor) -> HttpResponse:  # noqa: ARG001 - as every page of a thing
    """Every change that is known."""
    return render(
        request,
        "network/history.html",
        {
            "row": row,
            "crumbs": network_crumbs(client, row),
            "history": history_of(row.pk, thing.kind.value, newest=_WHOLE_HISTORY),
        },
    )


@require_GET
@with_thing
def thing_fails(request: HttpRequest, *, thing: Thing, row: Any, client: Client, actor: Actor) -> HttpResponse:  # noqa: ARG001 - as every page of a thing
    """What stops with it, and what it depends on: a page apart for what has a long page already."""
    graph = graph_of(client.id)
    return render(
        request,
        "network/fails.html",
        {
            "kind": thing.kind.value,
            "row": row,
            "crumbs": network_crumbs(client, row),
            "consequences": consequences_of(row.pk, graph),
            "needed": _needed(row.pk, graph),
        },
    )


def icon_of(thing: Thing, row: Any) -> str:
    return ICONS.get(row.kind, thing.icon) if isinstance(row, Device) else thing.icon


def _needed(thing_id: Any, graph: Graph) -> list[dict[str, Any]]:
    """What it was said to depend on; what it hangs on tells the cable."""
    return [
        {"id": one, "name": node.name, "icon": node.icon, "url": thing_address(node)}
        for one, dependent, needed in graph.dependencies
        if dependent == thing_id and (node := graph.nodes.get(needed)) is not None
    ]


def _panels(thing: Thing, row: Any, client: Client, actor: Actor) -> list[tuple[str, dict[str, Any]]]:
    """What other rooms add: (template, context)."""
    panels = [panel for panel in house.thing_panels if not panel.kinds or thing.kind.value in panel.kinds]
    given = {
        "actor": actor,
        "kind": thing.kind.value,
        "thing_id": row.pk,
        "client_id": client.id,
        "at": timezone.now(),
    }
    contexts = read_all([reading_of(panel.context, **given) for panel in panels])
    return [(panel.template, context) for panel, context in zip(panels, contexts, strict=True) if context]


def _nothing_more(row: Any) -> dict[str, Any]:  # noqa: ARG001 - as the others
    return {}


def _device(row: Device) -> dict[str, Any]:
    makers = head_of(file_of(Registry.MAC_MAKERS))
    parts = parts_of_device(row.pk)
    return {
        "parts": parts,
        "addresses": parts.addresses,
        "site_id": row.site_id,
        "state_tone": STATE_TONES.get(row.state, ""),
        "is_gone": row.state == DeviceState.GONE,
        "carries": row.kind in CARRIES,
        "has_user": row.kind in WITH_USER and row.state != DeviceState.GONE,
        "makers": makers,
    }


def _backup(row: BackupPlan) -> dict[str, Any]:
    today = timezone.localdate()
    age = (today - row.last_success_on).days if row.last_success_on else None
    return {
        "today": today,
        "age_days": age,
        "is_late": age is None or age > row.every_days,
        "worked_today": age == 0,
    }


_OF_KIND: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    ThingKind.DEVICE: _device,
    ThingKind.BACKUP: _backup,
    ThingKind.LICENCE: lambda row: {"holding": seats_of_licence(row)},
    ThingKind.DOMAIN: lambda row: {
        "mailboxes": mailboxes_in_domain(row),
        "certificates": certificates_for(row),
    },
    ThingKind.TENANT: lambda row: {"mailboxes": mailboxes_of_tenant(row)},
}
