"""An invented bakery with a dozen devices: tills in a network of their own, and three things that need somebody."""

from __future__ import annotations

from gestand.demo.networks.notebook import Pages
from gestand.network.models import AddressKind, LineKind, LinkKind, MailboxKind, WirelessSecurity


def write_shop(pages: Pages) -> None:
    shop = pages.site("Winkel")
    cupboard, counter = pages.place(shop, "Meterkast"), pages.place(shop, "Toonbank")
    office, bakery = pages.place(shop, "Kantoor boven"), pages.place(shop, "Bakkerij")
    desk = pages.subnet(shop, "192.168.10.0/24", "Kantoor", dhcp=(100, 199), vlan=pages.vlan(shop, 10, "Kantoor"))
    tills = pages.subnet(shop, "192.168.20.0/24", "Kassa", vlan=pages.vlan(shop, 20, "Kassa"))
    guests = pages.subnet(shop, "192.168.30.0/24", "Gasten", dhcp=(10, 250), vlan=pages.vlan(shop, 30, "Gasten"))
    owner = pages.people[0]

    router = pages.device(
        "router", "UniFi Dream Router", site=shop, place=cupboard, make="Ubiquiti", model="UDR7", mac="74acb9",
        at=(desk, 1), facts={"firmware": "4.3.6"}, purchased_on=pages.day(-260), supplier="Helder IT",
        warranty_ends_on=pages.day(470),
    )  # fmt: skip
    for subnet in (tills, guests):
        pages.use(subnet, subnet.gateway, device=router, name="gateway")
    switch = pages.device(
        "switch", "Switch meterkast", site=shop, place=cupboard, make="Ubiquiti", model="USW-Lite-16-PoE", mac="74acb9",
        at=(desk, 2), on=router, port="1", facts={"ports": "16", "poe": "8 poorten, 45 W"},
        purchased_on=pages.day(-260), supplier="Helder IT", warranty_ends_on=pages.day(470),
    )  # fmt: skip
    point = pages.device(
        "access_point", "AP winkel", site=shop, place=counter, make="Ubiquiti", model="U7 Lite", mac="f09fc2",
        at=(desk, 4), on=switch, port="9", purchased_on=pages.day(-260), warranty_ends_on=pages.day(470),
    )  # fmt: skip
    nas = pages.device(
        "nas", "NAS-01", site=shop, place=office, make="Synology", model="DS224+", mac="001132", at=(desk, 10),
        on=switch, port="2", operating_system="DSM 7.2", facts={"disk": "2 × 4 TB", "raid": "SHR-1"},
        purchased_on=pages.day(-900), supplier="Helder IT", warranty_ends_on=pages.day(195),
    )  # fmt: skip
    till_1 = pages.device(
        "computer", "Kassa 1", site=shop, place=counter, make="HP", model="Engage One Pro", mac="3c5282", at=(tills, 11),
        on=switch, port="3", operating_system="Windows 11 IoT 2024", system_cycle="windows/11-24h2-iot-lts",
        purchased_on=pages.day(-400), supplier="KassaCompleet", warranty_ends_on=pages.day(695),
    )  # fmt: skip
    till_2 = pages.device(
        "computer", "Kassa 2", site=shop, place=counter, make="HP", model="Engage One Pro", mac="3c5282", at=(tills, 12),
        on=switch, port="4", operating_system="Windows 11 IoT 2024", system_cycle="windows/11-24h2-iot-lts",
        purchased_on=pages.day(-1083), supplier="KassaCompleet", warranty_ends_on=pages.day(12),
    )  # fmt: skip
    pages.device(
        "printer", "Bonprinter", site=shop, place=counter, make="Star Micronics", model="TSP143", mac="001162",
        at=(tills, 21), on=switch, port="5",
    )  # fmt: skip
    desk_pc = pages.device(
        "computer", "Balie-pc", site=shop, place=counter, make="Dell", model="OptiPlex 3050", mac="a4bb6d",
        at=(desk, 22), on=switch, port="6", operating_system="Windows 10 Pro 22H2", system_cycle="windows/10-22h2",
        facts={"processor": "Core i5-7500T", "memory": "8 GB", "disk": "256 GB SSD"}, host_name="balie-pc",
        purchased_on=pages.day(-2600), note="Vervangen voor het nieuwe jaar; offerte ligt er.",
    )  # fmt: skip
    pages.device(
        "printer", "Etiketprinter", site=shop, place=bakery, make="Zebra", model="GK420d", on=desk_pc, how=LinkKind.USB,
    )  # fmt: skip
    laptop = pages.device(
        "computer", f"Laptop van {owner.given_name}", site=shop, place=office, make="Lenovo", model="ThinkPad E16",
        mac="8c1645", at=(desk, 101), by_dhcp=True, on=point, how=LinkKind.WIRELESS, user=owner,
        operating_system="Windows 11 Pro 25H2", system_cycle="windows/11-25h2-w", host_name="laptop-kantoor",
        facts={"processor": "Ryzen 5 7535HS", "memory": "16 GB", "disk": "512 GB SSD"},
        purchased_on=pages.day(-420), supplier="Helder IT", warranty_ends_on=pages.day(675),
    )  # fmt: skip
    pages.device(
        "camera", "Camera achterdeur", site=shop, place=bakery, make="Reolink", model="RLC-810A", mac="ec71db",
        at=(desk, 41), on=switch, port="10", facts={"firmware": "3.1.0"},
    )  # fmt: skip
    pages.device(
        "television", "Scherm in de winkel", site=shop, place=counter, make="Samsung", model="QB43", mac="0007ab",
        at=(guests, 14), by_dhcp=True, on=point, how=LinkKind.WIRELESS, serial_number="",
    )  # fmt: skip
    old = pages.device(
        "computer", "Oude kantoor-pc", site=shop, make="HP", model="ProDesk 400 G4", mac="3c5282", state="gone",
        gone_on=pages.day(-410), wiped_on=pages.day(-412), wiped_how="Schijf gewist met nwipe (DoD kort), rapport bewaard", wiped_by="Helder IT",
        purchased_on=pages.day(-2500),
    )  # fmt: skip
    pages.use(
        desk, "192.168.10.101", device=old, until_on=pages.day(-410), since_on=pages.day(-800), kind=AddressKind.DHCP
    )
    line = pages.line(
        shop, "KPN Zakelijk", router, kind=LineKind.FIBRE, down_mbit=500, up_mbit=500, contract_number="Z-4471 902",
        helpdesk_phone="+31300012341", external_ipv4="192.175.48.41", ends_on=pages.day(210),
    )  # fmt: skip
    pages.wireless(shop, "Zoute Brood", desk, security=WirelessSecurity.WPA23)
    pages.wireless(shop, "Zoute Brood Gasten", guests, security=WirelessSecurity.WPA2, is_for_guests=True)
    till_program = pages.licence(
        "KassaCompleet", publisher="KassaCompleet", seats=2, ends_on=pages.day(160), holders=[till_1, till_2],
    )  # fmt: skip
    pages.licence("Microsoft 365 Business Standard", publisher="Microsoft", seats=3, renews_itself=True,
                  ends_on=pages.day(88), holders=pages.people[:2])  # fmt: skip
    domain = pages.domain(
        "hetzoutebrood.example", registrar="TransIP", dns_at="TransIP", hosting_at="Strato", mail_at="Microsoft 365",
        expires_on=pages.day(35), renews_itself=False,
    )  # fmt: skip
    pages.certificate("www.hetzoutebrood.example", issuer="Let’s Encrypt", expires_on=pages.day(61), renews_itself=True)
    tenant = pages.tenant("hetzoutebrood.onmicrosoft.example", service="Microsoft 365")
    mail = pages.mailbox("info@hetzoutebrood.example", kind=MailboxKind.SHARED, provider="Microsoft 365", tenant=tenant)
    pages.mailbox(
        f"{owner.given_name.lower()}@hetzoutebrood.example", provider="Microsoft 365", tenant=tenant, person=owner
    )
    pages.account("KPN Zakelijk", website="https://mijn.kpn.example", user_name="info@hetzoutebrood.example")
    pages.account("NAS-beheer", website="https://192.168.10.10:5001", user_name="beheer", device=nas)
    backup = pages.backup(
        "Map Kantoor op de NAS", "USB-schijf, wekelijks mee naar huis", program="Hyper Backup", device=nas, every_days=7,
        last_success_on=pages.day(-26), last_restored_on=pages.day(-240),
    )  # fmt: skip
    pages.depends(till_1, till_program)
    pages.depends(till_2, till_program)
    pages.depends(mail, tenant, domain)
    pages.depends(backup, nas)
    pages.depends(laptop, nas)
    pages.changed(nas, days_ago=120, operating_system=("DSM 7.1", "DSM 7.2"))
    pages.changed(desk_pc, days_ago=15, note=("", desk_pc.note))
    pages.changed(line, days_ago=60, down_mbit=("200", "500"), up_mbit=("200", "500"))
