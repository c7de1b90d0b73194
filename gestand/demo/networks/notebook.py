"""A notebook in which an invented technician writes down what stands at clients: the rows are saved all together."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone

from gestand.core.actors import Actor
from gestand.core.ids import new_id
from gestand.network.ending_days import note_backup, note_system
from gestand.network.kernels.addresses import bounds, read_address, read_network, sort_key
from gestand.network.models import (
    Account,
    AddressKind,
    AddressUse,
    BackupPlan,
    Certificate,
    Change,
    Connection,
    Dependency,
    Device,
    DeviceUser,
    Domain,
    HandedHow,
    HandOver,
    Interface,
    InterfaceKind,
    Licence,
    LicenceSeat,
    Link,
    LinkKind,
    Mailbox,
    Place,
    Site,
    Subnet,
    Tenant,
    ThingKind,
    Vlan,
    WirelessNetwork,
)
from gestand.network.things import thing_of
from gestand.people.kernels.names import person_sort_name
from gestand.people.models import Client, Membership, MembershipRole, Person

Row = TypeVar("Row", bound=models.Model)

#: Parents before children.
_ORDER: tuple[type[models.Model], ...] = (
    Person, Membership, Site, Place, Vlan, Subnet, Device, Interface, Connection, WirelessNetwork, AddressUse, Link,
    DeviceUser, Licence, LicenceSeat, Domain, Certificate, Tenant, Mailbox, Account, BackupPlan, Dependency, Change,
    HandOver,
)  # fmt: skip
_SERIAL = "0123456789ABCDEFGHJKLMNPQRSTVWXYZ"


class Notebook:
    """What is written of all clients."""

    def __init__(self, *, by: Actor, at: datetime) -> None:
        self.by, self.at, self.clients = by, at, 0
        self.rows: defaultdict[type[models.Model], list[models.Model]] = defaultdict(list)

    def pages_of(self, client: Client, *, days_ago: int = 200) -> Pages:
        """The pages of one client, begun so many days ago."""
        self.clients += 1
        handed_on = timezone.localdate(self.at) - timedelta(days=60 + self.clients)
        self.add(HandOver(client=client, handed_on=handed_on, how=HandedHow.BOOK, said_by=self.by.id, said_at=self.at))
        return Pages(self, client, self.at - timedelta(days=days_ago), f"{self.clients} {client.name}")

    def add(self, row: Row) -> Row:
        self.rows[type(row)].append(row)
        return row

    def save(self) -> None:
        for device in self.rows[Device]:
            note_system(device)  # type: ignore[arg-type]  # by its type
        for backup in self.rows[BackupPlan]:
            note_backup(backup)  # type: ignore[arg-type]  # by its type
        with transaction.atomic():
            for model in _ORDER:
                model._default_manager.bulk_create(self.rows[model], batch_size=500)


@dataclass(slots=True)
class Pages:
    """What is written of one client."""

    notebook: Notebook
    client: Client
    begun_at: datetime
    seed: str  # of what stands on a sticker
    people: list[Person] = field(default_factory=list)

    def day(self, days: int) -> date:
        """So many days from today; less than zero is before."""
        return timezone.localdate(self.notebook.at) + timedelta(days=days)

    def site(self, name: str, **also: Any) -> Site:
        return self._thing(Site(id=new_id(), client=self.client, name=name, **also))

    def place(self, site: Site, name: str) -> Place:
        return self.notebook.add(Place(id=new_id(), site=site, name=name))

    def vlan(self, site: Site, number: int, name: str) -> Vlan:
        return self.notebook.add(Vlan(id=new_id(), site=site, number=number, name=name))

    def subnet(self, site: Site, prefix: str, name: str, *, dhcp: tuple[int, int] | None = None, **also: Any) -> Subnet:
        """A network whose gateway is its first address unless ``gateway`` says otherwise; ``dhcp``: from, up to."""
        network = read_network(prefix)
        first, last = bounds(network)
        also.setdefault("gateway", str(network[1]))
        also.setdefault("dns", also["gateway"])
        if dhcp:
            also |= {"dhcp_first": str(network[dhcp[0]]), "dhcp_last": str(network[dhcp[1]])}
        row = Subnet(
            id=new_id(), site=site, prefix=prefix, name=name, version=network.version, first=first, last=last, **also
        )
        return self._thing(row)

    def line(self, site: Site, provider: str, modem: Device | None, **also: Any) -> Connection:
        return self._thing(Connection(id=new_id(), site=site, provider=provider, modem=modem, **also))

    def wireless(self, site: Site, name: str, subnet: Subnet | None, **also: Any) -> WirelessNetwork:
        return self._thing(WirelessNetwork(id=new_id(), site=site, name=name, subnet=subnet, **also))

    def device(
        self,
        kind: str,
        name: str,
        *,
        site: Site,
        at: tuple[Subnet, int] | None = None,
        by_dhcp: bool = False,
        mac: str = "",
        on: Device | None = None,
        how: LinkKind = LinkKind.CABLE,
        port: str = "",
        user: Person | None = None,
        **also: Any,
    ) -> Device:
        """With its first interface, its address and what it hangs on. ``mac``: the digits of its maker."""
        also.setdefault("serial_number", self._serial(name))
        device = self._thing(Device(id=new_id(), client=self.client, site=site, kind=kind, name=name, **also))
        interface = self.interface(device, mac, is_wireless=how == LinkKind.WIRELESS) if mac or at else None
        if at:
            subnet, number = at
            address = str(read_network(subnet.prefix)[number])
            use = AddressKind.DHCP if by_dhcp else AddressKind.STATIC
            self.use(subnet, address, device=device, interface=interface, kind=use)
        if on is not None:
            self.link(on, device, how, port)
        if user is not None:
            self.user(device, user)
        return device

    def interface(self, device: Device, maker: str, *, is_wireless: bool = False, name: str = "") -> Interface:
        known = sum(row.device_id == device.id for row in self.notebook.rows[Interface][-4:])  # type: ignore[attr-defined]
        own = hashlib.sha256(f"{self.seed}/{device.name}/{known}".encode()).hexdigest()[:6]
        digits = f"{maker}{own}".lower()
        mac = ":".join(digits[at : at + 2] for at in range(0, 12, 2)) if maker else ""
        kind = InterfaceKind.WIRELESS if is_wireless else InterfaceKind.WIRED
        name = name or ("Wi-Fi" if is_wireless else "LAN")
        return self.notebook.add(Interface(id=new_id(), device=device, kind=kind, mac=mac, name=name, position=known))

    def use(self, subnet: Subnet | None, address: str, *, device: Device | None = None, **also: Any) -> AddressUse:
        """An address in use since these pages were begun; with ``until_on`` it is history."""
        also.setdefault("since_on", timezone.localdate(self.begun_at))
        site = subnet.site if subnet else device.site if device else None
        key = sort_key(read_address(address))
        row = AddressUse(id=new_id(), site=site, subnet=subnet, address=address, sort_key=key, device=device, **also)
        return self.notebook.add(row)

    def link(
        self, upper: Device, lower: Device, how: LinkKind = LinkKind.CABLE, port: str = "", here: str = ""
    ) -> None:
        self.notebook.add(Link(id=new_id(), upper=upper, lower=lower, kind=how, upper_port=port, lower_port=here))

    def user(self, device: Device, person: Person, **also: Any) -> None:
        also.setdefault("since_on", timezone.localdate(self.begun_at))
        self.notebook.add(DeviceUser(id=new_id(), device=device, person=person, **also))

    def licence(self, product: str, *, holders: Sequence[Person | Device] = (), **also: Any) -> Licence:
        licence = self._thing(Licence(id=new_id(), client=self.client, product=product, **also))
        for holder in holders:
            what = "device" if isinstance(holder, Device) else "person"
            self.notebook.add(LicenceSeat(id=new_id(), licence=licence, **{what: holder}))
        return licence

    def domain(self, name: str, **also: Any) -> Domain:
        return self._thing(Domain(id=new_id(), client=self.client, name=name, **also))

    def certificate(self, name: str, **also: Any) -> Certificate:
        return self._thing(Certificate(id=new_id(), client=self.client, name=name, **also))

    def tenant(self, name: str, **also: Any) -> Tenant:
        return self._thing(Tenant(id=new_id(), client=self.client, name=name, **also))

    def mailbox(self, address: str, **also: Any) -> Mailbox:
        return self._thing(Mailbox(id=new_id(), client=self.client, address=address, **also))

    def account(self, service: str, **also: Any) -> Account:
        return self._thing(Account(id=new_id(), client=self.client, service=service, **also))

    def backup(self, what: str, where_to: str, **also: Any) -> BackupPlan:
        return self._thing(BackupPlan(id=new_id(), client=self.client, what=what, where_to=where_to, **also))

    def depends(self, dependent: models.Model, *needed: models.Model) -> None:
        """``dependent`` stops when one of the others does."""
        for other in needed:
            row = Dependency(
                id=new_id(),
                client=self.client,
                dependent_kind=thing_of(dependent).kind,
                dependent_id=dependent.pk,
                needed_kind=thing_of(other).kind,
                needed_id=other.pk,
            )
            self.notebook.add(row)

    def changed(self, row: models.Model, *, days_ago: int, **fields: tuple[str, str]) -> None:
        """What it said before, and says since so many days."""
        at = self.notebook.at - timedelta(days=days_ago)
        row.changed_at = at  # type: ignore[attr-defined]
        self._note("change", row, at, {name: list(both) for name, both in fields.items()})

    def employee(self, given_name: str, family_name: str, name_prefix: str = "") -> Person:
        person = Person(
            id=new_id(),
            given_name=given_name,
            initials=f"{given_name[0]}.",
            name_prefix=name_prefix,
            family_name=family_name,
            sort_name=person_sort_name(given_name=given_name, name_prefix=name_prefix, family_name=family_name),
            created_at=self.begun_at,
            changed_at=self.begun_at,
        )
        self.notebook.add(person)
        self.notebook.add(
            Membership(
                id=new_id(),
                client=self.client,
                person=person,
                role=MembershipRole.EMPLOYEE,
                since_on=self.client.started_on,
            )
        )
        self.people.append(person)
        return person

    def _thing(self, row: Row) -> Row:
        row.created_at = row.changed_at = self.begun_at  # type: ignore[attr-defined]
        self.notebook.add(row)
        self._note("add", row, self.begun_at, {})
        return row

    def _note(self, verb: str, row: models.Model, at: datetime, fields: dict[str, list[str]]) -> None:
        kind: ThingKind = thing_of(row).kind
        self.notebook.add(
            Change(
                id=new_id(),
                client=self.client,
                thing_kind=kind,
                thing_id=row.pk,
                at=at,
                by=self.notebook.by.id,
                verb=verb,
                fields=fields,
            )
        )

    def _serial(self, name: str) -> str:
        number = int.from_bytes(hashlib.sha256(f"{self.seed}/{name}/serial".encode()).digest()[:8], "big")
        return "".join(_SERIAL[number // len(_SERIAL) ** place % len(_SERIAL)] for place in range(9))
