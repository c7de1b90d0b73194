"""Fill an empty home with clients and their networks, in bulk, and print what the measurement needs, as JSON.

``python -m bench.make_networks CLIENTS``: 20 devices a client, with interfaces, addresses, cables, users, licences,
domains, mailboxes and a backup; the search index is made from all of it.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from django.core.management import call_command
from django.db import connection, models, transaction
from django.utils import timezone

from bench.make_home import signed_in
from gestand.core.ids import free_short_ids, new_id
from gestand.core.search.index import rebuild
from gestand.demo.build import make_firm_and_team
from gestand.demo.population import Population, populate
from gestand.network.actions.lists import look_up_systems
from gestand.network.kernels.addresses import bounds, sort_key
from gestand.network.models import (
    AddressUse,
    BackupPlan,
    Connection,
    Device,
    DeviceUser,
    Domain,
    Interface,
    Licence,
    Link,
    Mailbox,
    Place,
    Site,
    Subnet,
    WirelessNetwork,
)
from gestand.people.models import Client, Membership

DEVICES = 20
_CLIENTS_AT_ONCE = 200
#: kind, name, make, models, operating systems with their cycles
_KINDS: Sequence[tuple[str, str, str, Sequence[str], Sequence[tuple[str, str]]]] = (
    ("router", "Router", "Ubiquiti", ("UniFi Dream Router", "UCG-Ultra"), [("UniFi OS 4", "")]),
    ("switch", "Switch", "Ubiquiti", ("USW-Lite-16", "USW-24"), [("", "")]),
    ("access_point", "AP", "Ubiquiti", ("U6 Lite", "U6 Pro", "U7 Pro"), [("", "")]),
    ("nas", "NAS", "Synology", ("DS224+", "DS923+"), [("DSM 7.2", "synology-dsm/7.2")]),
    ("printer", "Printer", "HP", ("LaserJet M404dn", "OfficeJet 9015"), [("", "")]),
    ("server", "Server", "Dell", ("PowerEdge T150",), [("Windows Server 2019", "windows-server/2019")]),
    *[
        (
            "computer",
            f"PC {number}",
            make,
            made,
            [("Windows 11 Pro 24H2", "windows/11-24h2-w"), ("Windows 10 Pro 22H2", "windows/10-22h2")],
        )
        for number, make, made in (
            (1, "Dell", ("OptiPlex 7010", "Latitude 5440")),
            (2, "Lenovo", ("ThinkPad T14", "ThinkCentre M70")),
            (3, "HP", ("EliteBook 840", "ProDesk 400")),
            (4, "Dell", ("OptiPlex 3080",)),
            (5, "Lenovo", ("ThinkPad L14",)),
            (6, "HP", ("ProBook 450",)),
            (7, "Apple", ("MacBook Air M2",)),
            (8, "Dell", ("XPS 13",)),
        )
    ],
    *[("phone", f"Telefoon {number}", "Samsung", ("Galaxy A54", "Galaxy S23"), [("Android 14", "android/14")])
      for number in (1, 2, 3)],
    ("camera", "Camera", "Hikvision", ("DS-2CD2143",), [("", "")]),
    ("television", "Scherm", "Samsung", ("QE55",), [("", "")]),
    ("ups", "UPS", "APC", ("Back-UPS 700",), [("", "")]),
)  # fmt: skip


class _Rows:
    """The rows of some clients, a table at a time."""

    def __init__(self, chance: random.Random, at: datetime, first_mac: int) -> None:
        self.chance, self.at, self.today, self.mac = chance, at, at.date(), first_mac
        self.made: dict[type[models.Model], list[Any]] = {
            model: []
            for model in (Site, Place, Device, Interface, Subnet, AddressUse, Link, DeviceUser, Connection, WirelessNetwork,
                          Licence, Domain, Mailbox, BackupPlan)
        }  # fmt: skip

    def add(self, model: type[models.Model], /, **fields: Any) -> Any:
        own = {field.name for field in model._meta.concrete_fields}
        stamped = {name: self.at for name in ("created_at", "changed_at") if name in own}
        row = model(id=new_id(), **{**stamped, **fields})
        self.made[model].append(row)
        return row

    def add_network(self, client: Client, number: int, persons: Sequence[Any]) -> None:
        chance = self.chance
        network = IPv4Network((10 << 24 | (number % 65_536) << 8, 24))
        site = self.add(Site, client=client, name="Hoofdlocatie")
        places = [self.add(Place, site=site, name=name) for name in ("Meterkast", "Kantoor", "Werkplaats")]
        first, last = bounds(network)
        subnet = self.add(
            Subnet, site=site, name="Kantoor", prefix=str(network), version=4, first=first, last=last,
            gateway=str(network[1]), dhcp_first=str(network[100]), dhcp_last=str(network[199]),
        )  # fmt: skip
        self.add(Connection, site=site, provider=chance.choice(["KPN", "Ziggo", "Odido"]), kind="fibre")
        self.add(WirelessNetwork, site=site, name=f"Wifi-{number}", subnet=subnet)
        devices = [self._add_device(client, number, order, site, places) for order in range(min(DEVICES, len(_KINDS)))]
        for order, device in enumerate(devices):
            self._connect(device, order, devices, subnet, network[order + 1])
        for order, person in enumerate(persons):
            self.add(DeviceUser, device=devices[6 + order], person_id=person, since_on=self.today - timedelta(days=200))
        self._add_software(client, number)

    def _add_device(self, client: Client, number: int, order: int, site: Site, places: Sequence[Place]) -> Device:
        chance = self.chance
        kind, name, make, made, systems = _KINDS[order]
        system, cycle = chance.choice(systems)
        bought = self.today - timedelta(days=chance.randint(30, 2500))
        is_gone = chance.random() < 0.05
        found: Device = self.add(
            Device, client=client, site=site, place=chance.choice(places), kind=kind, name=name,
            host_name=f"{name.lower().replace(' ', '-')}-{number}", make=make, model=chance.choice(made),
            serial_number=f"SN{number:06d}{order:02d}", operating_system=system, system_cycle=cycle,
            state="gone" if is_gone else chance.choices(["in_use", "spare", "repair"], [95, 4, 1])[0],
            gone_on=self.today if is_gone else None, purchased_on=bought, supplier="Groothandel",
            warranty_ends_on=bought + timedelta(days=1096) if chance.random() < 0.8 else None,
            seen_on=self.today - timedelta(days=chance.randint(0, 400)),
        )  # fmt: skip
        return found

    def _connect(
        self, device: Device, order: int, devices: Sequence[Device], subnet: Subnet, address: IPv4Address
    ) -> None:
        self.mac += 1
        digits = f"{self.mac:012x}"
        mac = ":".join(digits[at : at + 2] for at in range(0, 12, 2))
        interface = self.add(Interface, device=device, name="LAN", mac=mac)
        self.add(
            AddressUse, site=subnet.site, subnet=subnet, address=str(address), sort_key=sort_key(address), kind="static",
            device=device, interface=interface, since_on=self.today,
        )  # fmt: skip
        if order:
            self.add(Link, upper=devices[0 if order == 1 else 1], lower=device, upper_port=str(order), kind="cable")

    def _add_software(self, client: Client, number: int) -> None:
        soon = self.today + timedelta(days=self.chance.randint(5, 700))
        for product in ("Microsoft 365 Business", "Antivirus"):
            self.add(Licence, client=client, product=product, publisher="Microsoft", seats=5, ends_on=soon)
        self.add(Domain, client=client, name=f"klant-{number}.example", registrar="TransIP", expires_on=soon)
        for name in ("info", "facturen"):
            self.add(Mailbox, client=client, address=f"{name}@klant-{number}.example", kind="shared")
        last = self.today - timedelta(days=self.chance.randint(0, 20))
        self.add(BackupPlan, client=client, what="Alle bestanden", where_to="NAS", last_success_on=last)


def main() -> None:
    clients = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    now = timezone.now()
    owner = make_firm_and_team(at=now)
    populate(Population(clients=clients, persons=3, lines=3), at=now)
    chance = random.Random(20261123)  # noqa: S311 - the same every time
    for number, some in _parts(clients):
        rows = _Rows(chance, now, 0x001B44000000 + number * DEVICES)
        persons: dict[Any, list[Any]] = {}
        for client_id, person_id in Membership.objects.filter(client__in=some).values_list("client_id", "person_id"):
            persons.setdefault(client_id, []).append(person_id)
        for place, client in enumerate(some):
            rows.add_network(client, number + place, persons.get(client.id, []))
        with transaction.atomic():
            drawn = free_short_ids([device.short_id for device in rows.made[Device]], Device)
            for device, short_id in zip(rows.made[Device], drawn, strict=True):
                device.short_id = short_id
            for model, made in rows.made.items():
                model._default_manager.bulk_create(made, batch_size=500)  # noqa: SLF001 - Django's documented API
    look_up_systems()
    rebuild()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as its own upkeep does after so many rows
    middle = Device.objects.filter(kind="computer").order_by("client__sort_name", "id")[clients * 4]
    use, interface = middle.addresses.get(), middle.interfaces.get()
    print(
        json.dumps(
            {
                "session": signed_in(owner),
                "client": str(middle.client_id),
                "device": str(middle.id),
                "name": middle.name,
                "host": middle.host_name,
                "client_name": middle.client.name,
                "address": use.address,
                "mac": interface.mac,
                "soon": (timezone.localdate() + timedelta(days=90)).isoformat(),
            }
        )
    )


def _parts(clients: int) -> Iterator[tuple[int, list[Client]]]:
    every = Client.objects.order_by("id")
    for start in range(0, clients, _CLIENTS_AT_ONCE):
        yield start, list(every[start : start + _CLIENTS_AT_ONCE])


if __name__ == "__main__":
    main()
