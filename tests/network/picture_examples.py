"""Three invented clients whose pictures are kept in docs/pictures: a household, a bakery, a business of three sites."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from gestand.network.picture import Group, Line, Link, Network, Node, Site, draw_alone


def household() -> Network:
    return Network(
        title="Familie De Wit",
        sites=[Site("huis", "Huis")],
        lines=[Line("ziggo", "huis", "Ziggo", "Kabel, 750/75 Mbit/s", "modem")],
        groups=[Group("thuis", "Thuis", "192.168.178.0/24", "huis")],
        nodes=[
            Node("modem", "router", "Modem meterkast", "192.168.178.1", site="huis", group="thuis", href="/d/modem"),
            Node(
                "laptop", "computer", "Laptop van Els", "192.168.178.20", site="huis", group="thuis", href="/d/laptop"
            ),
            Node("printer", "printer", "Brother HL-L2375", "192.168.178.30", site="huis", group="thuis", href="/d/pr"),
        ],
        links=[Link("modem", "laptop", "wireless"), Link("modem", "printer", "cable", "LAN 2")],
    )


def bakery() -> Network:
    site = "winkel"
    office, till, guests = "kantoor", "kassa", "gasten"
    nodes = [
        _node("modem", "router", "KPN Experia Box", "192.168.2.254", site, ""),
        _node("router", "router", "UniFi Dream Router", "192.168.10.1", site, office),
        _node("sw1", "switch", "Switch meterkast", "192.168.10.2", site, office),
        _node("sw2", "switch", "Switch bakkerij", "192.168.10.3", site, office),
        _node("ap1", "access_point", "AP winkel", "192.168.10.4", site, office),
        _node("ap2", "access_point", "AP kantoor", "192.168.10.5", site, office),
        _node("nas", "nas", "NAS-01", "192.168.10.10", site, office),
        _node("pc1", "computer", "Kantoor-pc Carla", "192.168.10.21", site, office),
        _node("pc2", "computer", "Balie-pc", "192.168.10.22", site, office, state="repair"),
        _node("etiket", "printer", "Etiketprinter Zebra GK420d", "", site, office),
        _node("mfp", "printer", "Kyocera kantoor", "192.168.10.30", site, office),
        _node("kassa1", "computer", "Kassa 1", "192.168.20.11", site, till),
        _node("kassa2", "computer", "Kassa 2", "192.168.20.12", site, till),
        _node("kassa3", "computer", "Kassa 3 (reserve)", "192.168.20.13", site, till, state="spare"),
        _node("pin1", "other", "Pinapparaat 1", "192.168.20.21", site, till),
        _node("pin2", "other", "Pinapparaat 2", "192.168.20.22", site, till),
        _node("bon1", "printer", "Bonprinter 1", "192.168.20.31", site, till),
        _node("bon2", "printer", "Bonprinter 2", "192.168.20.32", site, till),
        _node("cam1", "camera", "Camera winkel", "192.168.10.41", site, office),
        _node("cam2", "camera", "Camera achterdeur", "192.168.10.42", site, office),
        _node("oven", "other", "Oven Wachtel", "192.168.10.51", site, office),
        _node("koel", "other", "Koelcel-bewaking met een heel lange naam", "192.168.10.52", site, office),
        _node("laptop", "computer", "Laptop van Carla", "192.168.10.60", site, office),
        _node("tel1", "phone", "Telefoon Carla", "192.168.10.61", site, office),
        _node("tel2", "phone", "Telefoon bakker", "192.168.10.62", site, office),
        _node("tablet", "tablet", "Bestel-tablet", "192.168.10.63", site, office),
        _node("tv", "television", "Scherm in de winkel", "192.168.30.14", site, guests),
        _node("radio", "television", "Sonos", "192.168.30.15", site, guests),
        _node("ups", "ups", "APC Back-UPS 700", "", site, ""),
        _node("oud", "computer", "Oude laptop", "192.168.10.77", site, office, state="gone"),
    ]
    links = [
        Link("modem", "router", "cable", "LAN 1", "WAN"),
        Link("router", "sw1", "cable", "1", "24"),
        Link("sw1", "sw2", "cable", "23", "8"),
        Link("router", "sw2", "cable", "2", "7"),
        Link("sw1", "ap1", "cable", "21"),
        Link("sw1", "ap2", "cable", "22"),
        *(Link("sw1", one, "cable", str(port)) for port, one in enumerate(["nas", "pc1", "pc2", "mfp", "cam1"], 1)),
        *(
            Link("sw1", one, "cable", str(port))
            for port, one in enumerate(["kassa1", "kassa2", "kassa3", "bon1", "bon2"], 9)
        ),
        *(Link("sw2", one, "cable", str(port)) for port, one in enumerate(["oven", "koel", "cam2"], 1)),
        *(Link("ap1", one, "wireless") for one in ["pin1", "pin2", "tablet", "tv", "radio"]),
        *(Link("ap2", one, "wireless") for one in ["laptop", "tel1"]),
        Link("pc2", "etiket", "usb"),
        Link("ups", "nas", "power"),
        Link("ups", "router", "power"),
    ]
    return Network(
        title="Bakkerij Het Zoute Brood",
        sites=[Site(site, "Winkel", "Dorpsstraat 1, Bilthoven")],
        lines=[
            Line("kpn", site, "KPN Zakelijk", "Glasvezel, 500/500 Mbit/s", "modem"),
            Line("4g", site, "Odido", "Mobiel, reserve", "router"),
        ],
        groups=[
            Group(office, "Kantoor", "192.168.10.0/24", site),
            Group(till, "Kassa (VLAN 20)", "192.168.20.0/24", site),
            Group(guests, "Zoute Brood Gasten", "192.168.30.0/24", site, is_wireless=True),
        ],
        nodes=nodes,
        links=links,
    )


def business() -> Network:
    """Three hundred devices: a head office of three floors, a warehouse, and a shop that little is known of."""
    firm = _Firm()
    firm.head_office()
    firm.warehouse()
    firm.shop()
    firm.links.append(Link("hk-fortigate-100f", "mag-fortigate-60f", "cable", "VPN", "VPN"))
    return Network(
        title="Noorderlicht Groothandel",
        sites=firm.SITES,
        lines=[
            Line("1", "hk", "Eurofiber", "Glasvezel, 1000/1000 Mbit/s", "hk-fortigate-100f"),
            Line("2", "hk", "KPN Zakelijk", "Glasvezel, 500/500 Mbit/s", "hk-fortigate-100f"),
            Line("3", "mag", "Ziggo Zakelijk", "Kabel, 500/50 Mbit/s", "mag-fortigate-60f"),
            Line("4", "win", "KPN", "DSL, 100/30 Mbit/s"),
        ],
        groups=[
            Group(f"{site.id}-{key}", name, f"10.{place}.{10 * third}.0/24", site.id, is_wireless=key == "wifi")
            for place, site in enumerate(firm.SITES, 1)
            for third, (key, name) in enumerate(firm.NETWORKS.items())
        ],
        nodes=firm.nodes,
        links=firm.links,
    )


class _Firm:
    SITES = (
        Site("hk", "Hoofdkantoor", "Stationsplein 12, Utrecht"),
        Site("mag", "Magazijn", "Havenweg 4, Nieuwegein"),
        Site("win", "Winkel Zeist"),
    )
    NETWORKS = {
        "beheer": "Beheer",
        "kantoor": "Kantoor",
        "tel": "Telefonie",
        "wifi": "Noorderlicht",
        "cam": "Camera’s",
    }

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.links: list[Link] = []
        self.site = self.upper = ""

    def add(self, network: str, last: int, kind: str, name: str, **also: str) -> str:
        """A device on ``self.upper``; ``last`` is the end of its address."""
        one = f"{self.site}-{name}".lower().replace(" ", "-")
        place = [site.id for site in self.SITES].index(self.site) + 1
        address = f"10.{place}.{10 * list(self.NETWORKS).index(network)}.{last}"
        self.nodes.append(
            Node(
                one, kind, name, address, also.get("state", "in_use"), self.site, f"{self.site}-{network}", f"/d/{one}"
            )
        )
        upper, link = also.get("upper", self.upper), also.get("link", "cable")
        if upper:
            self.links.append(Link(upper, one, link, str(last % 48 + 1) if link == "cable" else ""))
        return one

    def head_office(self) -> None:
        self.site, self.upper = "hk", ""
        router = self.add("beheer", 1, "router", "FortiGate 100F")
        core = self.add("beheer", 2, "switch", "Core-switch A", upper=router)
        spare = self.add("beheer", 3, "switch", "Core-switch B", upper=router)
        self.links.append(Link(core, spare, "cable", "49", "49"))
        for number in range(1, 9):
            self.add("beheer", 10 + number, "server", f"SRV-{number:02}", upper=core if number % 2 else spare)
        self.add("beheer", 30, "nas", "NAS back-up", upper=core)
        ups = self.add("beheer", 31, "ups", "UPS serverruimte", upper=core)
        self.links += [Link(ups, f"hk-srv-{number:02}", "power") for number in range(1, 9)]
        for floor in (1, 2, 3):
            edge = self.add("beheer", 40 + floor, "switch", f"Switch etage {floor}", upper=core)
            self.links.append(Link(spare, edge, "cable", str(floor), "50"))
            self._floor(floor, edge)
        for camera in range(1, 9):
            self.add("cam", camera + 10, "camera", f"Camera {camera}", upper=spare)

    def _floor(self, floor: int, edge: str) -> None:
        self.upper = edge
        for desk in range(1, 27):
            state = "repair" if desk == 7 else "in_use"
            self.add("kantoor", 26 * floor + desk, "computer", f"WS-{floor}{desk:02}", state=state)
        for desk in range(1, 15):
            self.add("tel", 14 * floor + desk, "phone", f"Toestel {floor}{desk:02}")
        for printer in (1, 2):
            self.add("kantoor", 200 + floor * 2 + printer, "printer", f"Printer {floor}.{printer}")
        for point in (1, 2):
            radio = self.add("beheer", 50 + floor * 2 + point, "access_point", f"AP {floor}.{point}")
            for guest in range(1, 10):
                kind, name = ("computer", "Laptop") if guest < 6 else ("phone", "Mobiel")
                last = floor * 40 + point * 10 + guest
                self.add("wifi", last, kind, f"{name} {floor}{point}{guest}", upper=radio, link="wireless")

    def warehouse(self) -> None:
        self.site, self.upper = "mag", ""
        self.upper = self.add("beheer", 1, "router", "FortiGate 60F")
        self.upper = self.add("beheer", 2, "switch", "Switch magazijn")
        for desk in range(1, 13):
            self.add("kantoor", 10 + desk, "computer", f"Inpaktafel {desk}")
        for desk in range(1, 7):
            self.add("kantoor", 40 + desk, "printer", f"Labelprinter {desk}")
        for camera in range(1, 11):
            self.add("cam", 10 + camera, "camera", f"Hal camera {camera}")
        for point in range(1, 4):
            radio = self.add("beheer", 10 + point, "access_point", f"AP hal {point}")
            for scanner in range(1, 7):
                last = point * 10 + scanner
                self.add("wifi", last, "phone", f"Scanner {point}{scanner}", upper=radio, link="wireless")

    def shop(self) -> None:
        self.site, self.upper = "win", ""
        self.add("beheer", 1, "router", "FritzBox 7590")
        for till in range(1, 5):
            self.add("kantoor", 10 + till, "computer", f"Kassa {till}")
            self.add("kantoor", 20 + till, "other", f"Pinapparaat {till}")
        for tablet in range(1, 301 - len(self.nodes)):
            self.add("wifi", 20 + tablet, "tablet", f"Tablet {tablet}", state="in_use" if tablet % 6 else "spare")


def _node(one: str, kind: str, name: str, address: str, *place: str, state: str = "in_use") -> Node:
    return Node(one, kind, name, address, state, *place, href=f"/d/{one}")


EXAMPLES = {"network-3": household, "network-30": bakery, "network-300": business}


def write_pictures(folder: Path) -> None:
    """Draw the kept pictures anew: ``python -m tests.network.picture_examples``, then look at them."""
    for name, example in EXAMPLES.items():
        (folder / f"{name}.svg").write_text(draw_alone(example()), encoding="utf-8")


if __name__ == "__main__":
    settings.configure(USE_I18N=False)
    write_pictures(Path(__file__).resolve().parents[2] / "docs" / "pictures")
