"""Reading tables: ITFlow's exports, and any list of devices with its columns."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation
from openpyxl import Workbook

from gestand.network.importers import (
    FoundContact,
    FoundDevice,
    FoundDomain,
    FoundNetwork,
    FoundPlace,
    Limits,
    NotANetworkFile,
    Remark,
    UnreadableRow,
    read_found,
    recognise,
)
from gestand.network.importers.problems import sentence
from gestand.network.importers.tables.columns import FIELDS, NEVER_READ, guess_column
from gestand.network.importers.tables.itflow import recognise_export
from tests.network.reading import FILES, devices_in, found_in, read


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize("name", ["assets", "networks", "locations", "contacts", "domains"])
def test_each_export_of_itflow_is_known_by_its_columns(name: str) -> None:
    known, _found = read((FILES / f"itflow-{name}.csv").read_bytes())
    assert (known.layout.format, known.certain) == (f"itflow_{name}", True)


def test_an_asset_of_itflow_becomes_a_device() -> None:
    laptop = devices_in(FILES / "itflow-assets.csv")["192.168.77.31"]
    assert (laptop.name, laptop.kind, laptop.serial_number) == ("PC-ANNA", "computer", "5CG0000053")
    assert (laptop.site, laptop.place, laptop.user_name) == ("Head office", "Desk 3", "Anna de Vries")
    assert (laptop.purchased_on, laptop.warranty_ends_on, laptop.installed_on) == (
        date(2024, 3, 1),
        date(2027, 3, 1),
        None,
    )
    assert (laptop.macs, laptop.note) == (["3c:52:82:00:53:31"], "Laptop of the owner\nDocking station too")


def test_an_export_of_several_clients_is_told_once() -> None:
    (line, *rows) = (FILES / "itflow-assets.csv").read_text(encoding="utf-8").splitlines()
    others = [
        rows[0].replace("Bakkerij Het Zoute Brood", name) for name in ("Slagerij", "Bakkerij het zoute brood", "X")
    ]
    told = [one for one in read("\n".join([line, rows[0], *others]).encode())[1] if isinstance(one, Remark)]
    assert [(one.code, one.value) for one in told] == [("several_clients", "Slagerij")]


def test_older_exports_of_itflow_with_fewer_columns_are_read() -> None:
    (nas,) = found_in(FILES / "itflow-assets-old.csv", FoundDevice)
    assert (nas.kind, nas.make, nas.serial_number) == ("nas", "Synology", "2150SERIAL")
    assert recognise_export(["Name", "vLAN", "Network", "Gateway", "DHCP Range"]) == "itflow_networks"
    assert recognise_export(["Domain", "Registrar", "Web Host", "Expiration Date"]) == "itflow_domains"


def test_networks_of_itflow_with_their_range_and_a_wrong_one_refused() -> None:
    found = read((FILES / "itflow-networks.csv").read_bytes())[1]
    office = next(one for one in found if isinstance(one, FoundNetwork))
    assert (office.prefix, office.vlan, office.gateway) == ("192.168.77.0/24", 10, "192.168.77.1")
    assert (office.dhcp_first, office.dhcp_last, office.dns[1]) == ("192.168.77.100", "192.168.77.200", "9.9.9.9")
    assert [(one.row, one.problem) for one in found if isinstance(one, UnreadableRow)] == [(4, "network_wrong")]


def test_locations_contacts_and_domains_of_itflow() -> None:
    (place,) = found_in(FILES / "itflow-locations.csv", FoundPlace)
    (contact,) = found_in(FILES / "itflow-contacts.csv", FoundContact)
    domain, old = found_in(FILES / "itflow-domains.csv", FoundDomain)
    assert (place.name, place.street, place.city) == ("Head office", "Voorstraat 1", "Utrecht")
    assert (contact.name, contact.phone, contact.mail) == ("Carla Klant", "030-0001234 tst 12", "carla@brood.example")
    assert (domain.name, domain.registrar, domain.expires_on) == (
        "zoute-brood.example",
        "A registrar",
        date(2027, 5, 1),
    )
    assert (old.registrar, old.hosting_at, old.expires_on) == ("", "", None)  # numbers of their own tables


def test_the_export_of_credentials_is_refused_and_points_to_the_vault() -> None:
    with pytest.raises(NotANetworkFile, match="vault"):
        read((FILES / "itflow-credentials.csv").read_bytes())


def test_a_dutch_list_of_devices_is_read_by_its_headers() -> None:
    laptop = devices_in(FILES / "apparaten.csv")["192.168.77.31"]
    assert (laptop.name, laptop.kind, laptop.make, laptop.model) == ("Laptop Anna", "computer", "HP", "EliteBook 840")
    assert (laptop.purchased_on, laptop.warranty_ends_on) == (date(2024, 3, 1), date(2027, 3, 1))
    assert (laptop.user_name, laptop.site, laptop.unknown) == ("Anna", "Utrecht", {"Kleur": "grijs"})


def test_a_column_of_passwords_is_never_read_and_that_is_said() -> None:
    known, found = read((FILES / "apparaten.csv").read_bytes())
    assert Remark("secrets_left_out", value="Wachtwoord") in found
    assert "Geheim123" not in str(found)
    assert "Geheim123" not in str(known.samples)


def test_what_is_no_date_is_remarked_and_the_device_goes_on() -> None:
    found = read((FILES / "apparaten.csv").read_bytes())[1]
    assert Remark("date_wrong", 3, "in mei") in found
    assert sentence("date_wrong", "in mei") == "“in mei” is not a date."


def test_a_row_by_which_nothing_can_be_known_is_refused() -> None:
    found = read((FILES / "apparaten.csv").read_bytes())[1]
    assert [(one.row, one.problem) for one in found if isinstance(one, UnreadableRow)] == [(4, "no_device")]


def test_a_person_says_what_columns_mean_that_nobody_knows() -> None:
    content = b"Wat;Waar;Kenmerk\nKassa;Toonbank;S-1\n"
    known = recognise(io.BytesIO(content))
    assert (known.certain, known.header, known.layout.header_row) == (False, ("Wat", "Waar", "Kenmerk"), 1)
    layout = replace(known.layout, columns=("name", "place", "serial_number"))
    (till,) = read_found(io.BytesIO(content), layout, header=known.header)
    assert isinstance(till, FoundDevice)
    assert (till.name, till.place, till.serial_number) == ("Kassa", "Toonbank", "S-1")


def test_a_workbook_is_read_from_the_sheet_that_lists_devices() -> None:
    book = Workbook()
    book.active.append(["Nothing here"])  # type: ignore[union-attr]
    sheet = book.create_sheet("Devices")
    sheet.append(["Device", "Type", "Serial number", "IP address", "MAC"])
    sheet.append(["Switch 1", "Switch", "SN 1", "192.168.1.2", "24-A4-3C-00-53-02"])
    stream = io.BytesIO()
    book.save(stream)
    known, found = read(stream.getvalue())
    assert (known.layout.format, known.layout.sheet) == ("excel", "Devices")
    assert [(one.name, one.kind, one.macs) for one in found if isinstance(one, FoundDevice)] == [
        ("Switch 1", "switch", ["24:a4:3c:00:53:02"])
    ]


def test_a_list_without_a_header_is_read_by_what_stands_in_it() -> None:
    known, found = read(b"Kassa;192.168.1.30;02-11-22-00-53-01\nBalie;192.168.1.31;02-11-22-00-53-02\n")
    assert known.layout.columns[1:] == ("address", "mac")
    assert [one.addresses for one in found if isinstance(one, FoundDevice)] == [["192.168.1.30"], ["192.168.1.31"]]


def test_several_addresses_in_a_cell_belong_each_to_its_hardware_address() -> None:
    (server,) = read(b"Name,IP,MAC\nSRV,10.0.0.5 / 10.0.0.6,02:11:22:00:53:01 02:11:22:00:53:02\n")[1]
    assert isinstance(server, FoundDevice)
    assert [(one.mac[-2:], one.addresses[0].address) for one in server.interfaces] == [
        ("01", "10.0.0.5"),
        ("02", "10.0.0.6"),
    ]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Serienummer", "serial_number"),
        ("Service Tag", "serial_number"),
        ("IP-adres", "address"),
        ("MAC Address", "mac"),
        ("Hostnaam", "host_name"),
        ("Garantie tot", "warranty_ends_on"),
        ("Merk", "make"),
        ("Besturingssysteem", "operating_system"),
        ("Gebruiker", "user_name"),
        ("Locatie", "site"),
        ("Ruimte", "place"),
        ("BitLocker-sleutel", NEVER_READ),
        ("Admin password", NEVER_READ),
        ("Wifi-key", NEVER_READ),
        ("PIN", NEVER_READ),
        ("Prijs", ""),
        ("Kleur", None),
    ],
)
def test_headers_are_known_in_dutch_and_english(header: str, field: str | None) -> None:
    assert guess_column(header) == field
    assert field in {*FIELDS, NEVER_READ, "", None}


def test_more_than_a_hundred_thousand_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limits, "ROWS", 100)
    with pytest.raises(NotANetworkFile, match="more than 100,000 rows"):
        read(b"Name;Serial\n" + b"".join(b"PC-%d;S%d\n" % (number, number) for number in range(102)))
