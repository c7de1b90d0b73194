"""The list of devices over all clients: pages that cost the same for a hundred times as many devices.

Pages are found by key (the last device of the page before). Its ids come from an index alone; what the columns show is
asked for these ids, in one statement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.dateparse import parse_date, parse_datetime

from gestand.core.gathering import gathered
from gestand.core.questions import Ids, Question
from gestand.network.models import AddressUse, Device, DeviceUser, Interface
from gestand.network.queries.device_filter import (
    MOST_FOUND,
    ORDERS,
    DeviceFilter,
    Order,
    filtered_devices,
    found_by_words,
)
from gestand.people.kernels.names import full_name

if TYPE_CHECKING:
    from gestand.core.actors import Actor

PAGE_SIZE = 50


@dataclass(slots=True)
class DeviceRow:
    """One line of the list."""

    id: UUID
    short_id: str
    client_id: UUID
    client: str
    site: str | None
    place: str | None
    kind: str
    name: str
    host_name: str
    make: str
    model: str
    serial_number: str
    state: str
    operating_system: str
    system_cycle: str
    purchased_on: date | None
    supplier: str
    warranty_ends_on: date | None
    seen_on: date | None
    changed_at: datetime
    addresses: list[str] = field(default_factory=list)
    macs: list[str] = field(default_factory=list)
    users: list[tuple[UUID, str]] = field(default_factory=list)


_ROW = (
    "id",
    "short_id",
    "client_id",
    "client__name",
    "site__name",
    "place__name",
    "kind",
    "name",
    "host_name",
    "make",
    "model",
    "serial_number",
    "state",
    "operating_system",
    "system_cycle",
    "purchased_on",
    "supplier",
    "warranty_ends_on",
    "seen_on",
    "changed_at",
)


@dataclass(slots=True)
class DevicePage:
    rows: list[DeviceRow] = field(default_factory=list)
    next: str = ""  # where the next page begins; empty at the end
    previous: str = ""
    is_cut: bool = False  # more devices have these words than are found at once

    @property
    def is_first(self) -> bool:
        return not self.previous


def device_page(
    actor: Actor, wanted: DeviceFilter, *, today: date, columns: Sequence[str], after: str = "", before: str = ""
) -> DevicePage:
    """One page of the list. ``after`` and ``before`` are keys that an earlier page gave out."""
    found = found_by_words(actor, wanted)
    order = ORDERS[wanted.shown_order]
    backwards = bool(before)
    key = _read_key(order, before or after)
    devices = filtered_devices(actor, wanted, today=today, found=found)
    walked = list(_walk(devices, order, key, backwards=backwards, most=PAGE_SIZE + 1, few=found is not None))
    more, walked = len(walked) > PAGE_SIZE, walked[:PAGE_SIZE]
    if backwards:
        walked.reverse()
    page = DevicePage(is_cut=found is not None and len(found) >= MOST_FOUND)
    first, last = (_key(walked[0]), _key(walked[-1])) if walked else ("", "")
    has_earlier = more if backwards else key is not None
    page.next = last if (backwards and key is not None) or (not backwards and more) else ""
    page.previous = first if has_earlier else ""
    page.rows = rows_of([row_id for _part, _value, row_id in walked], columns)
    return page


#: Which part of the order (0: has the day, 1: misses it), the value there, the id.
_Key = tuple[int, Any, UUID]


def _walk(
    devices: QuerySet[Device], order: Order, key: _Key | None, *, backwards: bool, most: int, few: bool = False
) -> Iterator[_Key]:
    """Keys of the devices in their order, from ``key`` on.

    ``few``: of a few hundred that were found by words PostgreSQL is asked for all; with a limit it looks for the first
    of them along the order of the whole list.
    """
    has_limit = not (few and connection.vendor == "postgresql")
    parts = [(0, order.field, order.down)]
    if order.may_miss:
        parts.append((1, "folded", False))
    if backwards:
        parts.reverse()
    left = most
    for part, name, goes_down in parts:
        if key is not None and (part > key[0] if backwards else part < key[0]):
            continue
        rows = devices.annotate(folded=Lower("name")) if name == "folded" else devices
        if order.may_miss:
            rows = rows.filter(**{f"{order.field}__isnull": bool(part)})
        down = goes_down != backwards
        rows = rows.order_by(f"-{name}" if down else name, "-id" if down else "id")
        if key is not None and key[0] == part:
            step = "lt" if down else "gt"
            # Both halves: the first lets the database start in the index, the second tells equal values apart.
            rows = rows.filter(**{f"{name}__{step}e": key[1]}).filter(
                Q(**{f"{name}__{step}": key[1]}) | Q(**{name: key[1], f"id__{step}": key[2]})
            )
        walked = rows.values_list(name, "id")
        for value, row_id in walked[:left] if has_limit else islice(walked, left):
            left -= 1
            yield part, value, row_id
        if not left:
            return


def _key(key: _Key) -> str:
    part, value, row_id = key
    return f"{part}{row_id.hex}{value.isoformat() if isinstance(value, date) else value}"


def _read_key(order: Order, text: str) -> _Key | None:
    """A key from an address; one that was tampered with gives the first page."""
    try:
        part, row_id, value = int(text[:1]), UUID(hex=text[1:33]), text[33:]
        name = "folded" if part else order.field
        if name == "folded":
            read: Any = value
        elif name == "changed_at":
            moment = parse_datetime(value)
            read = moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None
        else:
            read = parse_date(value)
    except (ValueError, OverflowError):
        return None
    if read is None or "\x00" in value or part > int(order.may_miss):
        return None
    return part, read, row_id


def every_row(
    actor: Actor, wanted: DeviceFilter, *, today: date, columns: Sequence[str], without: Collection[UUID], at_once: int
) -> Iterator[DeviceRow]:
    """All devices of the list in their order, so many at a time; none of the clients ``without``."""
    found = found_by_words(actor, wanted)
    devices = filtered_devices(actor, wanted, today=today, found=found)
    order, key = ORDERS[wanted.shown_order], None
    while True:
        walked = list(_walk(devices, order, key, backwards=False, most=at_once))
        rows = rows_of([row_id for _part, _value, row_id in walked], columns)
        yield from (row for row in rows if row.client_id not in without)
        if len(walked) < at_once:
            return
        key = walked[-1]


def matching_ids(actor: Actor, wanted: DeviceFilter, *, today: date, most: int) -> list[UUID]:
    """The first ``most`` devices of the list."""
    devices = filtered_devices(actor, wanted, today=today, found=found_by_words(actor, wanted))
    walked = _walk(devices, ORDERS[wanted.shown_order], None, backwards=False, most=most)
    return [row_id for _part, _value, row_id in walked]


def rows_of(ids: Sequence[UUID], columns: Sequence[str]) -> list[DeviceRow]:
    """What these columns show of these devices, in the order of the ids. One statement."""
    if not ids:
        return []
    asked = {"": _rows.about(devices=tuple(ids))}
    asked |= {name: question.about(devices=tuple(ids)) for name, question in _BESIDE.items() if name in columns}
    answers = gathered(asked.values())
    by_id = {values[0]: DeviceRow(*values) for values in answers[asked[""]]}
    told = {name: answers[question] for name, question in asked.items()}
    for device_id, address in told.get("address", ()):
        by_id[device_id].addresses.append(address)
    for device_id, mac in told.get("mac", ()):
        by_id[device_id].macs.append(mac)
    for device_id, person_id, *names in told.get("user", ()):
        by_id[device_id].users.append((person_id, full_name(*names)))
    return [by_id[row_id] for row_id in ids if row_id in by_id]


@Question
def _rows(devices: Ids) -> QuerySet[Any, Any]:
    return Device.objects.filter(id__among=devices).order_by().values_list(*_ROW)


@Question
def _addresses(devices: Ids) -> QuerySet[Any, Any]:
    used = AddressUse.objects.filter(device_id__among=devices, until_on__isnull=True)
    return used.order_by("sort_key").values_list("device_id", "address")


@Question
def _macs(devices: Ids) -> QuerySet[Any, Any]:
    with_mac = Interface.objects.filter(device_id__among=devices).exclude(mac="")
    return with_mac.order_by("position", "id").values_list("device_id", "mac")


@Question
def _users(devices: Ids) -> QuerySet[Any, Any]:
    present = DeviceUser.objects.filter(device_id__among=devices, until_on__isnull=True).order_by("since_on", "id")
    return present.values_list(
        "device_id",
        "person_id",
        "person__given_name",
        "person__initials",
        "person__name_prefix",
        "person__family_name",
    )


_BESIDE = {"address": _addresses, "mac": _macs, "user": _users}
