"""An invented printing firm: an office, a hall full of machines and about sixty devices."""

from __future__ import annotations

from gestand.demo.networks.notebook import Pages
from gestand.network.models import Device, LineKind, LinkKind, Site, Subnet, WirelessSecurity

_STAFF = (
    ("Gerben", "Kamp", "van de"), ("Mila", "Visscher", ""), ("Tjeerd", "Nauta", ""), ("Dunja", "Petrovic", ""),
    ("Sjoerd", "Hoek", ""), ("Esmee", "Wolf", "de"), ("Bilal", "Amrani", ""), ("Wies", "Laan", "van der"),
)  # fmt: skip
_MACHINES = (
    ("Offsetpers Speedmaster", "Heidelberg", "SX 74", "00017b"), ("Digitale pers 1", "Konica Minolta", "AccurioPress C4080", "00206b"),
    ("Digitale pers 2", "Konica Minolta", "AccurioPress C4080", "00206b"), ("Plaatbelichter", "Fujifilm", "Luxel T-6500", "00000e"),
    ("Snijmachine", "Polar", "N 92 Pro", ""), ("Vouwmachine", "Heidelberg", "Stahlfolder TH 56", "00017b"),
    ("Grootformaatprinter", "Epson", "SureColor S80600", "0026ab"),
)  # fmt: skip


def write_works(pages: Pages) -> None:
    site = pages.site("Drukkerij")
    rack = pages.place(site, "Serverruimte")
    nets = {
        name: pages.subnet(site, f"172.16.{number}.0/24", name, dhcp=dhcp, vlan=pages.vlan(site, number, name))
        for number, name, dhcp in (
            (10, "Kantoor", (100, 200)), (20, "Productie", None), (30, "Camera’s", None), (40, "Gasten", (10, 250)),
        )
    }  # fmt: skip
    router = pages.device(
        "router", "MikroTik RB5009", site=site, place=rack, make="MikroTik", model="RB5009UG+S+IN", mac="085531",
        at=(nets["Kantoor"], 1), facts={"firmware": "RouterOS 7.20"}, purchased_on=pages.day(-380),
        warranty_ends_on=pages.day(350),
    )  # fmt: skip
    for name in ("Productie", "Camera’s", "Gasten"):
        pages.use(nets[name], nets[name].gateway, device=router, name="gateway")
    core = _switch(pages, site, "Kernswitch", router, port="sfp1", at=(nets["Kantoor"], 2))
    office, hall, store = (
        _switch(pages, site, f"Switch {name}", core, port=str(number), at=(nets["Kantoor"], 2 + number))
        for number, name in enumerate(("kantoor", "drukhal", "expeditie"), 1)
    )
    servers = _write_servers(pages, site, core, nets["Kantoor"])
    _write_office(pages, site, office, nets["Kantoor"])
    _write_hall(pages, site, hall, nets["Productie"])
    _write_store(pages, site, store, nets)
    line = pages.line(
        site, "KPN Zakelijk", router, kind=LineKind.FIBRE, down_mbit=1000, up_mbit=1000, contract_number="Z-8801 220",
        helpdesk_phone="+31300012341", external_ipv4="192.175.48.90", ends_on=pages.day(95),
    )  # fmt: skip
    pages.wireless(site, "Inktvlek", nets["Kantoor"], security=WirelessSecurity.WPA2)
    pages.wireless(site, "Inktvlek Gasten", nets["Gasten"], security=WirelessSecurity.OPEN, is_for_guests=True)
    pages.depends(router, line)
    pages.depends(core, router)
    for server in servers:
        pages.depends(server, core)
    pages.licence("Adobe Creative Cloud", publisher="Adobe", seats=6, renews_itself=True, ends_on=pages.day(52),
                  holders=pages.people[:5])  # fmt: skip
    pages.licence(
        "Prinect Production", publisher="Heidelberg", seats=4, ends_on=pages.day(-12), contract_number="HD-77120"
    )
    pages.licence("Microsoft 365 Apps", publisher="Microsoft", seats=12, renews_itself=True, ends_on=pages.day(200),
                  holders=pages.people[:8])  # fmt: skip
    pages.domain("inktvlek.example", registrar="Antagonist", dns_at="Antagonist", mail_at="Antagonist",
                 expires_on=pages.day(310))  # fmt: skip
    pages.certificate("mail.inktvlek.example", issuer="Let’s Encrypt", expires_on=pages.day(-2))
    pages.mailbox("orders@inktvlek.example", kind="shared", provider="Antagonist")
    pages.mailbox("info@inktvlek.example", kind="shared", provider="Antagonist")
    pages.account("Antagonist", website="https://mijn.antagonist.example", user_name="inktvlek")


def _write_servers(pages: Pages, site: Site, core: Device, net: Subnet) -> list[Device]:
    servers = [
        pages.device(
            "server", name, site=site, make="HPE", model=model, mac="001438", at=(net, 10 + number), on=core,
            port=str(10 + number), host_name=name.lower(), operating_system=system, system_cycle=cycle,
            facts={"role": role}, purchased_on=pages.day(-bought), warranty_ends_on=pages.day(1825 - bought),
        )
        for number, (name, model, system, cycle, role, bought) in enumerate(
            (
                ("SRV-DC", "ProLiant ML30", "Windows Server 2019", "windows-server/2019", "Domein en bestanden", 2100),
                ("SRV-RIP", "ProLiant DL20", "Windows Server 2022", "windows-server/2022", "Drukvoorbereiding (RIP)", 800),
                ("SRV-ORDER", "ProLiant DL20", "Ubuntu 24.04 LTS", "ubuntu/24.04", "Orderprogramma", 800),
            )
        )
    ]  # fmt: skip
    nas = pages.device(
        "nas", "NAS drukwerk", site=site, make="QNAP", model="TS-873A", mac="245ebe", at=(net, 20), on=core, port="20",
        facts={"disk": "8 × 8 TB", "raid": "RAID 6"}, purchased_on=pages.day(-800), warranty_ends_on=pages.day(295),
    )  # fmt: skip
    ups = pages.device("ups", "UPS serverruimte", site=site, make="Eaton", model="5P 1550", mac="002085", at=(net, 21),
                       on=core, port="21", facts={"battery": "2021"}, purchased_on=pages.day(-2100))  # fmt: skip
    for powered in (*servers, nas, core):
        pages.link(ups, powered, LinkKind.POWER)
    pages.backup("Servers SRV-DC en SRV-ORDER", "NAS drukwerk", program="Veeam", device=servers[0], every_days=1,
                 last_success_on=pages.day(-1), last_restored_on=pages.day(-200))  # fmt: skip
    pages.backup("Drukwerkarchief", "Opslag in een datacentrum", program="Hybrid Backup Sync", device=nas, every_days=7)
    return servers


def _write_office(pages: Pages, site: Site, switch: Device, net: Subnet) -> None:
    desks, prepress = pages.place(site, "Kantoor"), pages.place(site, "Drukvoorbereiding")
    point = _point(pages, site, "AP kantoor", switch, (net, 31))
    staff = [*pages.people, *(pages.employee(*name) for name in _STAFF)][:10]
    pages.people[:] = staff
    for number, person in enumerate(staff, 1):
        is_mac = number > 6
        pages.device(
            "computer", f"{'Mac' if is_mac else 'PC'} {person.given_name}", site=site, place=prepress if is_mac else desks,
            make="Apple" if is_mac else "HP", model="Mac mini (M4)" if is_mac else "Pro Mini 400 G9",
            mac="f01898" if is_mac else "3c5282", at=(net, 100 + number), by_dhcp=True, on=switch, port=str(number),
            user=person, operating_system="macOS 15" if is_mac else "Windows 11 Pro 25H2",
            system_cycle="macos/15" if is_mac else "windows/11-25h2-w", purchased_on=pages.day(-300 - 20 * number),
            warranty_ends_on=pages.day(795 - 20 * number),
        )  # fmt: skip
    for number in range(1, 5):
        pages.device("phone", f"Toestel {number}", site=site, place=desks, make="Gigaset", model="N670 IP", mac="7c2f80",
                     at=(net, 130 + number), by_dhcp=True, on=switch, port=str(12 + number))  # fmt: skip
    for number, name in enumerate(("Laptop verkoop", "Laptop directie", "iPad showroom"), 1):
        pages.device(
            "tablet" if name.startswith("iPad") else "computer", name, site=site, make="Apple", model="", mac="f01898",
            at=(net, 150 + number), by_dhcp=True, on=point, how=LinkKind.WIRELESS,
        )  # fmt: skip
    pages.device("printer", "Kantoorprinter", site=site, place=desks, make="Ricoh", model="IM C2500", mac="002673",
                 at=(net, 40), on=switch, port="17")  # fmt: skip


def _write_hall(pages: Pages, site: Site, switch: Device, net: Subnet) -> None:
    hall = pages.place(site, "Drukhal")
    for number, (name, make, model, maker) in enumerate(_MACHINES, 1):
        pages.device(
            "printer" if "pers" in name.lower() or "printer" in name else "other", name, site=site, place=hall, make=make,
            model=model, mac=maker, at=(net, 10 + number), on=switch, port=str(number), purchased_on=pages.day(-1500),
        )  # fmt: skip
        if number < 6:
            pages.device(
                "computer", f"Bediening {name.split()[0].lower()} {number}", site=site, place=hall, make="Dell",
                model="OptiPlex 3080", mac="e454e8", at=(net, 50 + number), on=switch, port=str(10 + number),
                operating_system="Windows 10 IoT 2021" if number < 4 else "Windows 10 Pro 22H2",
                system_cycle="windows/10-21h2-iot-lts" if number < 4 else "windows/10-22h2", purchased_on=pages.day(-1700),
            )  # fmt: skip
    for number in range(1, 3):
        pages.device("computer", f"Oude RIP {number}", site=site, place=hall, make="HP", model="Z420", mac="84a93e",
                     state="spare", purchased_on=pages.day(-3400))  # fmt: skip


def _write_store(pages: Pages, site: Site, switch: Device, nets: dict[str, Subnet]) -> None:
    store = pages.place(site, "Expeditie")
    point = _point(pages, site, "AP expeditie", switch, (nets["Kantoor"], 32))
    for number in range(1, 9):
        pages.device("camera", f"Camera {number}", site=site, make="Hikvision", model="DS-2CD2143", mac="c42f90",
                     at=(nets["Camera’s"], 10 + number), on=switch, port=str(number), purchased_on=pages.day(-900))  # fmt: skip
    for number in range(1, 4):
        pages.device("computer", f"Inpaktafel {number}", site=site, place=store, make="HP", model="Pro Mini 400 G9",
                     mac="3c5282", at=(nets["Kantoor"], 160 + number), by_dhcp=True, on=switch, port=str(10 + number),
                     operating_system="Windows 11 Pro 25H2", system_cycle="windows/11-25h2-w",
                     purchased_on=pages.day(-340), warranty_ends_on=pages.day(755))  # fmt: skip
        pages.device("printer", f"Labelprinter {number}", site=site, place=store, make="Zebra", model="ZD421", mac="00074d",
                     at=(nets["Kantoor"], 60 + number), on=switch, port=str(14 + number))  # fmt: skip
        pages.device("phone", f"Scanner {number}", site=site, place=store, make="Zebra", model="TC22", mac="00074d",
                     at=(nets["Kantoor"], 170 + number), by_dhcp=True, on=point, how=LinkKind.WIRELESS,
                     operating_system="Android 13", system_cycle="android/13")  # fmt: skip


def _switch(pages: Pages, site: Site, name: str, on: Device, *, port: str, at: tuple[Subnet, int]) -> Device:
    return pages.device(
        "switch", name, site=site, make="TP-Link", model="TL-SG3428MP", mac="c006c3", at=at, on=on, port=port,
        facts={"ports": "28", "poe": "24 poorten, 384 W"}, purchased_on=pages.day(-380), warranty_ends_on=pages.day(715),
    )  # fmt: skip


def _point(pages: Pages, site: Site, name: str, on: Device, at: tuple[Subnet, int]) -> Device:
    return pages.device(
        "access_point", name, site=site, make="TP-Link", model="EAP673", mac="c006c3", at=at, on=on, port="24",
        purchased_on=pages.day(-380), warranty_ends_on=pages.day(715),
    )  # fmt: skip
