"""Reading what Windows says of itself, and what the collector saves."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.utils import translation

from gestand.network.importers import AddressOrigin, FoundDevice, FoundNetwork, NotANetworkFile, collector
from tests.network.reading import FILES, found_in, read

HOME = Path(str(collector.__file__)).parent


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_systeminfo_tells_make_model_and_system() -> None:
    (computer,) = found_in(FILES / "systeminfo-english.txt", FoundDevice)
    assert (computer.host_name, computer.make, computer.model) == ("PC-ANNA", "HP", "HP EliteBook 840 G8 Notebook PC")
    assert (computer.operating_system, computer.kind) == ("Microsoft Windows 11 Pro", "computer")
    assert computer.facts["system_version"] == "10.0.22631 Build 22631"
    assert computer.facts["processor"].startswith("Intel64 Family 6 Model 140")
    assert "Anna" not in str(computer.facts)  # the registered owner is a person, not the computer


def test_systeminfo_tells_its_cards_from_their_addresses() -> None:
    (computer,) = found_in(FILES / "systeminfo-english.txt", FoundDevice)
    cards = [(card.name, card.kind, [one.address for one in card.addresses]) for card in computer.interfaces]
    assert cards == [
        ("Wi-Fi", "wireless", ["192.168.77.31", "fd00:77::31"]),
        ("Bluetooth Network Connection", "other", []),
        ("Ethernet", "wired", ["10.0.0.5"]),
    ]
    assert computer.interfaces[0].addresses[0].origin == AddressOrigin.DHCP


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("systeminfo-dutch-850.txt", "cp850"),
        ("systeminfo-dutch-1252.txt", "cp1252"),
        ("systeminfo-dutch-utf16.txt", "utf-16"),
    ],
)
def test_dutch_systeminfo_is_read_in_each_encoding_that_windows_writes(name: str, encoding: str) -> None:
    known, found = read((FILES / name).read_bytes())
    assert (known.layout.format, known.layout.encoding) == ("systeminfo", encoding)
    (computer,) = found
    assert isinstance(computer, FoundDevice)
    assert (computer.host_name, computer.make, computer.model) == ("BALIE-1", "Dell Inc.", "OptiPlex 3070")
    assert (computer.operating_system, computer.addresses) == ("Microsoft Windows 10 Pro", ["192.168.10.21"])


def test_systeminfo_as_csv_says_the_same() -> None:
    (server,) = found_in(FILES / "systeminfo.csv", FoundDevice)
    assert (server.host_name, server.kind, server.model) == ("SRV-01", "server", "ProLiant ML30 Gen10")
    assert server.addresses == ["192.168.10.5"]


def test_several_computers_may_stand_in_one_file() -> None:
    both = (FILES / "systeminfo-dutch-1252.txt").read_bytes() + (FILES / "systeminfo-english.txt").read_bytes()
    assert [one.host_name for one in read(both)[1] if isinstance(one, FoundDevice)] == ["BALIE-1", "PC-ANNA"]


def test_both_commands_may_have_written_into_one_file() -> None:
    names = ("systeminfo-english.txt", "ipconfig-xp-dutch.txt", "ipconfig-dutch-850.txt")
    found = read(b"\r\n".join((FILES / name).read_bytes() for name in names))[1]
    told = [(one.host_name, len(one.interfaces)) for one in found if isinstance(one, FoundDevice)]
    assert told == [("PC-ANNA", 3), ("OUDE-PC", 1), ("BALIE-1", 2)]
    assert [one.prefix for one in found if isinstance(one, FoundNetwork)] == ["192.168.0.0/24", "192.168.10.0/25"]


def test_ipconfig_tells_each_interface_with_its_hardware_address() -> None:
    (computer,) = found_in(FILES / "ipconfig-english.txt", FoundDevice)
    told = [(card.name, card.kind, card.mac, [one.address for one in card.addresses]) for card in computer.interfaces]
    assert told == [
        ("Ethernet", "wired", "3c:52:82:00:53:30", []),
        ("Wi-Fi", "wireless", "3c:52:82:00:53:31", ["fd00:77::31", "192.168.77.31"]),
        ("vEthernet (Default Switch)", "other", "00:15:5d:00:53:01", ["172.28.96.1"]),
    ]


def test_ipconfig_tells_the_network_its_way_out_and_its_name_servers() -> None:
    (network,) = found_in(FILES / "ipconfig-english.txt", FoundNetwork)
    assert (network.prefix, network.gateway, network.dns) == (
        "192.168.77.0/24",
        "192.168.77.1",
        ["192.168.77.1", "9.9.9.9"],
    )


@pytest.mark.parametrize(
    ("name", "host", "mac", "address", "origin", "prefix"),
    [
        ("ipconfig-dutch-850.txt", "BALIE-1", "e4:54:e8:00:53:21", "192.168.10.21", "static", "192.168.10.0/25"),
        ("ipconfig-xp-dutch.txt", "OUDE-PC", "00:50:bf:00:53:8e", "192.168.0.201", "dhcp", "192.168.0.0/24"),
    ],
)
def test_dutch_ipconfig_of_today_and_of_xp(  # noqa: PLR0917 - the columns of the table
    name: str, host: str, mac: str, address: str, origin: str, prefix: str
) -> None:
    known, (computer, network) = read((FILES / name).read_bytes())
    assert known.layout.encoding in ("cp850", "utf-8")  # never an old Macintosh's
    assert isinstance(computer, FoundDevice)
    assert isinstance(network, FoundNetwork)
    assert (computer.host_name, computer.macs[0], computer.addresses) == (host, mac, [address])
    assert (computer.interfaces[0].addresses[0].origin, network.prefix) == (origin, prefix)


def test_the_collector_tells_the_computer_its_network_printer_and_router() -> None:
    found = read((FILES / "collected.json").read_bytes())[1]
    computer, printer, router = [one for one in found if isinstance(one, FoundDevice)]
    assert (computer.serial_number, computer.installed_on) == ("5CG0000053", date(2024, 3, 11))
    assert (computer.facts["memory"], computer.facts["disks"]) == ("16 GB", "KIOXIA 512 SSD 477 GB")
    assert (printer.kind, printer.name, printer.macs) == ("printer", "Brother HL-L2350DW", ["00:80:77:00:53:20"])
    assert (router.kind, router.addresses) == ("router", ["192.168.77.1"])
    assert [one.prefix for one in found if isinstance(one, FoundNetwork)] == ["192.168.77.0/24"]


def test_the_example_follows_the_published_schema() -> None:
    schema = json.loads((HOME / "collected.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(json.loads((FILES / "collected.json").read_text()))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": 2}, "another version"),
        ({"computer": {}}, "not complete"),
        ({"computer": "x"}, "not complete"),
    ],
)
def test_another_or_incomplete_file_of_the_collector_is_refused(change: dict[str, Any], words: str) -> None:
    held = json.loads((FILES / "collected.json").read_text()) | change
    with pytest.raises(NotANetworkFile, match=words):
        read(json.dumps(held).encode())


def test_what_powershell_writes_for_a_list_of_one_is_read_as_a_list() -> None:
    held = json.loads((FILES / "collected.json").read_text())
    held["interfaces"] = held["interfaces"][0]
    held["neighbours"] = held["neighbours"][0]
    (computer, router) = [one for one in read(json.dumps(held).encode("utf-16"))[1] if isinstance(one, FoundDevice)][
        ::2
    ]
    assert (computer.macs, router.macs) == (["3c:52:82:00:53:31"], ["24:a4:3c:00:53:01"])


def test_the_script_is_plain_reads_only_and_reaches_no_network() -> None:
    script = (HOME / "collector.ps1").read_text(encoding="ascii")
    code = re.sub(r"#.*", "", re.sub(r"<#.*?#>", "", script, flags=re.DOTALL))
    for word in ("Invoke-", "WebClient", "Start-Process", "Test-Connection", "Resolve-DnsName", "Set-Item", "New-NetIP",
                 "Remove-", "Enable-", "Disable-", "DownloadString", "http"):  # fmt: skip
        assert word not in code
    assert code.count("WriteAllText") == 1
    assert script.index("Write-Host $json") < script.index("Save this as") < script.index("WriteAllText")


def test_the_script_reads_numbers_where_the_words_of_windows_differ_by_language() -> None:
    script = (HOME / "collector.ps1").read_text(encoding="ascii")
    assert "Status -eq 'Up'" not in script
    assert "InterfaceOperationalStatus -eq 1" in script
    assert "PhysicalMediaType" not in script


def test_the_script_takes_a_printer_without_a_driver_of_its_maker_for_a_printer() -> None:
    script = (HOME / "collector.ps1").read_text(encoding="ascii")
    (programs,) = re.findall(r"DriverName -notmatch '(.+?)'", script)
    assert re.search(programs, "Microsoft Print To PDF", re.IGNORECASE)
    assert not re.search(programs, "Microsoft IPP Class Driver", re.IGNORECASE)


def test_the_hash_is_that_of_the_script_that_is_handed_out() -> None:
    assert collector.script_sha256() == hashlib.sha256((HOME / "collector.ps1").read_bytes()).hexdigest()


def test_the_script_writes_every_field_that_the_schema_asks_for() -> None:
    script = (HOME / "collector.ps1").read_text(encoding="ascii")
    schema = json.loads((HOME / "collected.schema.json").read_text())
    for name in [*schema["properties"], *schema["properties"]["computer"]["properties"]]:
        assert re.search(rf"^\s*{name}\s*=", script, re.MULTILINE), name
