"""One client with a row in every table of the documentation, small enough to be looked at."""

from __future__ import annotations

import io
from datetime import date

from PIL import Image

from gestand.core.files import store_file
from gestand.network import actions
from gestand.network.models import (
    AddressUse,
    Dependency,
    Device,
    DevicePhoto,
    DeviceUser,
    HandOver,
    Interface,
    LicenceSeat,
    Link,
    PassedQuestion,
    Place,
    Silence,
    Site,
    Vlan,
)
from gestand.people.models import Address, Client, Person
from tests.cast import NOW, Cast

HOSTILE = '=HYPERLINK("x") <b>&#x202e; #set page() \\evil'


def photo_of(colour: str = "teal", *, side: int = 64) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(drawn, "JPEG")
    return drawn.getvalue()


def write_everything(cast: Cast, client: Client, person: Person) -> Client:
    """Through the room's own actions as far as they go; parts that hang on others as rows."""
    by = cast.owner
    address = Address.objects.filter(client=client).order_by("id").first()
    site = actions.add_thing(
        "site", by=by, at=NOW, owner=client, name="Winkel", address=address, note="Sleutel: buren."
    )
    assert isinstance(site, Site)
    place = Place.objects.create(site=site, name="Meterkast")
    vlan = Vlan.objects.create(site=site, number=20, name="Kassa")
    subnet = actions.add_thing(
        "subnet", by=by, at=NOW, owner=site, prefix="192.168.10.0/24", name="Kantoor", vlan=vlan,
        gateway="192.168.10.1", dns="192.168.10.1", dhcp_first="192.168.10.100", dhcp_last="192.168.10.199",
    )  # fmt: skip
    router = add_device(cast, client, site, "router", "Router", place=place, make="Ubiquiti", model="Dream Router")
    laptop = add_device(
        cast, client, site, "computer", "Laptop van Carla", host_name="laptop-carla", serial_number="PF3X",
        operating_system="Windows 11 Pro", facts={"memory": "16 GB"}, purchased_on=date(2025, 3, 1),
        warranty_ends_on=date(2027, 3, 1), supplier="Helder IT", note=HOSTILE,
    )  # fmt: skip
    add_device(
        cast, client, None, "computer", "Oude pc", state="gone", gone_on=date(2026, 1, 5),
        wiped_on=date(2026, 1, 4), wiped_how="Schijf vernietigd",
        wiped_by="Anna Helder",
    )  # fmt: skip
    port = Interface.objects.create(device=laptop, name="LAN", mac="00:1b:44:11:3a:b7")
    Link.objects.create(upper=router, upper_port="3", lower=laptop)
    AddressUse.objects.create(
        site=site, subnet=subnet, address="192.168.10.21", sort_key=f"{0xFFFFC0A80A15:032x}", kind="reserved",
        device=laptop, interface=port, since_on=date(2026, 1, 2),
    )  # fmt: skip
    DeviceUser.objects.create(device=laptop, person=person, user_name="carla", since_on=date(2025, 3, 2))
    stored = store_file(photo_of(), name="Laptop van Carla.jpg", media_type="image/jpeg", at=NOW)
    small = store_file(photo_of(side=16), name="Laptop van Carla.jpg", media_type="image/jpeg", at=NOW)
    DevicePhoto.objects.create(
        device=laptop, file=stored, thumbnail=small, width_px=64, height_px=64, caption="Onderkant", taken_at=NOW
    )
    actions.add_thing(
        "connection", by=by, at=NOW, owner=site, provider="KPN Zakelijk", helpdesk_phone="+31300123456",
        contract_number="K-12", down_mbit=500, up_mbit=500, external_ipv4="93.184.216.34", modem=router,
        ends_on=date(2027, 2, 1),
    )  # fmt: skip
    actions.add_thing("wireless", by=by, at=NOW, owner=site, name="Gasten", is_for_guests=True, subnet=subnet)
    licence = actions.add_thing("licence", by=by, at=NOW, owner=client, product="Office", seats=5)
    LicenceSeat.objects.create(licence=licence, person=person)
    LicenceSeat.objects.create(licence=licence, device=laptop)
    domain = actions.add_thing(
        "domain",
        by=by,
        at=NOW,
        owner=client,
        name="zoutebrood.example",
        registrar="TransIP",
        expires_on=date(2027, 1, 1),
    )
    actions.add_thing(
        "certificate", by=by, at=NOW, owner=client, name="www.zoutebrood.example", expires_on=date(2027, 1, 1)
    )
    tenant = actions.add_thing("tenant", by=by, at=NOW, owner=client, name="zoutebrood.onmicrosoft.example")
    mailbox = actions.add_thing(
        "mailbox", by=by, at=NOW, owner=client, address="carla@zoutebrood.example", tenant=tenant, person=person
    )
    actions.add_thing("account", by=by, at=NOW, owner=client, service="KPN", user_name="carla", person=person)
    actions.add_thing(
        "backup",
        by=by,
        at=NOW,
        owner=client,
        what="Boekhouding",
        where_to="Schijf thuis",
        last_success_on=date(2026, 9, 1),
    )
    Dependency.objects.create(
        client=client, dependent_kind="mailbox", dependent_id=mailbox.pk, needed_kind="domain", needed_id=domain.pk
    )
    HandOver.objects.create(client=client, handed_on=date(2026, 6, 1), how="book", said_by=cast.anna.id, said_at=NOW)
    PassedQuestion.objects.create(client=client, code="wifi", by=cast.anna.id, at=NOW)
    Silence.objects.create(
        client=client, thing_kind="domain", thing_id=domain.pk, what="domain", ends_on=date(2027, 1, 1),
        reason="Wordt opgezegd", said_by=cast.anna.id, said_at=NOW,
    )  # fmt: skip
    actions.change_thing(laptop, by=by, at=NOW, model="ThinkPad E16")
    return client


def add_device(cast: Cast, client: Client, site: Site | None, kind: str, name: str, **more: object) -> Device:
    row = actions.add_thing("device", by=cast.owner, at=NOW, owner=client, kind=kind, name=name, site=site, **more)
    assert isinstance(row, Device)
    return row
