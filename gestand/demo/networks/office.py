"""An invented notary's office: two sites, four VLANs, about thirty-five devices."""

from __future__ import annotations

from gestand.demo.networks.notebook import Pages
from gestand.network.models import Device, LineKind, LinkKind, MailboxKind, Site, Subnet, WirelessSecurity
from gestand.people.models import Person

_STAFF = (
    ("Marit", "Zwart", ""), ("Jelle", "Brink", "ten"), ("Sofie", "Haas", "de"), ("Ravi", "Tewari", ""), ("Noa", "Pol", "van der"),
    ("Casper", "Wiersma", ""), ("Lieke", "Bruin", "de"), ("Omar", "Yildiz", ""),
)  # fmt: skip


def write_office(pages: Pages) -> None:
    head, branch = pages.site("Kantoor Bilthoven"), pages.site("Kantoor Zeist")
    staff = [*pages.people, *(pages.employee(*name) for name in _STAFF)][:10]
    _write_head_office(pages, head, staff[:7])
    _write_branch(pages, branch, staff[7:])
    _write_services(pages, staff)


def _write_head_office(pages: Pages, site: Site, staff: list[Person]) -> None:
    rack, desks, hall = (pages.place(site, name) for name in ("Serverkast", "Werkkamers", "Receptie"))
    management = _network(pages, site, 1, "Beheer", "10.10.1.0/24", dhcp=(100, 149))
    work = _network(pages, site, 10, "Werkplekken", "10.10.10.0/24", dhcp=(100, 199))
    voice = _network(pages, site, 20, "Telefonie", "10.10.20.0/24", dhcp=(50, 150))
    guests = _network(pages, site, 30, "Gasten", "10.10.30.0/24", dhcp=(10, 250))
    wall = pages.device(
        "router", "FortiGate 60F", site=site, place=rack, make="Fortinet", model="FortiGate 60F", mac="704ca5",
        at=(management, 1), facts={"firmware": "7.4.8", "remote": "FortiCloud"}, purchased_on=pages.day(-700),
        supplier="Helder IT", warranty_ends_on=pages.day(395),
    )  # fmt: skip
    for subnet in (work, voice, guests):
        pages.use(subnet, subnet.gateway, device=wall, name="gateway")
    core = _switch(pages, site, "Switch serverkast", rack, (management, 2), wall, "internal1", "24")
    floor = _switch(pages, site, "Switch verdieping", desks, (management, 3), core, "23", "24")
    points = [
        pages.device(
            "access_point", f"AP {where}", site=site, place=place, make="Ubiquiti", model="U6 Pro", mac="f09fc2",
            at=(management, 10 + number), on=upper, port=str(20 + number), purchased_on=pages.day(-700),
            warranty_ends_on=pages.day(30),
        )
        for number, (where, place, upper) in enumerate((("receptie", hall, core), ("verdieping", desks, floor)), 1)
    ]  # fmt: skip
    server = pages.device(
        "server", "SRV-NOTARIS", site=site, place=rack, make="Dell", model="PowerEdge T350", mac="e454e8",
        at=(management, 20), on=core, port="1", host_name="srv-notaris", operating_system="Windows Server 2022",
        system_cycle="windows-server/2022", facts={"role": "Domein, bestanden, aktesysteem", "memory": "64 GB",
        "disk": "4 × 2 TB SAS, RAID 10", "processor": "Xeon E-2336"}, purchased_on=pages.day(-1190), supplier="Helder IT",
        warranty_ends_on=pages.day(-95),
    )  # fmt: skip
    nas = pages.device(
        "nas", "NAS back-up", site=site, place=rack, make="Synology", model="RS822+", mac="001132", at=(management, 21),
        on=core, port="2", operating_system="DSM 7.2", purchased_on=pages.day(-700), warranty_ends_on=pages.day(395),
    )  # fmt: skip
    ups = pages.device(
        "ups", "UPS serverkast", site=site, place=rack, make="APC", model="Smart-UPS 1500", mac="282986",
        at=(management, 22), on=core, port="3", facts={"power": "1000 W", "battery": "2024"}, purchased_on=pages.day(-1190),
    )  # fmt: skip
    for powered in (server, nas, core, wall):
        pages.link(ups, powered, LinkKind.POWER)
    for number, person in enumerate(staff, 1):
        upper = floor if number > 2 else core
        phone = pages.device(
            "phone", f"Toestel {100 + number}", site=site, make="Yealink", model="T54W", mac="805ec0",
            at=(voice, 50 + number), by_dhcp=True, on=upper, port=str(3 + number), facts={"number": f"030 001 21 {number:02}"},
            purchased_on=pages.day(-700),
        )  # fmt: skip
        pages.device(
            "computer", f"WS-{number:02} {person.given_name}", site=site, place=desks if number > 2 else hall, make="Dell",
            model="OptiPlex 7020 Micro", mac="a4bb6d", at=(work, 100 + number), by_dhcp=True, on=phone, user=person,
            host_name=f"ws-{number:02}", operating_system="Windows 11 Pro 25H2", system_cycle="windows/11-25h2-w",
            facts={"memory": "16 GB", "disk": "512 GB SSD"}, purchased_on=pages.day(-330), supplier="Helder IT",
            warranty_ends_on=pages.day(765), state="repair" if number == 5 else "in_use",
        )  # fmt: skip
    for number, (name, place, upper) in enumerate(
        (("Kopieerapparaat", hall, core), ("Printer verdieping", desks, floor))
    ):
        pages.device(
            "printer", name, site=site, place=place, make="Kyocera", model="TASKalfa 2554ci", mac="d4f0c9",
            at=(work, 20 + number), on=upper, port=str(16 + number), purchased_on=pages.day(-1000),
        )  # fmt: skip
    for number, name in enumerate(("Laptop notaris", "Laptop kandidaat", "Tablet ontvangst")):
        pages.device(
            "tablet" if name.startswith("Tablet") else "computer", name, site=site, make="Microsoft",
            model="Surface Pro 10", mac="a0369f", at=(work, 150 + number), by_dhcp=True, on=points[number % 2],
            how=LinkKind.WIRELESS, operating_system="Windows 11 Pro 24H2", system_cycle="windows/11-24h2-w",
            purchased_on=pages.day(-500), warranty_ends_on=pages.day(595),
        )  # fmt: skip
    pages.device("television", "Scherm spreekkamer", site=site, make="LG", model="55UR8000", mac="001c62",
                 at=(guests, 20), by_dhcp=True, on=points[0], how=LinkKind.WIRELESS, serial_number="")  # fmt: skip
    spare = pages.device("computer", "Reserve-pc", site=site, place=rack, make="Dell", model="OptiPlex 5070", state="spare",
                         operating_system="Windows 10 Pro 22H2", system_cycle="windows/10-22h2",
                         purchased_on=pages.day(-2300))  # fmt: skip
    pages.use(work, "10.10.10.99", device=spare, since_on=pages.day(-900), until_on=pages.day(-330))
    pages.use(management, "10.10.1.40", name="Toegangscontrole (besteld)", kind="set_aside")
    pages.line(
        site, "Eurofiber", wall, kind=LineKind.FIBRE, down_mbit=1000, up_mbit=1000, contract_number="EF-20931",
        helpdesk_phone="+31300012342", external_ipv4="192.175.48.64/29", external_ipv6="2620:4f:8000::/48",
        ends_on=pages.day(540),
    )  # fmt: skip
    pages.line(
        site, "Odido", wall, kind=LineKind.MOBILE, down_mbit=100, up_mbit=30, note="Reserve, schakelt zelf over."
    )
    pages.wireless(site, "Stempel", work, security=WirelessSecurity.ENTERPRISE)
    pages.wireless(site, "Stempel Gasten", guests, security=WirelessSecurity.WPA23, is_for_guests=True)
    backup = pages.backup(
        "Server SRV-NOTARIS, alles", "NAS back-up, en elke nacht versleuteld naar een datacentrum", program="Veeam",
        device=server, every_days=1, last_success_on=pages.day(-1), last_restored_on=pages.day(-75),
    )  # fmt: skip
    pages.certificate("vpn.notaris-stempel.example", issuer="Sectigo", device=wall, expires_on=pages.day(17))
    pages.account(
        "FortiCloud", website="https://forticloud.example", user_name="beheer@notaris-stempel.example", device=wall
    )
    pages.depends(core, ups)
    pages.depends(server, ups)
    pages.depends(backup, server, nas)
    pages.changed(server, days_ago=80, warranty_ends_on=("", str(pages.day(-95))))
    pages.changed(wall, days_ago=33, **{"facts.firmware": ("7.4.5", "7.4.8")})


def _write_branch(pages: Pages, site: Site, staff: list[Person]) -> None:
    room = pages.place(site, "Kast in de gang")
    net = pages.subnet(site, "10.20.10.0/24", "Kantoor Zeist", dhcp=(100, 199))
    wall = pages.device(
        "router", "FortiGate 40F", site=site, place=room, make="Fortinet", model="FortiGate 40F", mac="704ca5",
        at=(net, 1), facts={"firmware": "7.4.8"}, purchased_on=pages.day(-420), warranty_ends_on=pages.day(675),
    )  # fmt: skip
    switch = _switch(pages, site, "Switch Zeist", room, (net, 2), wall, "lan1", "8")
    point = pages.device(
        "access_point", "AP Zeist", site=site, place=room, make="Ubiquiti", model="U6 Lite", mac="f09fc2", at=(net, 3),
        on=switch, port="8", purchased_on=pages.day(-420), warranty_ends_on=pages.day(310),
    )  # fmt: skip
    for number, person in enumerate(staff, 1):
        pages.device(
            "computer", f"WS-Z{number} {person.given_name}", site=site, make="Dell", model="OptiPlex 7020 Micro",
            mac="a4bb6d", at=(net, 100 + number), by_dhcp=True, on=switch, port=str(number), user=person,
            operating_system="Windows 11 Pro 25H2", system_cycle="windows/11-25h2-w", purchased_on=pages.day(-330),
            warranty_ends_on=pages.day(765),
        )  # fmt: skip
    pages.device("printer", "Printer Zeist", site=site, make="Brother", model="MFC-L5710DW", mac="30055c", at=(net, 20),
                 on=switch, port="5")  # fmt: skip
    pages.device("phone", "Toestel 120", site=site, make="Yealink", model="W73P", mac="805ec0", at=(net, 110),
                 by_dhcp=True, on=switch, port="6")  # fmt: skip
    pages.device("phone", "Telefoon notaris", site=site, make="Apple", model="iPhone 15", mac="f01898", at=(net, 120),
                 by_dhcp=True, on=point, how=LinkKind.WIRELESS, operating_system="iOS 18", system_cycle="ios/18",
                 serial_number="")  # fmt: skip
    pages.line(site, "Ziggo Zakelijk", wall, kind=LineKind.CABLE, down_mbit=500, up_mbit=50, contract_number="9 120 447",
               helpdesk_phone="+31300012343")  # fmt: skip
    pages.wireless(site, "Stempel", net, security=WirelessSecurity.WPA23)


def _write_services(pages: Pages, staff: list[Person]) -> None:
    deeds = pages.licence("Aktesysteem NotarisPlus", publisher="NotarisPlus", seats=10, ends_on=pages.day(25),
                          contract_number="NP-4410", holders=staff[:8])  # fmt: skip
    pages.licence("Microsoft 365 Business Premium", publisher="Microsoft", seats=12, renews_itself=True,
                  ends_on=pages.day(130), holders=staff)  # fmt: skip
    pages.licence("Windows Server 2022 Standard", publisher="Microsoft", kind="bought", seats=16)
    domain = pages.domain("notaris-stempel.example", registrar="TransIP", dns_at="TransIP", hosting_at="TransIP",
                          mail_at="Microsoft 365", expires_on=pages.day(240))  # fmt: skip
    pages.domain("stempel-notarissen.example", hosting_at="wijst naar notaris-stempel.example")
    pages.certificate(
        "www.notaris-stempel.example", issuer="Let’s Encrypt", expires_on=pages.day(58), renews_itself=True
    )
    tenant = pages.tenant("stempel.onmicrosoft.example", service="Microsoft 365")
    info = pages.mailbox(
        "info@notaris-stempel.example", kind=MailboxKind.SHARED, provider="Microsoft 365", tenant=tenant
    )
    for person in staff:
        pages.mailbox(f"{person.given_name.lower()}@notaris-stempel.example", provider="Microsoft 365", tenant=tenant,
                      person=person)  # fmt: skip
    pages.account("TransIP", website="https://www.transip.example/cp", user_name="stempel-beheer")
    pages.depends(info, tenant, domain)
    pages.depends(deeds, next(row for row in pages.notebook.rows[Device] if getattr(row, "name", "") == "SRV-NOTARIS"))


def _network(pages: Pages, site: Site, number: int, name: str, prefix: str, *, dhcp: tuple[int, int]) -> Subnet:
    return pages.subnet(site, prefix, name, dhcp=dhcp, vlan=pages.vlan(site, number, name))


def _switch(  # noqa: PLR0917 - what is written in one line
    pages: Pages, site: Site, name: str, place: object, at: tuple[Subnet, int], on: Device, port: str, here: str
) -> Device:
    switch = pages.device(
        "switch", name, site=site, place=place, make="Ubiquiti", model="USW-Pro-24-PoE", mac="74acb9", at=at,
        facts={"ports": "24", "poe": "16 poorten, 400 W"}, purchased_on=pages.day(-700), supplier="Helder IT",
        warranty_ends_on=pages.day(30),
    )  # fmt: skip
    pages.link(on, switch, port=port, here=here)
    return switch
