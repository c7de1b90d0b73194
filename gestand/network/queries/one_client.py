"""A client's documentation at a glance: its picture, how complete it is, and of each kind the first few; one statement.

However much is documented, what comes out of it stays small: counts, and at most ``FEW`` rows of each kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.gathering import Reading, together
from gestand.core.house import Label
from gestand.core.paths import path_of
from gestand.core.questions import Ids, Question
from gestand.network import picture
from gestand.network.completeness import Missing
from gestand.network.ends import End
from gestand.network.kinds import ICONS
from gestand.network.models import (
    Device,
    DeviceKind,
    DeviceState,
    LineKind,
    MailboxKind,
    ThingKind,
    WirelessSecurity,
)
from gestand.network.paths import thing_path
from gestand.network.picture import natural
from gestand.network.queries.completeness import Score, score_reading
from gestand.network.queries.picture import devices_here, network_reading
from gestand.network.queries.watch import client_ends
from gestand.network.things import THINGS, Thing
from gestand.people.models import Client, ClientKind
from gestand.ui.formats import day_words

FEW = 8
#: Who is looked for first: at home what one works with, in a firm what carries the rest.
_AT_HOME = ("computer", "tablet", "phone", "printer", "nas", "server", "television", "router", "access_point", "switch")
_IN_A_FIRM = ("router", "server", "nas", "switch", "access_point", "ups", "computer", "printer", "phone", "tablet")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing in a line: what it is called, what it is, and what stands at its right."""

    title: str
    words: str
    url: str
    icon: str
    number: str = ""  # an address
    state: str = ""  # of a device that is not in use: its value, and in words
    state_words: str = ""


@dataclass(frozen=True, slots=True)
class ShortList:
    """The first things of a kind, and how many there are."""

    thing: Thing
    rows: Sequence[Row]
    count: int
    all_url: str
    new_url: str


@dataclass(frozen=True, slots=True)
class KindCount:
    kind: str
    label: Label
    icon: str
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    network: picture.Network
    score: Score
    devices: ShortList
    kinds: Sequence[KindCount]
    lists: Sequence[ShortList]
    more: Sequence[tuple[Thing, str]]  # of which nothing is documented yet, with the address of its form
    next: Sequence[tuple[Missing, str]]  # what is missing, with where it is answered
    ends: Sequence[End]

    @property
    def is_empty(self) -> bool:
        return self.score.completeness.is_empty


def overview_of(client: Client, *, at: datetime) -> Overview:
    """Everything that the client's Network tab shows."""
    clients = (client.id,)
    readings: list[Reading[Any]] = [
        network_reading(client),
        score_reading(client),
        client_ends(client.id, at=at),
        Reading(list, devices_here.about(clients=clients)),
        *(Reading(list, question.about(clients=clients)) for question in _FIRST.values()),
    ]
    return together(lambda made: _overview(client, *made), readings).ask()


def _overview(
    client: Client,
    network: picture.Network,
    score: Score,
    ends: list[End],
    devices: list[Any],
    *firsts: list[Any],
) -> Overview:
    addresses = {node.id: node.address for node in network.nodes}
    lists, with_site = [], score.counts.get("sites", 0) > 1
    for (kind, told), rows in zip(_TOLD.items(), firsts, strict=True):
        count = score.counts.get(told.counted, 0)
        if not rows or (kind == ThingKind.SITE and count == 1 and client.kind == ClientKind.HOUSEHOLD):
            continue  # a home has one, which nobody had to name
        thing = THINGS[kind]
        lists.append(
            ShortList(
                thing,
                [_row(thing, told, row, with_site=with_site) for row in rows],
                count,
                path_of("network:things", client.id, kind.value),
                path_of("network:thing-new", client.id, kind.value),
            )
        )
    return Overview(
        network=network,
        score=score,
        devices=_devices(client, devices, addresses),
        kinds=_kinds(devices),
        lists=lists,
        ends=ends,
        more=[
            (THINGS[kind], path_of("network:thing-new", client.id, kind.value))
            for kind, told in _TOLD.items()
            if not score.counts.get(told.counted, 0)
        ],
        next=[
            (missing, path_of("network:question", client.id, missing.question.code))
            for missing in score.completeness.open
        ],
    )


def _row(thing: Thing, told: _Told, row: Sequence[Any], *, with_site: bool) -> Row:
    one, *columns = row
    site = columns.pop(0) if thing.kind in _OF_SITES else ""
    title, words = told.words(*columns)
    return Row(title, _joined(words, site if with_site else ""), thing_path(thing.kind, one), thing.icon)


def _devices(client: Client, devices: Sequence[Any], addresses: Mapping[str, str]) -> ShortList:
    order = _IN_A_FIRM if client.kind == ClientKind.BUSINESS else _AT_HOME
    ranks = {kind: rank for rank, kind in enumerate(order)}
    first = sorted(devices, key=lambda row: (ranks.get(row[1], len(ranks)), natural(row[2]), row[0]))[:FEW]
    states = dict(DeviceState.choices)
    rows = []
    for one, kind, name, state, _site, make, model, system, place in first:
        known = " ".join(filter(None, [make, model])) or str(DeviceKind(kind).label)
        rows.append(
            Row(
                name,
                _joined(known, system, place),
                thing_path(ThingKind.DEVICE, one),
                ICONS.get(kind, ICONS[DeviceKind.OTHER]),
                number=addresses.get(str(one), ""),
                state="" if state == DeviceState.IN_USE else state,
                state_words="" if state == DeviceState.IN_USE else str(states[state]),
            )
        )
    everything = f"{reverse('network:device-list')}?client={client.id.hex}"
    return ShortList(THINGS[ThingKind.DEVICE], rows, len(devices), everything, "")


def _kinds(devices: Sequence[Any]) -> list[KindCount]:
    counts = Counter(row[1] for row in devices)
    return [
        KindCount(kind.value, kind.label, ICONS[kind], counts[kind.value])
        for kind in DeviceKind
        if counts.get(kind.value)
    ]


def _joined(*words: object) -> str:
    return " · ".join(dict.fromkeys(str(each) for each in words if each))


def _until(day: date | None) -> str:
    return _("until %(day)s") % {"day": day_words(day)} if day else ""


def _speed(down: int | None, up: int | None) -> str:
    return f"{down}/{up or '?'} Mbit/s" if down else ""


def _site(name: str, street: str | None, city: str | None) -> tuple[str, str]:
    return name, _joined(street, city)


def _line(provider: str, kind: str, down: int | None, up: int | None, *more: Any) -> tuple[str, str]:
    address, ends_on = more
    return provider, _joined(LineKind(kind).label, _speed(down, up), address, _until(ends_on))


def _wireless(name: str, security: str, is_for_guests: bool) -> tuple[str, str]:
    return name, _joined(_("for guests") if is_for_guests else "", WirelessSecurity(security).label)


def _subnet(name: str, prefix: str, number: int | None) -> tuple[str, str]:
    return name or prefix, _joined(prefix if name else "", f"VLAN {number}" if number else "")


def _licence(product: str, publisher: str, seats: int | None, ends_on: date | None) -> tuple[str, str]:
    held = ngettext("%(count)s seat", "%(count)s seats", seats) % {"count": seats} if seats else ""
    return product, _joined(publisher, held, _until(ends_on))


def _domain(name: str, registrar: str, mail_at: str, expires_on: date | None) -> tuple[str, str]:
    return name, _joined(registrar, mail_at, _until(expires_on))


def _certificate(name: str, issuer: str, device: str | None, expires_on: date) -> tuple[str, str]:
    return name, _joined(issuer, device, _until(expires_on))


def _tenant(name: str, service: str) -> tuple[str, str]:
    return name, service


def _mailbox(address: str, kind: str, *person: str | None) -> tuple[str, str]:
    return address, _joined(MailboxKind(kind).label, " ".join(filter(None, person)))


def _account(service: str, user_name: str, device: str | None, *person: str | None) -> tuple[str, str]:
    return service, _joined(user_name, " ".join(filter(None, person)), device)


def _backup(what: str, where_to: str, program: str, last_success_on: date | None) -> tuple[str, str]:
    worked = (
        _("worked on %(day)s") % {"day": day_words(last_success_on)}
        if last_success_on
        else _("not known to have worked")
    )
    return what, _joined(where_to, program, worked)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a line says of a thing: the name under which its kind is counted, its columns, and its words by them."""

    counted: str
    columns: tuple[str, ...]
    words: Callable[..., tuple[str, str]]


_PERSON = ("person__given_name", "person__name_prefix", "person__family_name")
_TOLD: Mapping[ThingKind, _Told] = {
    ThingKind.SITE: _Told("sites", ("name", "address__street", "address__city"), _site),
    ThingKind.CONNECTION: _Told(
        "lines", ("provider", "kind", "down_mbit", "up_mbit", "external_ipv4", "ends_on"), _line
    ),
    ThingKind.WIRELESS: _Told("wireless", ("name", "security", "is_for_guests"), _wireless),
    ThingKind.SUBNET: _Told("subnets", ("name", "prefix", "vlan__number"), _subnet),
    ThingKind.LICENCE: _Told("licences", ("product", "publisher", "seats", "ends_on"), _licence),
    ThingKind.DOMAIN: _Told("domains", ("name", "registrar", "mail_at", "expires_on"), _domain),
    ThingKind.CERTIFICATE: _Told("certificates", ("name", "issuer", "device__name", "expires_on"), _certificate),
    ThingKind.TENANT: _Told("tenants", ("name", "service"), _tenant),
    ThingKind.MAILBOX: _Told("mailboxes", ("address", "kind", *_PERSON), _mailbox),
    ThingKind.ACCOUNT: _Told("accounts", ("service", "user_name", "device__name", *_PERSON), _account),
    ThingKind.BACKUP: _Told("backups", ("what", "where_to", "program", "last_success_on"), _backup),
}


_OF_SITES = frozenset(kind for kind in _TOLD if THINGS[kind].has_site)


def _first_of(kind: ThingKind) -> Question:
    thing = THINGS[kind]

    def ask(clients: Ids) -> QuerySet[Any, Any]:
        rows = thing.model._default_manager.filter(**{f"{thing.client_path}_id__among": clients})  # noqa: SLF001 - Django's documented API
        site = ("site__name",) if kind in _OF_SITES else ()
        return rows.values_list("id", *site, *_TOLD[kind].columns)[:FEW]

    return Question(ask)


_FIRST: Mapping[ThingKind, Question] = {kind: _first_of(kind) for kind in _TOLD}

PAGE = 50


@dataclass(frozen=True, slots=True)
class Shelf:
    """The things of one kind, in their order."""

    thing: Thing
    rows: Sequence[Any]


def shelf_of(client_id: UUID, kind: str, *, device_kind: str = "") -> QuerySet[Any]:
    """All things of one kind, each with what its list shows; devices that went stand last."""
    thing = THINGS[kind]
    shown = [name for name in thing.main if thing.model._meta.get_field(name).is_relation]
    beside = [*shown, *(["site"] if thing.has_site or thing.kind == ThingKind.DEVICE else [])]
    rows = thing.of_client(client_id).select_related(*beside)
    return rows.filter(kind=device_kind) if device_kind and thing.model is Device else rows
