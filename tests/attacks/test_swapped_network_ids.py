"""The network room under a stand-in who puts another client's ids in addresses and forms, and under who only looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice
from uuid import UUID

import pytest
from django.apps import apps
from django.core import serializers
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from gestand.core.house import Access
from gestand.network.actions.books import ask_book
from gestand.network.imports import actions as importing
from gestand.network.models import (
    AddressUse,
    CalendarFeed,
    Change,
    Dependency,
    Device,
    DeviceListChoice,
    DevicePhoto,
    DeviceUser,
    DeviceView,
    Interface,
    Licence,
    LicenceSeat,
    Link,
    ListSettings,
    NetworkBook,
    NetworkImport,
    Place,
    Site,
    Subnet,
    Vlan,
)
from gestand.network.things import THINGS
from gestand.people.models import Client
from tests.cast import Cast
from tests.network.everything import photo_of, write_everything
from tests.test_access_sweep import UNKNOWN, Address, body_of, reachable

#: About an account's own way of looking, not about a client.
ONES_OWN = (CalendarFeed, DeviceListChoice, DeviceView, ListSettings)
#: By the name of an address's parameter the tables whose rows it takes.
ROWS: dict[str, tuple[type[models.Model], ...]] = {
    "device_id": (Device,),
    "site_id": (Site,),
    "subnet_id": (Subnet,),
    "licence_id": (Licence,),
    "vlan_id": (Vlan,),
    "place_id": (Place,),
    "use_id": (AddressUse,),
    "book_id": (NetworkBook,),
    "import_id": (NetworkImport,),
    "part_id": (Interface, Link, DeviceUser, DevicePhoto, LicenceSeat, Dependency),
    "thing_id": tuple(thing.model for thing in THINGS.values()),
}
KINDS = {thing.model: kind for kind, thing in THINGS.items()}
WORDS = {"kind": "device", "code": "wifi", "address": "192.168.10.21", "what": "warranty"}
BY_CONVERTER = {"UUIDConverter": UNKNOWN, "StringConverter": "onzin", "SlugConverter": "onzin", "IntConverter": 1}


def addresses() -> list[Address]:
    return [each for each in reachable() if each.view_name.startswith("network:") and each.access is not Access.PUBLIC]


def everything() -> str:
    """Every row of the room, as text."""
    tables = [model for model in apps.get_app_config("network").get_models() if model not in ONES_OWN]
    return "\n".join(serializers.serialize("json", model._default_manager.order_by("pk")) for model in tables)


def rows_of(client: Client, name: str) -> Iterator[tuple[str, UUID]]:
    """A row of a client of each table that fits a parameter, with the kind of thing that it is."""
    for model in ROWS[name]:
        rows = (row for row in model._default_manager.order_by("pk") if owner_of(row) == client.id)
        for row in islice(rows, 1):
            yield KINDS.get(model, "device"), row.pk


def owner_of(row: models.Model) -> UUID | None:
    """The client that a row is about, by the path that its declaration names."""
    found: object = row
    for step in str(type(row).personal.held_for.client).split("__"):  # type: ignore[attr-defined]
        found = getattr(found, step)
    return found.pk if isinstance(found, Client) else None  # type: ignore[union-attr]


def urls_with(address: Address, client: Client) -> Iterator[tuple[str, str]]:
    """Each address with each row of the client that fits, and the same address with an id that is nobody's."""
    ids = [name for name, kind in address.converters if kind == "UUIDConverter"]
    words = {name: WORDS.get(name, BY_CONVERTER[kind]) for name, kind in address.converters if name not in ids}
    if ids == ["client_id"]:
        yield url_of(address, words | {"client_id": client.id}), url_of(address, words | {"client_id": UNKNOWN})
    for name in ids:
        if name in ROWS:
            for kind, pk in rows_of(client, name):
                here = words | ({"kind": kind} if "kind" in words else {})
                yield url_of(address, here | {name: pk}), url_of(address, here | {name: UNKNOWN})


def url_of(address: Address, values: dict[str, object]) -> str:
    return reverse(address.view_name, kwargs=values)


@pytest.fixture
def jansens(cast: Cast) -> Client:
    """A household with a row in every table, a book and an import; Bram may not see it."""
    client = write_everything(cast, cast.jansen, cast.eva)
    now = timezone.now()
    ask_book(client, language="nl", by=cast.owner, at=now)
    file = BytesIO(b"MAC;Naam\n00:1b:44:11:3a:b8;Tablet\n")
    importing.stage_file(file, name="lijst.csv", client=client, by=cast.owner, at=now)
    return client


def test_every_id_of_an_address_of_the_room_is_tried() -> None:
    names = {name for address in addresses() for name, kind in address.converters if kind == "UUIDConverter"}
    assert names - set(ROWS) - {"client_id", "view_id"} == set()


def test_no_address_of_the_room_tells_a_hidden_row_from_none(cast: Cast, bram: Browser, jansens: Client) -> None:
    before, wrong, asked = everything(), [], 0
    for address in addresses():
        for there, nowhere in urls_with(address, jansens):
            for method in (bram.get, bram.post):
                asked += 1
                hidden, unknown = method(there), method(nowhere)
                same = (hidden.status_code, plain(hidden, there)) == (unknown.status_code, plain(unknown, nowhere))
                if not same or hidden.status_code not in (404, 405):
                    wrong.append((address.view_name, method.__name__, hidden.status_code, unknown.status_code))
    assert not wrong
    assert asked > 100
    assert everything() == before


def heard_out(answer: HttpResponse) -> HttpResponse:
    """A file is open until it has been read."""
    if answer.streaming:
        for _piece in answer.streaming_content:  # type: ignore[attr-defined]
            pass
    return answer


def plain(answer: object, url: str) -> str:
    return body_of(answer).replace(url, "")  # type: ignore[arg-type]


def test_looking_at_any_page_of_the_room_changes_nothing(cast: Cast, anna: Browser, jansens: Client) -> None:
    before, wrong = everything(), []
    for address in addresses():
        values = {name: WORDS.get(name, BY_CONVERTER[kind]) for name, kind in address.converters}
        urls = [there for there, _nowhere in urls_with(address, jansens)] or [url_of(address, values)]
        for url in urls:
            answer = heard_out(anna.get(url))
            if answer.status_code >= 500:
                wrong.append((address.view_name, "failed"))
        if (now := everything()) != before:
            wrong.append((address.view_name, "changed something"))
            before = now
    assert not wrong


def test_no_form_of_the_room_takes_another_clients_row(cast: Cast, bram: Browser, jansens: Client) -> None:
    """Every form of the bakery, filled in with the Jansens' rows wherever it asks for one."""
    write_everything(cast, cast.bakery, cast.carla)
    theirs, rows = of_client(jansens), [row for row in rows_about_clients() if owner_of(row) == jansens.id]
    wrong, sent = [], 0
    for address in addresses():
        if address.access is not Access.TEAM or "remove" in address.view_name or "discard" in address.view_name:
            continue
        for url, _nowhere in urls_with(address, cast.bakery):
            page = heard_out(bram.get(url))
            if page.status_code != 200 or "text/html" not in page.headers.get("content-type", ""):
                continue
            for fields in stolen(page.content.decode(), cast, jansens, rows):
                sent += 1
                if bram.post(url, fields).status_code >= 500:
                    wrong.append((address.view_name, sorted(fields)))
    assert not wrong
    assert sent > 50
    assert of_client(jansens) == theirs
    assert crossed() == []


def of_client(client: Client) -> str:
    return serializers.serialize("json", [row for row in rows_about_clients() if owner_of(row) == client.id])


def rows_about_clients() -> Iterator[models.Model]:
    for model in apps.get_app_config("network").get_models():
        if getattr(getattr(model, "personal", None), "held_for", None):
            yield from model._default_manager.order_by("pk")


def crossed() -> list[str]:
    """Rows of one client that point to a row of another."""
    found = []
    for row in rows_about_clients():
        for field in row._meta.concrete_fields:
            other = getattr(row, field.name) if isinstance(field, models.ForeignKey) else None
            if other is None or other._meta.app_label != "network":
                continue
            if owner_of(other) not in (owner_of(row), None):
                found.append(f"{row._meta.label}.{field.name}")
            if isinstance(row, Dependency):
                ends = {
                    each.client_id for each in Change.objects.filter(thing_id__in=[row.dependent_id, row.needed_id])
                }
                if ends - {row.client_id}:
                    found.append("Dependency across clients")
    return found


def stolen(page: str, cast: Cast, client: Client, rows: Sequence[models.Model]) -> Iterator[dict[str, object]]:
    """The form's fields as they stand, with each of the choices that name a row replaced by the Jansens' own."""
    main = page.partition("<main")[2].partition("</main")[0]
    fields: dict[str, object] = {"name": "Van Bram", "photo": SimpleUploadedFile("a.jpg", photo_of(), "image/jpeg")}
    for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", main):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if (
            name
            and name[1] not in ("csrfmiddlewaretoken", "form_key")
            and not ('type="radio"' in tag and "checked" not in tag)
        ):
            fields[name[1]] = value[1] if value else fields.get(name[1], "")
    asked = {
        "site": Site, "place": Place, "vlan": Vlan, "subnet": Subnet, "modem": Device, "device": Device,
        "upper": Device, "lower": Device, "other": Device, "interface": Interface, "licence": Licence,
    }  # fmt: skip
    for name in [name for name in fields if name in asked]:
        for row in islice((row for row in rows if isinstance(row, asked[name])), 1):
            yield {**fields, name: str(row.pk)}
    smuggled = dict.fromkeys(("client", "client_id", "site_id", "owner", "id", "thing_id"), str(rows[0].pk))
    yield {**fields, **smuggled, "client": str(client.pk), "client_id": str(client.pk)}
    for name in [name for name in ("person", "holder", "needed", "dependent", "thing", "other") if name in fields]:
        yield {**fields, name: str(cast.eva.pk)}
        for row in islice((row for row in rows if isinstance(row, Device | Licence)), 2):
            yield {**fields, name: f"{KINDS[type(row)]}:{row.pk}"}
