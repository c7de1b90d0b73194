"""Which devices the list over all clients shows: what stands in its address, and the condition that is made of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.http import urlencode

from gestand.core.questions import Ids
from gestand.core.search import find_all
from gestand.network.findable import search_kind
from gestand.network.kernels.systems import system_ends_on
from gestand.network.models import Device, DeviceKind, DeviceState, DeviceUser, ThingKind

if TYPE_CHECKING:
    from django.http import QueryDict

    from gestand.core.actors import Actor

#: So many devices are found by words at most; more words find fewer.
MOST_FOUND = 400
HERE, ALL = "", "all"
STATES = (HERE, *DeviceState.values, ALL)
COLUMNS = (
    "client", "kind", "place", "make", "serial", "system", "address", "mac", "user", "state", "warranty", "bought",
    "supplier", "host", "seen", "changed", "short_id",
)  # fmt: skip
USUAL_COLUMNS = ("client", "make", "address", "user", "place", "warranty")
_KNOWN_SECONDS = 300
MOST_KNOWN = 500
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Order:
    """``may_miss``: devices without this day stand last, by name; "folded" is the name in small letters."""

    field: str
    down: bool = False
    may_miss: bool = False


ORDERS = {
    "name": Order("folded"),
    "-name": Order("folded", down=True),
    "warranty": Order("warranty_ends_on", may_miss=True),
    "-warranty": Order("warranty_ends_on", down=True, may_miss=True),
    "seen": Order("seen_on", may_miss=True),
    "-seen": Order("seen_on", down=True, may_miss=True),
    "-changed": Order("changed_at", down=True),
}


@dataclass(frozen=True, slots=True)
class DeviceFilter:
    """What the list shows; ``query`` is its address. No ``columns``: those of the account."""

    text: str = ""
    client: UUID | None = None
    site: UUID | None = None
    kind: str = ""
    state: str = HERE
    make: str = ""
    system: str = ""
    unsupported: bool = False
    warranty_from: date | None = None
    warranty_to: date | None = None
    seen_before: date | None = None
    without_user: bool = False
    order: str = ""
    columns: tuple[str, ...] = ()

    @classmethod
    def read(cls, query: QueryDict) -> DeviceFilter:
        """From an address; what it does not know is left out."""
        return cls(
            text=_words(query, "q"),
            client=_id(query.get("client", "")),
            site=_id(query.get("site", "")),
            kind=_known(query.get("kind", ""), DeviceKind.values),
            state=_known(query.get("state", ""), STATES),
            make=_words(query, "make"),
            system=_words(query, "system"),
            unsupported=query.get("unsupported") == "1",
            warranty_from=_day(query.get("warranty_from", "")),
            warranty_to=_day(query.get("warranty_to", "")),
            seen_before=_day(query.get("seen_before", "")),
            without_user=query.get("without_user") == "1",
            order=_known(query.get("order", ""), ORDERS),
            columns=known_columns(query.getlist("column")),
        )

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Names and values of its address, what is usual left out."""
        told: list[tuple[str, str]] = []
        for name, key in _KEYS.items():
            value = getattr(self, name)
            if value is True:
                told.append((key, "1"))
            elif value:
                told.append((key, str(value)))
        return [*told, *(("column", name) for name in self.columns)]

    @property
    def query(self) -> str:
        return urlencode(self.parts)

    @property
    def url(self) -> str:
        """A list without any filter says so: otherwise it would open with the saved list that was chosen for it."""
        return f"?{self.query or 'order=name'}"

    def but(self, **changes: Any) -> DeviceFilter:
        return replace(self, **changes)

    @property
    def is_narrowed(self) -> bool:
        return self.but(order="", columns=()) != DeviceFilter()

    @property
    def shown_order(self) -> str:
        """The chosen order, else the one that its filters ask for."""
        if self.order:
            return self.order
        if self.warranty_from or self.warranty_to:
            return "warranty"
        return "seen" if self.seen_before else "name"


#: Fields of a filter and their names in the address.
_KEYS = {
    "text": "q",
    "client": "client",
    "site": "site",
    "kind": "kind",
    "state": "state",
    "make": "make",
    "system": "system",
    "unsupported": "unsupported",
    "warranty_from": "warranty_from",
    "warranty_to": "warranty_to",
    "seen_before": "seen_before",
    "without_user": "without_user",
    "order": "order",
}


def known_columns(names: Sequence[str]) -> tuple[str, ...]:
    """Those that there are, in the order given, each once."""
    return tuple(dict.fromkeys(name for name in names if name in COLUMNS))


def _words(query: QueryDict, name: str) -> str:
    return " ".join(query.get(name, "").replace("\x00", "").split())[:_LONGEST]


def _known(value: str, known: Collection[str]) -> str:
    return value if value in known else ""


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def found_by_words(actor: Actor, wanted: DeviceFilter) -> list[UUID] | None:
    """The devices that have the words of the filter; None when it has none. At most ``MOST_FOUND``."""
    if not wanted.text:
        return None
    if wanted.client is not None:
        if not actor.may_see_client(wanted.client):
            return []
        actor = replace(actor, clients=frozenset([wanted.client]))
    return find_all(wanted.text, actor=actor, most=MOST_FOUND, kinds=[search_kind(ThingKind.DEVICE)])


def filtered_devices(
    actor: Actor, wanted: DeviceFilter, *, today: date, found: Collection[UUID] | None
) -> QuerySet[Device]:
    """The devices of the list, in no order yet. ``found``: what ``found_by_words`` gave."""
    devices: QuerySet[Device] = Device.objects.visible_to(actor)
    if found is not None:
        devices = devices.filter(id__among=Ids("").written(found))
    if wanted.state != ALL:
        devices = devices.filter(Q(state=wanted.state) if wanted.state else ~Q(state=DeviceState.GONE))
    if wanted.make:
        devices = devices.filter(_one_of("make", makes_like(actor, wanted.make)))
    if wanted.system:
        devices = devices.filter(_one_of("operating_system", systems_like(actor, wanted.system)))
    if wanted.unsupported:
        devices = devices.filter(system_cycle__in=systems_without_support(today))
    if wanted.without_user:
        devices = devices.filter(~Exists(DeviceUser.objects.filter(device=OuterRef("pk"), until_on__isnull=True)))
    asked = {lookup: value for name, lookup in _LOOKUPS.items() if (value := getattr(wanted, name))}
    return devices.filter(**asked)


_LOOKUPS = {
    "client": "client_id",
    "site": "site_id",
    "kind": "kind",
    "warranty_from": "warranty_ends_on__gte",
    "warranty_to": "warranty_ends_on__lte",
    "seen_before": "seen_on__lt",
}


def _one_of(name: str, values: Sequence[str]) -> Q:
    return Q(**{name: values[0]}) if len(values) == 1 else Q(**{f"{name}__in": values})


def makes_known(actor: Actor) -> list[str]:
    """The makes to choose from; the owner's are kept for five minutes, because they read every device."""
    return _values_known(actor, "make")


def systems_known(actor: Actor) -> list[str]:
    return _values_known(actor, "operating_system")


def makes_like(actor: Actor, typed: str) -> list[str]:
    """The spellings of a make that were written down; what nobody wrote finds nothing."""
    wanted = typed.casefold()
    return [make for make in makes_known(actor) if make.casefold() == wanted] or [typed]


def systems_like(actor: Actor, typed: str) -> list[str]:
    """Every operating system with these words, so that "windows 10" finds all its editions."""
    wanted = typed.casefold().split()
    return [name for name in systems_known(actor) if all(word in name.casefold() for word in wanted)] or [typed]


def systems_without_support(today: date) -> list[str]:
    """Of the versions that devices run those whose security updates have ended."""
    known: list[str] = cache.get_or_set("network.system_cycle", _cycles_known, _KNOWN_SECONDS) or []
    return [key for key in known if (ends_on := system_ends_on(key)) is not None and ends_on < today]


def _cycles_known() -> list[str]:
    rows = Device.objects.exclude(system_cycle="").order_by("system_cycle")
    return list(rows.values_list("system_cycle", flat=True).distinct())


def _values_known(actor: Actor, name: str) -> list[str]:
    def read() -> list[str]:
        rows = Device.objects.visible_to(actor).exclude(**{name: ""}).order_by(name)
        return list(rows.values_list(F(name), flat=True).distinct()[:MOST_KNOWN])

    if not actor.sees_every_client:
        return read()
    known: list[str] = cache.get_or_set(f"network.{name}", read, _KNOWN_SECONDS) or []
    return known
