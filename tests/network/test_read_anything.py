"""Every file that somebody may drop: known, or refused with a sentence; never a crash, never a wait."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gestand.network.importers import FoundDevice, FoundInterface, NotANetworkFile
from gestand.network.importers.found import AddressOrigin, FileFormat, FoundService
from gestand.network.importers.kinds import guess_kind, kind_of
from gestand.network.importers.values import (
    address_of,
    day_of,
    host_name_of,
    mac_of,
    mac_of_duid,
    moment_of,
    network_of,
    range_of,
    text_of,
)
from gestand.network.models import AddressKind, DeviceKind, InterfaceKind
from tests.network.reading import EVERY_FILE, FILES, SCANS, read, reads_or_refuses
from tests.network.spoiling import WAYS_TO_SPOIL

KINDS_OF_FILES = {
    "home-2026.xml": "nmap",
    "dnsmasq.leases": "dnsmasq",
    "dhcpd.leases": "isc_dhcpd",
    "dhcpd6.leases": "isc_dhcpd",
    "kea-leases4.csv": "kea",
    "kea-leases6.csv": "kea",
    "mikrotik-print.txt": "mikrotik",
    "mikrotik-export.rsc": "mikrotik",
    "unifi-clients.json": "unifi",
    "unifi-devices.json": "unifi",
    "unifi-api-clients.json": "unifi",
    "systeminfo-english.txt": "systeminfo",
    "systeminfo.csv": "systeminfo",
    "ipconfig-english.txt": "ipconfig",
    "ipconfig-xp-dutch.txt": "ipconfig",
    "collected.json": "collector",
    "apparaten.csv": "table",
    "apparaten.xlsx": "excel",
}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(("name", "format_"), KINDS_OF_FILES.items())
def test_a_file_is_recognised_by_its_content(name: str, format_: str) -> None:
    path = SCANS / name if name.endswith(".xml") else FILES / name
    assert read(path.read_bytes())[0].layout.format == format_


def test_every_kind_of_file_has_a_name_on_the_screen() -> None:
    assert set(KINDS_OF_FILES.values()) <= set(FileFormat.values)


def packed(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \r\n\r\n", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "picture"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"\x1f\x8b\x08\x00", "packed"),
        (packed(a=b"x"), "cannot be read"),
        (packed(**{"xl/workbook.xml": b"0" * 50_000_000}), "cannot be read"),
        (b"\x7fELF\x02\x01", "program"),
        (bytes(range(32)) * 100, "cannot be read"),
        (b"<!doctype html><html><body>login</body></html>", "web page"),
        (b"Dear all,\n\nPlease find the list below.\n\nRegards\n", "no devices in this file"),
        (b"Starting Nmap 7.93 ( https://nmap.org ) at 2026-11-23 13:10 UTC\nNmap scan report for x\n", "-oX"),
    ],
)
def test_what_is_no_file_of_a_network_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(NotANetworkFile, match=words):
        read(content)


@pytest.mark.parametrize("way", WAYS_TO_SPOIL, ids=lambda way: way.__name__)
@pytest.mark.parametrize("path", EVERY_FILE, ids=lambda path: path.name)
def test_a_spoiled_file_is_read_or_refused(path: Path, way: Callable[[bytes, random.Random], bytes]) -> None:
    chance = random.Random(path.name)  # noqa: S311 - the same places each time
    for _ in range(12):
        reads_or_refuses(way(path.read_bytes(), chance))


@pytest.mark.parametrize("path", sorted((FILES.parent / "spoiled").iterdir()), ids=lambda path: path.stem)
def test_what_once_broke_a_reader_is_read_or_refused(path: Path) -> None:
    reads_or_refuses(path.read_bytes())


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    reads_or_refuses(content)


LINES = [
    "lease 10.0.0.1 {", "host x {", "}", "hardware ethernet 02:00:00:00:00:01;", "ends epoch 9;",
    "0 02:00:00:00:00:01 10.0.0.1 * *",
    "/ip dhcp-server lease", 'add address=10.0.0.1 comment="', "\\", " 0 D address=10.0.0.1 mac-address=x",
    "Host Name: x", "Network Card(s): 1", "  [01]: x", "Windows IP Configuration", "Ethernet adapter x:",
    "   IPv4 Address. . : 10.0.0.1", "   Subnet Mask . . : 255.0.255.0",
    "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd", "10.0.0.1,,,1,1,1,1", '"', ";;",
]  # fmt: skip


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(LINES), max_size=30))
def test_lines_of_every_kind_in_any_order_are_read_or_refused(lines: list[str]) -> None:
    reads_or_refuses("\n".join(lines).encode())


@pytest.mark.parametrize(
    "content",
    [
        b'Name;Serial\n"' + b"x" * 3_000_000,
        b"0 02:00:00:00:00:01 10.0.0.1 " + b"x" * 3_000_000 + b" *\n",
        b"/ip dhcp-server lease\nadd address=10.0.0.1 mac-address=02:00:00:00:00:01 \\\n"
        + b"    comment=a \\\n" * 50_000,
        b"/ip dhcp-server lease\nadd mac-address=" + b'a="' * 200_000,
        b"lease 10.0.0.1 {\n" * 50_000,
        b'ia-na "' + b"\\" * 500_000 + b'" {\n',
        b"Windows IP Configuration\n\n" + b"   Host Name . . . : x\n" * 100_000,
        b"Windows IP Configuration\n\n   " + b". " * 9_000 + b"x\n" * 3,
        b"Host Name: a\nOS Name: b\nSystem Model: c\nNetwork Card(s): x\n" + b"   [01]: card\n" * 100_000,
        b"Host Name: a\nOS Name: b\nSystem Model: c\n" + b" :" * 10_000,
        b"Naam,IP\n" + b"PC," + b"10.0.0.1 " * 2_000 + b"\n",
        b"Naam" + b",x" * 50_000 + b"\n",
        b"\n" * 200_000 + b"x",
        (b"/" + b" " * 19_000 + b"!\n") * 30,
        (b"0 " + b"A " * 9_000 + b"\n") * 30 + b" mac-address=\n",
        b"lease 10.0.0.1 {\n" + (b";#" * 9_000 + b'"\n') * 30,
    ],
    ids=[
        "quote",
        "line",
        "continued",
        "pairs",
        "open",
        "backslashes",
        "lines",
        "dots",
        "cards",
        "colons",
        "cell",
        "wide",
        "blank",
        "slash",
        "flags",
        "comments",
    ],
)
def test_what_is_made_to_be_slow_is_read_or_refused_in_time(content: bytes) -> None:
    reads_or_refuses(content)


def test_origins_and_kinds_are_those_of_the_tables() -> None:
    assert {one.value for one in AddressOrigin} - {""} <= set(AddressKind.values)
    assert {"wired", "wireless", "other"} == set(InterfaceKind.values)
    assert {kind_of(str(label)) for label in ("Laptop", "Firewall/Router", "Access Point")} <= set(DeviceKind.values)


@pytest.mark.parametrize(
    ("written", "mac"),
    [
        ("00:11:32:00:53:10", "00:11:32:00:53:10"),
        ("00-11-32-00-53-1A", "00:11:32:00:53:1a"),
        ("0011.3200.531a", "00:11:32:00:53:1a"),
        ("00113200531A", "00:11:32:00:53:1a"),
        ("0:11:32:0:53:a", "00:11:32:00:53:0a"),
        ("00:00:00:00:00:00", ""),
        ("ff:ff:ff:ff:ff:ff", ""),
        ("00:11:32", ""),
        ("", ""),
    ],
)
def test_a_hardware_address_is_written_one_way(written: str, mac: str) -> None:
    assert mac_of(written) == mac


def test_values_are_written_one_way_or_are_none() -> None:
    assert address_of("FD00:0:0:77::31%12(Preferred)") == "fd00:0:0:77::31"
    assert [address_of(text) for text in ("::", "224.0.0.1", "300.1.1.1", None)] == [""] * 4
    assert (network_of("10.0.0.9", "255.255.255.0"), network_of("10.0.0.0/33"), network_of("10.0.0.1")) == (
        "10.0.0.0/24",
        "",
        "",
    )
    assert (range_of("10.0.0.9-3"), range_of("10.0.0.1-10.0.0.3")) == (None, ("10.0.0.1", "10.0.0.3"))
    assert (host_name_of("pc.example."), host_name_of("*")) == ("pc.example", "")
    assert (str(day_of("1-3-2024")), str(day_of("2024-03-01 10:00")), day_of("31-2-2024")) == (
        "2024-03-01",
        "2024-03-01",
        None,
    )
    assert {str(day_of(text)) for text in ("1 maart 2024", "01-mrt-2024", "1 March 2024", "1-3-24")} == {"2024-03-01"}
    assert (str(day_of("3/25/2024")), str(day_of("3/5/2024"))) == ("2024-03-25", "2024-05-03")
    assert (moment_of("0"), moment_of("99999999999999"), moment_of("x")) == (None, None, None)
    assert text_of("a\x00b\u202e c  d" + "x" * 500, 10) == "a b c dxxx"
    assert mac_of_duid(bytes.fromhex("000300013c5282005331")) == "3c:52:82:00:53:31"


@pytest.mark.parametrize(
    ("device", "kind"),
    [
        (FoundDevice(1, host_names=["AP-gang"]), "access_point"),
        (FoundDevice(1, host_names=["srv01"], operating_system="Windows Server 2022"), "server"),
        (FoundDevice(1, interfaces=[FoundInterface(vendor="Hangzhou Hikvision Digital Technology")]), "camera"),
        (FoundDevice(1, services=[FoundService(9100)]), "printer"),
        (FoundDevice(1, services=[FoundService(3389)]), "computer"),
        (FoundDevice(1, host_names=["happy"]), ""),
        (FoundDevice(1, interfaces=[FoundInterface(vendor="Apple")]), ""),
    ],
)
def test_a_kind_is_guessed_only_from_what_tells(device: FoundDevice, kind: str) -> None:
    assert guess_kind(device) == kind


@pytest.mark.parametrize(
    "content",
    [
        packed(**{"Book/network.json": b"{}", "Book/network.schema.json": b"{}"}),
        b'{"format": {"name": "gestand.network-book"}, "persons": [], "tables": {}}',
    ],
)
def test_a_network_book_is_recognised_and_left_to_its_own_reader(content: bytes) -> None:
    known, found = read(content)
    assert (known.layout.format, found) == (FileFormat.BOOK, [])
