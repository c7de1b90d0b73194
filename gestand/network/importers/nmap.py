"""Scans by nmap 7 (``-oX``), host by host, in the memory of one host.

The format: https://nmap.org/book/nmap-dtd.html. Scripts' output is passed over; ports count when they are open.
"""

from __future__ import annotations

import re
import shlex
from collections import deque
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from gestand.network.importers.found import (
    Found,
    FoundAddress,
    FoundDevice,
    FoundInterface,
    FoundScan,
    FoundScanEnd,
    FoundService,
    Limits,
    NotANetworkFile,
    Remark,
)
from gestand.network.importers.guarded_xml import Attributes, GuardedParser, too_large
from gestand.network.importers.kinds import guess_kind
from gestand.network.importers.values import address_of, host_name_of, mac_of, moment_of, range_of, text_of

_KNOWN_VERSION = "7."
#: Options of nmap that take the next word, so that it is no target.
_TAKES_A_WORD = frozenset(
    option
    for line in (
        "-p -o -oX -oN -oG -oA -oS -e -S -D -g -b -T --top-ports --port-ratio --script --script-args --dns-servers",
        "--source-port --max-retries --min-rate --max-rate --min-hostgroup --max-hostgroup --host-timeout --scan-delay",
        "--max-scan-delay --max-os-tries --version-intensity --data-length --ttl --mtu --spoof-mac --stylesheet",
        "--exclude-ports --min-parallelism --max-parallelism --min-rtt-timeout --max-rtt-timeout --initial-rtt-timeout",
        "--proxies --datadir --servicedb --versiondb --ip-options --data --data-string --resume",
    )
    for option in line.split()
)
#: With these, what was looked at is more or less than the ranges that follow.
_NOT_ONLY_RANGES = frozenset(["-iL", "-iR", "--exclude", "--excludefile"])
_IN_HOST = 3  # <nmaprun><host><address>
_TOO_LARGE_WORD = re.compile(r"[^\s]{500,}")


def read_scan(stream: BinaryIO) -> Iterator[Found]:
    """``FoundScan``, then devices and remarks, last ``FoundScanEnd``. Refuses rubbish, hostility and too many hosts.

    A refusal can come after hosts were given: whoever keeps them waits for the end.
    """
    stream.seek(0)
    reader = _ScanReader()
    for _pause in reader.parser.feed(stream):
        while reader.found:
            yield reader.found.popleft()
        reader.refuse_endless_host()
    yield from reader.finish()


def targets_of(command: str) -> tuple[tuple[str, str], ...]:
    """The ranges of addresses in a command line; empty when it says them otherwise (names, files, exclusions)."""
    if _TOO_LARGE_WORD.search(command):
        return ()
    try:
        words = shlex.split(command)[1:]
    except ValueError:
        return ()
    ranges: list[tuple[str, str]] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            if word.partition("=")[0] in _NOT_ONLY_RANGES:
                return ()
            skip = word in _TAKES_A_WORD
        elif (found := range_of(word)) is None:
            return ()
        else:
            ranges.append(found)
    return tuple(ranges)


class _ScanReader:
    """Keeps what belongs to the host that is being read, and nothing else."""

    def __init__(self) -> None:
        self.parser = GuardedParser(
            doctype="nmaprun", start=self._start, end=self._end, starts=_STARTS, ends=frozenset(["port", "host"])
        )
        self.found: deque[Found] = deque()
        self._path = self.parser.path
        self._seen_root = False
        self._hosts = self._up = self._down = 0
        self._host: FoundDevice | None = None
        self._host_began = 0
        self._scanned_as: list[str] = []
        self._loose_addresses: list[FoundAddress] = []
        self._port: Attributes = {}
        self._port_state = ""
        self._service: Attributes = {}
        self._services_left_out = self._is_assumed_up = self._has_answered = False
        self._summary: Attributes = {}
        self._totals: Attributes = {}

    def refuse_endless_host(self) -> None:
        if self._host is not None and self.parser.position - self._host_began > Limits.XML_BYTES_A_HOST:
            raise too_large()

    def finish(self) -> Iterator[Found]:
        yield from self.found
        if not self._seen_root:
            raise _no_scan()
        failed = self._summary.get("exit") == "error"
        is_finished = bool(self._summary) and self.parser.is_complete and not failed
        if failed:
            yield Remark("scan_failed", value=text_of(self._summary.get("errormsg", ""), 200))
        elif not is_finished:
            yield Remark("scan_not_finished")
        yield FoundScanEnd(
            is_finished=is_finished,
            finished_at=moment_of(self._summary.get("time")),
            hosts_up=self._up,
            hosts_down=max(self._down, _number(self._totals.get("total")) - self._up),
        )

    def _start(self, name: str, attributes: Attributes) -> None:
        if not self._seen_root:
            self._begin_scan(name, attributes)
        elif name == "host" and len(self._path) == 2:  # noqa: PLR2004 - directly in the root: <hosthint> comes twice
            self._begin_host(attributes)
        elif self._host is not None:
            if (take := _TAKERS.get(name)) is not None:
                take(self, self._host, attributes)
        elif name == "finished":
            self._summary = attributes
        elif name == "hosts":
            self._totals = attributes

    def _end(self, name: str) -> None:
        if self._host is not None:
            if name == "port":
                self._end_port(self._host)
            elif name == "host" and len(self._path) == 1:
                self._end_host(self._host)

    def _begin_scan(self, name: str, attributes: Attributes) -> None:
        scanner = text_of(attributes.get("scanner", ""), 40)
        if name != "nmaprun" or scanner != "nmap":
            raise _no_scan()
        self._seen_root = True
        version = text_of(attributes.get("version", ""), 20)
        command = text_of(attributes.get("args", ""), Limits.COMMAND_CHARACTERS)
        self.found.append(
            FoundScan(
                scanner=scanner,
                version=version,
                command=command,
                started_at=moment_of(attributes.get("start")),
                targets=targets_of(command) if len(command) < Limits.COMMAND_CHARACTERS else (),
            )
        )
        if not version.startswith(_KNOWN_VERSION):
            self.found.append(Remark("scan_of_another_version", value=version))

    def _begin_host(self, attributes: Attributes) -> None:
        self._hosts += 1
        if self._hosts > Limits.HOSTS:
            raise NotANetworkFile(
                _("This scan has more than 100,000 hosts. Scan one network at a time and import each by itself.")
            )
        seen = attributes.get("endtime") or attributes.get("starttime")
        self._host = FoundDevice(row=self._hosts, seen_at=moment_of(seen), system_certainty=0)
        self._host_began = self.parser.position
        self._scanned_as = []
        self._loose_addresses = []
        self._services_left_out = self._is_assumed_up = self._has_answered = False

    def _take_status(self, host: FoundDevice, attributes: Attributes) -> None:
        if len(self._path) == _IN_HOST:
            host.is_up = attributes.get("state") == "up"
            self._is_assumed_up = attributes.get("reason") == "user-set"
            host.is_the_scanner = attributes.get("reason") == "localhost-response"

    def _take_many_ports(self, _host: FoundDevice, attributes: Attributes) -> None:
        self._has_answered = self._has_answered or attributes.get("state") == "closed"

    def _take_name(self, host: FoundDevice, attributes: Attributes) -> None:
        named = host_name_of(attributes.get("name", ""))
        if named and named not in host.host_names and len(host.host_names) < Limits.NAMES_A_HOST:
            host.host_names.append(named)

    def _take_port(self, _host: FoundDevice, attributes: Attributes) -> None:
        self._port, self._port_state, self._service = attributes, "", {}

    def _take_port_state(self, _host: FoundDevice, attributes: Attributes) -> None:
        if self._path[-2] == "port":
            self._port_state = attributes.get("state", "")
            self._has_answered = self._has_answered or self._port_state in ("open", "closed")

    def _take_service(self, _host: FoundDevice, attributes: Attributes) -> None:
        if self._path[-2] == "port":
            self._service = attributes

    def _take_system(self, host: FoundDevice, attributes: Attributes) -> None:
        certainty = _number(attributes.get("accuracy"))
        if certainty > host.system_certainty:
            host.operating_system = _word(attributes.get("name", ""))
            host.system_certainty = min(certainty, 100)
            self._scanned_as = []

    def _take_class(self, host: FoundDevice, attributes: Attributes) -> None:
        """The classes of the best match alone: those of a worse one say less than it did."""
        if _number(attributes.get("accuracy")) >= host.system_certainty and len(self._scanned_as) < Limits.NAMES_A_HOST:
            self._scanned_as.append(_word(attributes.get("type", ""), 40))

    def _take_address(self, host: FoundDevice, attributes: Attributes) -> None:
        if len(self._path) != _IN_HOST:
            return
        if attributes.get("addrtype") == "mac":
            if (mac := mac_of(attributes.get("addr"))) and len(host.interfaces) < Limits.INTERFACES_A_DEVICE:
                host.interfaces.append(FoundInterface(mac=mac, vendor=_word(attributes.get("vendor", ""), 80)))
        elif (address := address_of(attributes.get("addr"))) and len(self._loose_addresses) < Limits.ADDRESSES_A_HOST:
            self._loose_addresses.append(FoundAddress(address))

    def _end_port(self, host: FoundDevice) -> None:
        if self._port_state != "open":
            return
        port, service = self._port, self._service
        number = _number(port.get("portid"))
        if not 0 < number < 65536:  # noqa: PLR2004 - sixteen bits
            return
        if len(host.services) >= Limits.SERVICES_A_HOST:
            self._services_left_out = True
            return
        protocol = port.get("protocol", "")
        host.services.append(
            FoundService(
                port=number,
                protocol=protocol if protocol in ("tcp", "udp", "sctp") else "tcp",
                name=_word(service.get("name", "")),
                product=_word(service.get("product", "")),
                version=_word(service.get("version", "")),
            )
        )

    def _end_host(self, host: FoundDevice) -> None:
        self._host = None
        if self._loose_addresses:
            # A scan names one MAC at most: the wire's own, through which all the addresses were reached.
            if not host.interfaces:
                host.interfaces.append(FoundInterface())
            host.interfaces[0].addresses = self._loose_addresses
        if self._is_assumed_up and not self._has_answered and not host.macs:
            host.is_up = False  # -Pn calls every address up, whether somebody is there or not
        self._up += host.is_up is True
        self._down += host.is_up is False
        if not host.operating_system:
            host.system_certainty = 100
        host.kind = guess_kind(host, scanned_as=self._scanned_as)
        self.found.append(host)
        if self._services_left_out:
            self.found.append(Remark("services_left_out", row=host.row))


#: What is taken of a host, by the name of its element. Everything else is passed over.
_TAKERS: dict[str, Callable[[_ScanReader, FoundDevice, Attributes], None]] = {
    "status": _ScanReader._take_status,  # noqa: SLF001 - a table of its own methods
    "extraports": _ScanReader._take_many_ports,  # noqa: SLF001
    "address": _ScanReader._take_address,  # noqa: SLF001
    "hostname": _ScanReader._take_name,  # noqa: SLF001
    "port": _ScanReader._take_port,  # noqa: SLF001
    "state": _ScanReader._take_port_state,  # noqa: SLF001
    "service": _ScanReader._take_service,  # noqa: SLF001
    "osmatch": _ScanReader._take_system,  # noqa: SLF001
    "osclass": _ScanReader._take_class,  # noqa: SLF001
}
_STARTS = frozenset([*_TAKERS, "host", "finished", "hosts"])


def _word(text: str, longest: int = 120) -> str:
    """The same few services, makers and systems come again and again."""
    return _kept_word(text, longest) if len(text) <= longest else text_of(text, longest)


_kept_word = lru_cache(maxsize=1024)(text_of)


def _number(text: str | None) -> int:
    return int(text) if text and len(text) < 10 and text.isascii() and text.isdigit() else 0  # noqa: PLR2004


def _no_scan() -> NotANetworkFile:
    return NotANetworkFile(
        _("This is XML, but no scan by nmap. Make one with: nmap -oX scan.xml 192.168.1.0/24 and choose that file.")
    )
