"""Inside a process and a database of its own: an invented client with 100 devices in four networks, and one with 1,000."""

from __future__ import annotations

import io
import json
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone, translation  # noqa: E402

from gestand.network.book.contents import documentation_of  # noqa: E402
from gestand.network.book.handing_over import write_hand_over  # noqa: E402
from gestand.network.book.paper import as_pdf  # noqa: E402
from gestand.network.kernels.addresses import read_address, sort_key  # noqa: E402
from gestand.network.models import AddressUse, Connection, Device, Interface, Licence, Link, Site, Subnet  # noqa: E402
from gestand.people.models import Client  # noqa: E402

ROUNDS = 5
KINDS = ("computer", "computer", "computer", "phone", "printer", "camera", "server", "other")


def main() -> None:
    call_command("migrate", verbosity=0, skip_checks=True)
    hundred, thousand = network_with(100), network_with(1000)
    first = seconds(lambda: paper(hundred))
    taken: dict[str, list[float]] = {"paper": [], "whole": [], "thousand": []}
    for _round in range(ROUNDS):
        taken["paper"].append(seconds(lambda: paper(hundred)))
        taken["whole"].append(seconds(lambda: whole(hundred)))
    taken["thousand"].append(seconds(lambda: paper(thousand)))
    print(json.dumps({"first": first, **{name: statistics.median(several) for name, several in taken.items()}}))


def paper(client: Client) -> None:
    with translation.override("nl"):
        as_pdf(documentation_of(client), language="nl", at=timezone.now())


def whole(client: Client) -> None:
    write_hand_over(client, language="nl", at=timezone.now(), to=io.BytesIO())


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def network_with(count: int) -> Client:
    """A router, a switch for every 24 devices, and what a technician writes down of each."""
    now, today = timezone.now(), date(2026, 11, 23)
    stamps = {"created_at": now, "changed_at": now}
    client = Client.objects.create(
        name=f"Groothandel {count}", sort_name="groothandel", kind="business", started_on=today, **stamps
    )
    site = Site.objects.create(client=client, name="Hoofdkantoor", **stamps)
    Connection.objects.create(site=site, provider="Eurofiber", helpdesk_phone="+31300123456", **stamps)
    subnets = []
    for part in range(-(-count // 200) + 3):
        first, last = (sort_key(read_address(f"10.1.{part}.{end}")) for end in (0, 255))
        subnets.append(
            Subnet(
                site=site, prefix=f"10.1.{part}.0/24", name=f"Net {part}", version=4, first=first, last=last, **stamps
            )
        )
    Subnet.objects.bulk_create(subnets)
    devices = [
        Device(
            client=client, site=site, name=f"Apparaat {number}", host_name=f"apparaat-{number}", make="Dell",
            kind="router" if number == 0 else "switch" if number % 25 == 1 else KINDS[number % len(KINDS)],
            model="OptiPlex 7020", serial_number=f"SN{number:06d}", operating_system="Windows 11 Pro",
            purchased_on=today - timedelta(days=400), warranty_ends_on=today + timedelta(days=number),
            supplier="Helder IT", facts={"memory": "16 GB"}, note="Staat onder het bureau.", **stamps,
        )
        for number in range(count)
    ]  # fmt: skip
    Device.objects.bulk_create(devices)
    Interface.objects.bulk_create(
        Interface(device=device, name="LAN", mac=f"00:1b:44:11:{number >> 8:02x}:{number & 255:02x}")
        for number, device in enumerate(devices)
    )
    Link.objects.bulk_create(
        Link(
            upper=devices[0] if device.kind == "switch" else devices[number - (number - 1) % 25],
            lower=device,
            upper_port="1",
        )
        for number, device in enumerate(devices)
        if number
    )
    AddressUse.objects.bulk_create(
        AddressUse(
            site=site, subnet=subnets[number % len(subnets)], device=device, since_on=today, kind="reserved",
            address=f"10.1.{number % len(subnets)}.{2 + number // len(subnets)}",
            sort_key=sort_key(read_address(f"10.1.{number % len(subnets)}.{2 + number // len(subnets)}")),
        )
        for number, device in enumerate(devices)
    )  # fmt: skip
    Licence.objects.bulk_create(Licence(client=client, product=f"Programma {number}", **stamps) for number in range(12))
    return client


if __name__ == "__main__":
    main()
