"""What this room offers to search: each thing that is documented, by its names, numbers and addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from gestand.core.search.interface import Entry, SearchSource
from gestand.network.models import AddressUse, DeviceState, Interface, ThingKind
from gestand.network.things import THINGS, Thing
from gestand.people.models import Client

_AT_ONCE = 500
_NORMAL, _GONE = 0, -1
#: Behind clients and persons, before conversations; a device before what belongs to it.
_FIRST_ORDER = 30


def search_kind(kind: str) -> str:
    """Under which name a kind of thing stands in the index."""
    return kind if kind == ThingKind.DEVICE else f"network_{kind}"


def _device(row: Any, client: Client) -> dict[str, Any]:
    made = " ".join(filter(None, [row.make, row.model]))
    interfaces, uses = row.interfaces.all(), row.addresses.all()
    return {
        "title": row.name,
        "detail": " · ".join(filter(None, [client.name, made or row.get_kind_display(), row.place and row.place.name])),
        "words": " ".join(
            [made, row.host_name, row.serial_number, _unbroken(row.serial_number), row.short_id, client.name]
        ),
        "addresses": (*(each.mac for each in interfaces if each.mac), *(use.address for use in uses)),
        "weight": _GONE if row.state == DeviceState.GONE else _NORMAL,
    }


def _unbroken(number: str) -> str:
    """A serial number without its dashes and blanks, as somebody may type it."""
    bare = re.sub(r"[\W_]+", "", number)
    return bare if bare != number else ""


def _site(row: Any, client: Client) -> dict[str, Any]:
    return {"title": row.name, "detail": _of(client, row.address), "words": _words(client, row.address)}


def _connection(row: Any, client: Client) -> dict[str, Any]:
    return {
        "title": row.provider,
        "detail": _of(client, row.site.name),
        "words": _words(client, row.contract_number, _unbroken(row.contract_number)),
        "addresses": tuple(each.partition("/")[0] for each in (row.external_ipv4, row.external_ipv6) if each),
    }


def _wireless(row: Any, client: Client) -> dict[str, Any]:
    return {"title": row.name, "detail": _of(client, row.site.name), "words": _words(client)}


def _subnet(row: Any, client: Client) -> dict[str, Any]:
    return {
        "title": row.name or row.prefix,
        "detail": _of(client, row.prefix if row.name else row.site.name),
        "words": _words(client, row.prefix if row.name else ""),
        "addresses": tuple(filter(None, [row.prefix.partition("/")[0], row.gateway])),
    }


def _licence(row: Any, client: Client) -> dict[str, Any]:
    words = _words(client, row.publisher, row.contract_number, _unbroken(row.contract_number))
    return {"title": row.product, "detail": _of(client, row.publisher), "words": words}


def _domain(row: Any, client: Client) -> dict[str, Any]:
    return {"title": row.name, "detail": _of(client, row.registrar), "words": _words(client, row.registrar)}


def _certificate(row: Any, client: Client) -> dict[str, Any]:
    return {"title": row.name, "detail": _of(client, row.issuer), "words": _words(client, row.issuer)}


def _tenant(row: Any, client: Client) -> dict[str, Any]:
    return {"title": row.name, "detail": _of(client, row.service), "words": _words(client, row.service, row.identifier)}


def _mailbox(row: Any, client: Client) -> dict[str, Any]:
    words = _words(client, row.provider, row.forwards_to)
    return {"title": row.address, "detail": _of(client, row.get_kind_display()), "words": words}


def _account(row: Any, client: Client) -> dict[str, Any]:
    words = _words(client, row.user_name, row.website.partition("://")[2] or row.website)
    return {"title": row.service, "detail": _of(client, row.user_name), "words": words}


def _backup(row: Any, client: Client) -> dict[str, Any]:
    words = _words(client, row.where_to, row.program)
    return {"title": row.what, "detail": _of(client, row.where_to), "words": words}


def _of(client: Client, more: object) -> str:
    return f"{client.name} · {more}" if more else client.name


def _words(client: Client, *more: object) -> str:
    return " ".join([client.name, *(str(each) for each in more if each)])


_TOLD: dict[str, Callable[[Any, Client], dict[str, Any]]] = {
    ThingKind.SITE: _site,
    ThingKind.CONNECTION: _connection,
    ThingKind.WIRELESS: _wireless,
    ThingKind.SUBNET: _subnet,
    ThingKind.DEVICE: _device,
    ThingKind.LICENCE: _licence,
    ThingKind.DOMAIN: _domain,
    ThingKind.CERTIFICATE: _certificate,
    ThingKind.TENANT: _tenant,
    ThingKind.MAILBOX: _mailbox,
    ThingKind.ACCOUNT: _account,
    ThingKind.BACKUP: _backup,
}


def _rows(thing: Thing) -> QuerySet[Any]:
    rows: QuerySet[Any] = thing.model._default_manager.select_related(thing.client_path)  # noqa: SLF001 - Django's documented API
    if thing.kind == ThingKind.SITE:
        return rows.select_related("client", "address")
    if thing.kind != ThingKind.DEVICE:
        return rows
    now = AddressUse.objects.filter(until_on__isnull=True).order_by("id").only("device_id", "address")
    with_mac = Interface.objects.exclude(mac="").order_by("id").only("device_id", "mac")
    return rows.select_related("client", "place").prefetch_related(
        Prefetch("interfaces", with_mac), Prefetch("addresses", now)
    )


def _source(thing: Thing, order: int) -> SearchSource:
    kind, tell = search_kind(thing.kind.value), _TOLD[thing.kind]

    def entries(ids: Iterable[UUID] | None) -> Iterator[Entry]:
        rows = _rows(thing).order_by("pk")
        for row in (rows if ids is None else rows.filter(pk__in=list(ids))).iterator(chunk_size=_AT_ONCE):
            client = row.site.client if thing.has_site else row.client
            yield Entry(kind=kind, id=row.pk, client_id=client.id, ended_on=client.ended_on, **tell(row, client))

    def url(row_id: UUID, _client_id: UUID | None) -> str:
        return reverse("network:thing", args=[thing.kind.value, row_id])

    def of_client(client_id: UUID) -> Iterable[UUID]:
        return list(thing.of_client(client_id).order_by().values_list("pk", flat=True))

    return SearchSource(kind, thing.many, thing.icon, order, url, entries, of_client=of_client)


def _ordered() -> list[Thing]:
    return sorted(THINGS.values(), key=lambda thing: thing.kind != ThingKind.DEVICE)


SOURCES = tuple(_source(thing, _FIRST_ORDER + place) for place, thing in enumerate(_ordered()))
