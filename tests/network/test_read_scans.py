"""Reading nmap's XML: real scans, unfinished ones, huge and hostile ones."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import translation

from gestand.network.importers import (
    FoundDevice,
    FoundScan,
    FoundScanEnd,
    Limits,
    NotANetworkFile,
    Remark,
)
from gestand.network.importers.nmap import read_scan, targets_of
from tests.network.reading import SCANS, devices_in, found_in, read

HEAD = (
    b'<?xml version="1.0"?>\n<!DOCTYPE nmaprun>\n<nmaprun scanner="nmap" args="nmap -oX - 10.0.0.0/8" version="7.94">\n'
)
HOST = (
    b'<host><status state="up"/><address addr="10.1.2.3" addrtype="ipv4"/>'
    b'<ports><port protocol="tcp" portid="22"><state state="open"/><service name="ssh"/></port></ports></host>\n'
)
TAIL = b'<runstats><finished time="1795439449" exit="success"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>'


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


class Repeated(io.RawIOBase):
    """A huge file that is never held: a head, one piece many times, a tail."""

    def __init__(self, head: bytes, piece: bytes, times: int, tail: bytes) -> None:
        self._left = self._pieces(head, piece, times, tail)
        self._rest = b""

    @staticmethod
    def _pieces(head: bytes, piece: bytes, times: int, tail: bytes) -> Iterator[bytes]:
        yield head
        many = max(1, 65536 // len(piece))
        for _ in range(times // many):
            yield piece * many
        yield piece * (times % many)
        yield tail

    def seek(self, *_where: int) -> int:
        return 0

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and (more := next(self._left, b"")):
            self._rest += more
        block, self._rest = self._rest[:size], self._rest[size:]
        return block


def test_a_scan_names_each_device_with_its_address_hardware_and_maker() -> None:
    found = devices_in(SCANS / "home-2026.xml")
    assert list(found) == ["192.168.77.1", "192.168.77.10", "192.168.77.20", "192.168.77.31", "192.168.77.5"]
    nas = found["192.168.77.10"]
    assert (nas.host_name, nas.macs, nas.vendor) == (
        "nas.thuis.example",
        ["00:11:32:00:53:10"],
        "Synology Incorporated",
    )
    assert (nas.kind, nas.is_up, nas.seen_at) == ("nas", True, datetime(2026, 11, 23, 13, 10, 48, tzinfo=UTC))


def test_open_ports_are_kept_and_closed_ones_are_not() -> None:
    router = devices_in(SCANS / "home-2026.xml")["192.168.77.1"]
    assert [(one.port, one.name) for one in router.services] == [(22, "ssh"), (53, "tcpwrapped"), (80, "http")]
    assert (router.services[0].product, router.services[0].version) == ("OpenSSH", "9.2p1 Debian 2+deb12u3")


def test_the_best_guess_of_the_operating_system_comes_with_its_certainty() -> None:
    router = devices_in(SCANS / "home-2026.xml")["192.168.77.1"]
    assert (router.operating_system, router.system_certainty) == ("Linux 5.3 - 5.4", 96)


def test_kinds_are_guessed_and_left_open_where_nothing_tells() -> None:
    kinds = {address: device.kind for address, device in devices_in(SCANS / "home-2026.xml").items()}
    assert kinds == {
        "192.168.77.1": "router",
        "192.168.77.10": "nas",
        "192.168.77.20": "printer",
        "192.168.77.31": "computer",
        "192.168.77.5": "",
    }


def test_a_scan_tells_when_how_and_where_it_looked() -> None:
    scan, *_devices, end = read((SCANS / "home-2026.xml").read_bytes())[1]
    assert isinstance(scan, FoundScan)
    assert isinstance(end, FoundScanEnd)
    assert (scan.version, scan.started_at) == ("7.93", datetime(2026, 11, 23, 13, 10, 10, tzinfo=UTC))
    assert scan.command.startswith("nmap -sS -sV")
    assert scan.targets == (("192.168.77.0", "192.168.77.255"),)
    assert (end.is_finished, end.hosts_up, end.hosts_down) == (True, 5, 251)


def test_a_later_scan_shows_what_changed_by_hardware_address() -> None:
    def by_mac(name: str) -> dict[str, str]:
        return {one.macs[0]: one.addresses[0] for one in found_in(SCANS / name, FoundDevice) if one.macs}

    before, after = by_mac("home-2026.xml"), by_mac("home-2027.xml")
    assert before.keys() - after.keys() == {"00:80:77:00:53:20", "3c:52:82:00:53:31"}
    assert after.keys() - before.keys() == {"00:26:ab:00:53:21", "02:11:22:00:53:44"}
    assert (before["00:11:32:00:53:10"], after["00:11:32:00:53:10"]) == ("192.168.77.10", "192.168.77.11")


def test_hosts_that_are_down_are_told_from_those_that_are_up() -> None:
    states = [(one.addresses[0], one.is_up) for one in found_in(SCANS / "ping.xml", FoundDevice)]
    assert len(states) == 8
    assert [address for address, is_up in states if is_up] == ["192.168.77.1", "192.168.77.5"]


def test_ipv6_addresses_are_read() -> None:
    assert list(devices_in(SCANS / "ipv6.xml")) == ["fd00:77::1", "fd00:77::10"]


def test_an_interrupted_scan_gives_what_it_had_and_says_that_it_is_unfinished() -> None:
    found = read((SCANS / "interrupted.xml").read_bytes())[1]
    assert [one.addresses for one in found if isinstance(one, FoundDevice)] == [["192.168.77.1"], ["192.168.77.11"]]
    assert Remark("scan_not_finished") in found
    assert isinstance(found[-1], FoundScanEnd)
    assert not found[-1].is_finished


def test_a_file_that_was_closed_without_its_statistics_is_unfinished_too() -> None:
    assert Remark("scan_not_finished") in read(HEAD + HOST + b"</nmaprun>")[1]


def test_a_scan_that_failed_says_with_what() -> None:
    tail = b'<runstats><finished time="1" exit="error" errormsg="no route"/></runstats></nmaprun>'
    assert Remark("scan_failed", value="no route") in read(HEAD + HOST + tail)[1]


def test_an_address_that_was_only_assumed_to_be_up_is_not_called_up() -> None:
    assumed = b'<host><status state="up" reason="user-set"/><address addr="10.0.0.%d" addrtype="ipv4"/>%b</host>'
    silent = b'<ports><extraports state="filtered" count="2"/></ports>'
    closed = b'<ports><port portid="22"><state state="closed"/></port></ports>'
    hosts = [
        one
        for one in read(HEAD + assumed % (1, silent) + assumed % (2, closed) + TAIL)[1]
        if isinstance(one, FoundDevice)
    ]
    assert [one.is_up for one in hosts] == [False, True]


def test_another_version_of_nmap_is_remarked() -> None:
    assert Remark("scan_of_another_version", value="8.01") in read(HEAD.replace(b"7.94", b"8.01") + HOST + TAIL)[1]


@pytest.mark.parametrize(
    ("command", "targets"),
    [
        ("nmap -sS -p 22,80 -oX scan.xml 192.168.1.0/24", (("192.168.1.0", "192.168.1.255"),)),
        ("nmap 192.168.1.10-20 10.0.0.1", (("192.168.1.10", "192.168.1.20"), ("10.0.0.1", "10.0.0.1"))),
        ("nmap -oX scan.xml router.example", ()),
        ("nmap -iL list.txt", ()),
        ("nmap --exclude 10.0.0.3 10.0.0.0/24", ()),
        ('nmap "unclosed', ()),
    ],
)
def test_only_ranges_that_the_command_says_count_as_looked_at(command: str, targets: tuple[object, ...]) -> None:
    assert targets_of(command) == targets


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE nmaprun [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><nmaprun scanner="nmap" args="&c;"></nmaprun>'
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (BOMB, "defines entities"),
        (b'<!DOCTYPE nmaprun [<!ENTITY x SYSTEM "file:///etc/passwd">]><nmaprun>&x;</nmaprun>', "defines"),
        (b'<!DOCTYPE nmaprun SYSTEM "http://attacker.example/x.dtd"><nmaprun/>', "asks for other files"),
        (b'<?xml version="1.0"?><!DOCTYPE nmaprun [<!ELEMENT x ANY>]><nmaprun scanner="nmap"/>', "defines"),
        (b'<?xml version="1.0"?><!DOCTYPE other><other/>', "defines"),
        (HEAD + b"<a>" * 100_000, "larger or deeper"),
        (HEAD + b'<host><address addr="' + b"1" * 3_000_000 + b'"/></host>', "larger or deeper"),
        (HEAD + b"<!--" + b"x" * 3_000_000 + b"-->" + TAIL, "larger or deeper"),
        (HEAD + b"<host>" + b"<script output='x'/>" * 1_000_000, "larger or deeper"),
        (HEAD + b"<host></hoost>", "damaged at line 4"),
        (HEAD + HOST + b"&unknown;" + TAIL, "damaged"),
        (b'<?xml version="1.0" encoding="klingon"?><nmaprun/>', "encoding"),
        (b'<?xml version="1.0"?><rss version="2.0"/>', "another XML file"),
        (b'<?xml version="1.0"?><nmaprun scanner="masscan"/>', "no scan by nmap"),
        (b'<?xml version="1.0"?><config/>', "no scan by nmap"),
        (b'<?xml version="1.0"?>', "no scan by nmap"),
    ],
)  # fmt: skip
def test_hostile_and_damaged_xml_is_refused_with_a_sentence(content: bytes, words: str) -> None:
    began = time.process_time()  # a busy machine is no fault
    with pytest.raises(NotANetworkFile, match=words):
        read(content)
    assert time.process_time() - began < 10


def test_a_host_with_endless_ports_keeps_the_first_and_says_so() -> None:
    ports = b"".join(
        b'<port protocol="tcp" portid="%d"><state state="open"/></port>' % number for number in range(1, 700)
    )
    found = read(HEAD + b"<host><status state='up'/><ports>" + ports + b"</ports></host>" + TAIL)[1]
    assert len(next(one for one in found if isinstance(one, FoundDevice)).services) == Limits.SERVICES_A_HOST
    assert Remark("services_left_out", row=1) in found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="the peak of memory is asked of Linux")
def test_a_hundred_thousand_hosts_take_no_memory_and_one_more_is_refused() -> None:
    def peak() -> float:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))

    host = b'<host><status state="up"/><address addr="10.1.2.3" addrtype="ipv4"/></host>\n'
    list(read_scan(io.BytesIO(HEAD + host * 100 + TAIL)))
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak starts here
    before, count = peak(), 0
    with pytest.raises(NotANetworkFile, match="more than 100,000 hosts"):  # noqa: PT012 - those before it are given
        for one in read_scan(Repeated(HEAD, host, Limits.HOSTS + 1, TAIL)):  # type: ignore[arg-type]
            count += isinstance(one, FoundDevice)
    assert Limits.HOSTS - 2_000 < count <= Limits.HOSTS  # those of the last block are never given
    assert peak() - before < 20


def test_the_scans_kept_here_name_nothing_but_the_laboratory() -> None:
    for path in SCANS.glob("*.xml"):
        addresses = set(re.findall(r'addr="([^"]+)" addrtype="ipv[46]"', path.read_text()))
        assert all(one.startswith(("192.168.77.", "fd00:77::", "127.0.0.1")) for one in addresses)
