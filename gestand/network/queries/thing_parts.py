"""What belongs to a thing, for its page: everything about one thing in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from gestand.core.gathering import gathered
from gestand.core.questions import Ids, Question
from gestand.network.kernels.macs import is_made_up, vendor_of
from gestand.network.models import (
    Account,
    AddressUse,
    BackupPlan,
    Certificate,
    Connection,
    DevicePhoto,
    DeviceUser,
    Interface,
    LicenceSeat,
    Link,
    Mailbox,
)
from gestand.network.queries.addressing import DeviceAddresses


@dataclass(frozen=True, slots=True)
class Port:
    """An interface with the maker of its MAC, and the addresses that it has."""

    row: Interface
    vendor: str
    is_made_up: bool
    addresses: Sequence[AddressUse]


@dataclass(slots=True)
class DeviceParts:
    ports: Sequence[Port]
    addresses: DeviceAddresses
    uppers: Sequence[Link]
    lowers: Sequence[Link]
    users: Sequence[DeviceUser]
    earlier_users: Sequence[DeviceUser]
    photos: Sequence[DevicePhoto]
    seats: Sequence[LicenceSeat]
    backups: Sequence[BackupPlan]
    certificates: Sequence[Certificate]
    accounts: Sequence[Account]
    lines: Sequence[Connection]


@Question
def _interfaces(devices: Ids) -> QuerySet[Any, Any]:
    return Interface.objects.filter(device_id__among=devices).order_by("position", "id")


@Question
def _uses(devices: Ids) -> QuerySet[Any, Any]:
    rows = AddressUse.objects.filter(device_id__among=devices)
    return rows.select_related("subnet__vlan", "interface", "site").order_by("sort_key", "-since_on", "id")


@Question
def _uppers(devices: Ids) -> QuerySet[Any, Any]:
    return Link.objects.filter(lower_id__among=devices).select_related("upper").order_by("kind", "upper__name", "id")


@Question
def _lowers(devices: Ids) -> QuerySet[Any, Any]:
    return Link.objects.filter(upper_id__among=devices).select_related("lower").order_by("kind", "lower__name", "id")


@Question
def _users(devices: Ids) -> QuerySet[Any, Any]:
    return DeviceUser.objects.filter(device_id__among=devices).select_related("person").order_by("-since_on", "id")


@Question
def _photos(devices: Ids) -> QuerySet[Any, Any]:
    return DevicePhoto.objects.filter(device_id__among=devices).order_by("taken_at", "id")


@Question
def _seats(devices: Ids) -> QuerySet[Any, Any]:
    return LicenceSeat.objects.filter(device_id__among=devices).select_related("licence").order_by("id")


@Question
def _backups(devices: Ids) -> QuerySet[Any, Any]:
    return BackupPlan.objects.filter(device_id__among=devices).order_by("what", "id")


@Question
def _certificates(devices: Ids) -> QuerySet[Any, Any]:
    return Certificate.objects.filter(device_id__among=devices).order_by("expires_on", "id")


@Question
def _accounts(devices: Ids) -> QuerySet[Any, Any]:
    return Account.objects.filter(device_id__among=devices).order_by("service", "id")


@Question
def _lines(devices: Ids) -> QuerySet[Any, Any]:
    return Connection.objects.filter(modem_id__among=devices).order_by("provider", "id")


_OF_DEVICE = (
    _interfaces,
    _uses,
    _uppers,
    _lowers,
    _users,
    _photos,
    _seats,
    _backups,
    _certificates,
    _accounts,
    _lines,
)


def parts_of_device(device_id: UUID) -> DeviceParts:
    """One statement."""
    asked = [question.about(devices=(device_id,)) for question in _OF_DEVICE]
    answers = gathered(asked)
    interfaces, uses, uppers, lowers, users, *others = (answers[one] for one in asked)
    now = [use for use in uses if use.until_on is None]
    return DeviceParts(
        [
            Port(one, vendor_of(one.mac), bool(one.mac) and is_made_up(one.mac), _of_interface(now, one.id))
            for one in interfaces
        ],
        DeviceAddresses(
            now,
            sorted(
                (use for use in uses if use.until_on is not None),
                key=lambda use: use.until_on or date.max,
                reverse=True,
            ),
        ),
        uppers,
        lowers,
        [user for user in users if user.until_on is None],
        [user for user in users if user.until_on is not None],
        *others,
    )


def _of_interface(uses: Sequence[AddressUse], interface_id: UUID) -> list[AddressUse]:
    return [use for use in uses if use.interface_id == interface_id]


@dataclass(slots=True)
class Holding:
    """The seats of a licence, and how many are free (None: it has no number of seats)."""

    seats: Sequence[LicenceSeat]
    left: int | None


def seats_of_licence(licence: Any) -> Holding:
    """One statement."""
    held = list(LicenceSeat.objects.filter(licence=licence).select_related("person", "device").order_by("id"))
    held.sort(key=lambda seat: str(seat.person.full_name if seat.person else seat.device).casefold())
    return Holding(held, None if licence.seats is None else licence.seats - len(held))


def mailboxes_in_domain(domain: Any) -> list[Mailbox]:
    """Mail addresses of the same client behind its @. One statement."""
    rows = Mailbox.objects.filter(client_id=domain.client_id, address__iendswith=f"@{domain.name}")
    return list(rows.select_related("person").order_by("address"))


def certificates_for(domain: Any) -> list[Certificate]:
    """Certificates of the client whose name lies in the domain. One statement."""
    within = Q(name__iexact=domain.name) | Q(name__iendswith=f".{domain.name}")
    return list(Certificate.objects.filter(within, client_id=domain.client_id).order_by("expires_on", "id"))


def mailboxes_of_tenant(tenant: Any) -> list[Mailbox]:
    return list(Mailbox.objects.filter(tenant=tenant).select_related("person").order_by("address"))
