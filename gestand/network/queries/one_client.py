"""A client's documentation at a glance: its picture, how complete it is, and of each kind the first few; one statement.

However much is documented, what comes out of it stays small: counts, and at most ``FEW`` rows of each kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.gathering import Reading, together
from gestand.core.house import Label
from gestand.core.questions import Ids, Question
from gestand.network import picture
from gestand.network.kinds import ICONS
from gestand.network.models import Device, DeviceKind, DeviceState, Licence, Mailbox, ThingKind
from gestand.network.picture import natural
from gestand.network.queries.completeness import Score, score_reading
from gestand.network.queries.picture import devices_here, network_reading
from gestand.network.things import THINGS, Thing
from gestand.people.models import Client, ClientKind
from gestand.ui.formats import day_words

FEW = 8
#: Who is looked for first: at home what one works with, in a firm what carries the rest.
_AT_HOME = ("computer", "phone", "printer", "nas", "server", "television", "router", "access_point", "switch")
_IN_A_FIRM = ("router", "server", "nas", "switch", "access_point", "ups", "computer", "printer", "phone")
#: Whose first rows are asked, and under which name they are counted.
_COUNTED = {
    ThingKind.SITE: "sites",
    ThingKind.CONNECTION: "lines",
    ThingKind.WIRELESS: "wireless",
    ThingKind.SUBNET: "subnets",
    ThingKind.LICENCE: "licences",
    ThingKind.DOMAIN: "domains",
    ThingKind.CERTIFICATE: "certificates",
    ThingKind.TENANT: "tenants",
    ThingKind.MAILBOX: "mailboxes",
    ThingKind.ACCOUNT: "accounts",
    ThingKind.BACKUP: "backups",
}


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
    more: Sequence[Thing]  # of which nothing is documented yet

    @property
    def is_empty(self) -> bool:
        return self.score.completeness.is_empty


def overview_of(client: Client) -> Overview:
    """Everything that the client's Network tab shows."""
    clients = (client.id,)
    readings: list[Reading[Any]] = [
        network_reading(client),
        score_reading(client),
        Reading(list, devices_here.about(clients=clients)),
        *(Reading(list, question.about(clients=clients)) for question in _FIRST.values()),
    ]
    return together(lambda made: _overview(client, *made), readings).ask()


def _overview(
    client: Client, network: picture.Network, score: Score, devices: list[Any], *firsts: list[Any]
) -> Overview:
    addresses = {node.id: node.address for node in network.nodes}
    lists, with_site = [], score.counts.get("sites", 0) > 1
    for (kind, _question), rows in zip(_FIRST.items(), firsts, strict=True):
        count = score.counts.get(_COUNTED[kind], 0)
        if not rows or (kind == ThingKind.SITE and count == 1 and client.kind == ClientKind.HOUSEHOLD):
            continue  # a home has one, which nobody had to name
        thing = THINGS[kind]
        lists.append(ShortList(thing, [_row(thing, row, with_site=with_site) for row in rows], count))
    return Overview(
        network=network,
        score=score,
        devices=_devices(client, devices, addresses),
        kinds=_kinds(devices),
        lists=lists,
        more=[thing for kind, thing in THINGS.items() if _is_unknown(ThingKind(kind), score, devices)],
    )


def _is_unknown(kind: ThingKind, score: Score, devices: Sequence[Any]) -> bool:
    return not devices if kind == ThingKind.DEVICE else not score.counts.get(_COUNTED[kind], 0)


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
                _thing_url(ThingKind.DEVICE, one),
                ICONS.get(kind, ICONS[DeviceKind.OTHER]),
                number=addresses.get(str(one), ""),
                state="" if state == DeviceState.IN_USE else state,
                state_words="" if state == DeviceState.IN_USE else str(states[state]),
            )
        )
    return ShortList(THINGS[ThingKind.DEVICE], rows, len(devices))


def _kinds(devices: Sequence[Any]) -> list[KindCount]:
    counts = Counter(row[1] for row in devices)
    return [
        KindCount(kind.value, kind.label, ICONS[kind], counts[kind.value])
        for kind in DeviceKind
        if counts.get(kind.value)
    ]


def _thing_url(kind: ThingKind, one: UUID) -> str:
    return reverse("network:thing", args=[kind.value, one])


def _joined(*words: object) -> str:
    return " · ".join(dict.fromkeys(str(each) for each in words if each))


def _row(thing: Thing, row: Any, *, with_site: bool) -> Row:
    title, words = _WORDS[thing.kind](row)
    site = row.site.name if with_site and thing.has_site else ""
    return Row(title or str(row), _joined(words, site, _day(thing, row)), _thing_url(thing.kind, row.pk), thing.icon)


def _day(thing: Thing, row: Any) -> str:
    """Until when it runs, or since when a backup is good."""
    if thing.kind == ThingKind.BACKUP:
        worked = row.last_success_on
        return _("worked on %(day)s") % {"day": day_words(worked)} if worked else _("not known to have worked")
    ends = getattr(row, thing.ends) if thing.ends else None
    return _("until %(day)s") % {"day": day_words(ends)} if ends else ""


def _seats(row: Licence) -> str:
    return ngettext("%(count)s seat", "%(count)s seats", row.seats) % {"count": row.seats} if row.seats else ""


def _speed(row: Any) -> str:
    return f"{row.down_mbit}/{row.up_mbit or '?'} Mbit/s" if row.down_mbit else ""


def _whose(row: Mailbox | Any) -> str:
    return row.person.full_name if row.person else ""


#: What a line says of a thing: its title, and what comes after it.
_WORDS: Mapping[ThingKind, Callable[[Any], tuple[str, str]]] = {
    ThingKind.SITE: lambda row: (row.name, _joined(row.address.street, row.address.city) if row.address else ""),
    ThingKind.CONNECTION: lambda row: (
        row.provider,
        _joined(row.get_kind_display(), _speed(row), row.external_ipv4),
    ),
    ThingKind.WIRELESS: lambda row: (
        row.name,
        _joined(_("for guests") if row.is_for_guests else "", row.get_security_display()),
    ),
    ThingKind.SUBNET: lambda row: (
        row.name or row.prefix,
        _joined(row.prefix, f"VLAN {row.vlan.number}" if row.vlan else ""),
    ),
    ThingKind.LICENCE: lambda row: (row.product, _joined(row.publisher, _seats(row))),
    ThingKind.DOMAIN: lambda row: (row.name, _joined(row.registrar, row.mail_at)),
    ThingKind.CERTIFICATE: lambda row: (row.name, _joined(row.issuer, row.device)),
    ThingKind.TENANT: lambda row: (row.name, row.service),
    ThingKind.MAILBOX: lambda row: (row.address, _joined(row.get_kind_display(), _whose(row))),
    ThingKind.ACCOUNT: lambda row: (row.service, _joined(row.user_name, _whose(row), row.device)),
    ThingKind.BACKUP: lambda row: (row.what, _joined(row.where_to, row.program)),
}
_BESIDE: Mapping[ThingKind, tuple[str, ...]] = {
    ThingKind.SITE: ("address",),
    ThingKind.CONNECTION: ("site",),
    ThingKind.WIRELESS: ("site",),
    ThingKind.SUBNET: ("site", "vlan"),
    ThingKind.CERTIFICATE: ("device",),
    ThingKind.MAILBOX: ("person",),
    ThingKind.ACCOUNT: ("person", "device"),
}


def _first_of(kind: ThingKind) -> Question:
    thing = THINGS[kind]

    def ask(clients: Ids) -> QuerySet[Any, Any]:
        rows = thing.model._default_manager.filter(**{f"{thing.client_path}_id__among": clients})  # noqa: SLF001 - Django's documented API
        return rows.select_related(*_BESIDE.get(kind, ()))[:FEW]

    return Question(ask)


_FIRST: Mapping[ThingKind, Question] = {kind: _first_of(kind) for kind in _COUNTED}

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
