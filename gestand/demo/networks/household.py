"""Invented households: one with four devices, documented on half a page, and some of which little is known."""

from __future__ import annotations

from collections.abc import Sequence

from gestand.demo.networks.notebook import Notebook, Pages
from gestand.network.models import LineKind, LinkKind, WirelessSecurity
from gestand.people.models import Client

#: What stands in a living room: kind, name, make, model, maker's digits, system, its cycle.
_SMALL = (
    ("computer", "Laptop", "HP", "Pavilion 15", "3c5282", "Windows 11 Home 25H2", "windows/11-25h2-w"),
    ("printer", "Printer", "Canon", "PIXMA TS5350", "000085", "", ""),
    ("tablet", "Tablet", "Samsung", "Galaxy Tab A9", "8c8caa", "Android 14", "android/14"),
    ("television", "Televisie", "Samsung", "QE55Q60", "0007ab", "", ""),
    ("computer", "Computer boven", "Acer", "Aspire TC-1760", "a4bb6d", "Windows 10 Home 22H2", "windows/10-22h2"),
)
_MODEMS = (
    ("Ziggo", "Ziggo Connectbox", "Compal", "CH7465LG", "00023f", LineKind.CABLE, (500, 50)),
    ("KPN", "KPN Box 12", "Arcadyan", "VRV9518", "0012bf", LineKind.FIBRE, (1000, 1000)),
    ("Odido", "Zyxel-modem", "Zyxel", "T-56", "001349", LineKind.FIBRE, (400, 400)),
)


def write_family(pages: Pages) -> None:
    """Four devices, one network, one backup: what fits on a note on the fridge."""
    home = pages.site("Thuis")
    cupboard, upstairs = pages.place(home, "Meterkast"), pages.place(home, "Werkkamer boven")
    net = pages.subnet(home, "192.168.178.0/24", "Thuisnetwerk", dhcp=(20, 200))
    modem = pages.device(
        "router", "FRITZ!Box", site=home, place=cupboard, make="AVM", model="FRITZ!Box 7590 AX", mac="2c91ab",
        at=(net, 1), operating_system="FRITZ!OS 8.02", facts={"firmware": "8.02"},
        purchased_on=pages.day(-500), supplier="Helder IT", warranty_ends_on=pages.day(1325),
    )  # fmt: skip
    people = pages.people
    laptop = pages.device(
        "computer", f"Laptop van {people[0].given_name}", site=home, make="Lenovo", model="IdeaPad Slim 5", mac="8c1645",
        at=(net, 21), by_dhcp=True, on=modem, how=LinkKind.WIRELESS, user=people[0],
        operating_system="Windows 11 Home 25H2", system_cycle="windows/11-25h2-w",
        facts={"processor": "Ryzen 7 8845HS", "memory": "16 GB", "disk": "512 GB SSD"},
        purchased_on=pages.day(-710), supplier="Helder IT", warranty_ends_on=pages.day(20),
    )  # fmt: skip
    pages.device(
        "printer", "Printer", site=home, place=upstairs, make="Brother", model="HL-L2375DW", mac="30055c",
        at=(net, 30), on=modem, port="LAN 2", facts={"cartridge": "TN-2420"}, purchased_on=pages.day(-1400),
    )  # fmt: skip
    pages.device(
        "tablet", "Tablet", site=home, make="Apple", model="iPad (10e generatie)", mac="f01898", at=(net, 23),
        by_dhcp=True, on=modem, how=LinkKind.WIRELESS, operating_system="iPadOS 18", system_cycle="ipados/18",
        serial_number="",
    )  # fmt: skip
    pages.line(
        home, "KPN", modem, kind=LineKind.FIBRE, down_mbit=200, up_mbit=200, contract_number="8004 551 203",
        helpdesk_phone="+31300012340",
    )  # fmt: skip
    pages.wireless(home, "Onder de pannen", net, security=WirelessSecurity.WPA23)
    pages.wireless(home, "Gasten", None, security=WirelessSecurity.WPA2, is_for_guests=True)
    pages.licence("Microsoft 365 Family", publisher="Microsoft", seats=6, ends_on=pages.day(40), holders=people[:2])
    backup = pages.backup(
        "Documenten en foto’s van de laptop", "USB-schijf in de la", program="Windows-bestandsgeschiedenis",
        device=laptop, every_days=7, last_success_on=pages.day(-3),
    )  # fmt: skip
    pages.account("Microsoft", website="https://account.microsoft.com", user_name="familie@thuis.example")
    pages.depends(laptop, modem)
    pages.depends(backup, laptop)
    pages.changed(
        laptop, days_ago=41, operating_system=("Windows 11 Home 24H2", "Windows 11 Home 25H2"),
        name=("Laptop", laptop.name),
    )  # fmt: skip


def write_small_ones(notebook: Notebook, clients: Sequence[Client]) -> None:
    """Little is known of most: what was written down while something was repaired."""
    for number, client in enumerate(clients):
        pages = notebook.pages_of(client, days_ago=30 + 11 * number)
        home = pages.site("Thuis")
        provider, name, make, model, maker, kind, (down, up) = _MODEMS[number % len(_MODEMS)]
        modem = None
        net = pages.subnet(home, f"192.168.{1 + number % 3}.0/24", "", dhcp=(50, 150)) if number % 4 else None
        if number % 5:
            modem = pages.device(
                "router", name, site=home, make=make, model=model, mac=maker, at=(net, 1) if net else None,
                serial_number="",
            )  # fmt: skip
            pages.line(home, provider, modem, kind=kind, down_mbit=down, up_mbit=up)
        for place in range(1 + number % 4):
            what, called, make, model, maker, system, cycle = _SMALL[(number + place) % len(_SMALL)]
            pages.device(
                what, called, site=home, make=make, model=model, mac=maker, on=modem,
                at=(net, 50 + place) if net else None, by_dhcp=True,
                how=LinkKind.CABLE if what == "printer" else LinkKind.WIRELESS,
                operating_system=system, system_cycle=cycle, purchased_on=pages.day(-300 - 40 * number - 90 * place),
                warranty_ends_on=pages.day(430 - 40 * number - 90 * place),
            )  # fmt: skip
