"""``dhcpd.leases`` and ``dhcpd6.leases`` of ISC dhcpd (dhcpd.leases(5)).

They are a journal: the last entry of an address counts. The ``host`` entries that a running server adds are read too.
Moments are in UTC, or "epoch" seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from gestand.network.importers.found import AddressOrigin, Found, FoundLease, Limits, UnreadableRow
from gestand.network.importers.leases.lines import read_lines, refuse_more_than
from gestand.network.importers.values import address_of, host_name_of, mac_of, mac_of_duid, moment_of, text_of

START = re.compile(r"\s*(lease|iaaddr|host)\s+(\S{1,300})\s*\{\s*")
_IDENTITY = re.compile(r'\s*ia-(?:na|ta|pd)\s+"((?:[^"\\]|\\.)*)"\s*\{\s*')
_MOMENT = re.compile(r"\d\s+(\d{4})/(\d{1,2})/(\d{1,2})\s+(\d{1,2}):(\d{1,2}):(\d{1,2})")
_OCTAL = re.compile(r"\\([0-7]{3}|.)", re.DOTALL)
_DEEPEST = 50


def read_leases(stream: BinaryIO, *, encoding: str) -> Iterator[Found]:
    """In the order in which the addresses first appear; unreadable entries last."""
    journal = _Journal()
    for number, line in enumerate(read_lines(stream, encoding), start=1):
        if statement := _without_comment(line.strip()):
            journal.read(number, line, statement)
    journal.keep()
    yield from journal.leases.values()
    yield from journal.broken


class _Journal:
    """The entries up to now, and the one that is being read."""

    def __init__(self) -> None:
        self.leases: dict[str, FoundLease] = {}
        self.broken: list[UnreadableRow] = []
        self._lease: FoundLease | None = None
        self._mac_of_identity = ""
        self._depth = self._depth_of_lease = 0  # braces open, and how many of them are the present entry's

    def read(self, number: int, line: str, statement: str) -> None:
        if statement.endswith("{"):
            self._depth = min(self._depth + 1, _DEEPEST)
            if self._lease is None:
                self._open(number, line)
        elif statement == "}":
            if self._depth <= self._depth_of_lease:
                self.keep()
            self._depth = max(self._depth - 1, 0)
            if not self._depth:
                self._mac_of_identity = ""
        elif self._lease is not None and self._depth == self._depth_of_lease:
            _take(self._lease, statement)

    def _open(self, number: int, line: str) -> None:
        if found := START.fullmatch(line):
            kind, name = found.groups()
            self._lease = FoundLease(number, "" if kind == "host" else address_of(name), mac=self._mac_of_identity)
            if kind == "host":
                self._lease.origin, self._lease.host_name = AddressOrigin.RESERVED, host_name_of(name)
            self._depth_of_lease = self._depth
        elif found := _IDENTITY.fullmatch(line):
            # Four bytes of IAID, then the client's own identifier.
            self._mac_of_identity = mac_of_duid(_unescaped(found[1])[4:])

    def keep(self) -> None:
        """The present entry is over: it counts in the place of an earlier one of its address."""
        lease, self._lease = self._lease, None
        if lease is None:
            return
        if lease.address:
            if before := self.leases.get(lease.address):
                lease.row = before.row
            self.leases[lease.address] = lease
            refuse_more_than(Limits.ROWS, len(self.leases))
        elif lease.origin != AddressOrigin.RESERVED and len(self.broken) < Limits.SERVICES_A_HOST:
            self.broken.append(UnreadableRow(lease.row, "lease_broken"))


def _without_comment(statement: str) -> str:
    """A comment stands only after "ends epoch …;"."""
    return statement if '"' in statement else statement.partition("#")[0].rstrip()


def _take(lease: FoundLease, statement: str) -> None:
    word, _space, rest = statement.rstrip(";").partition(" ")
    rest = rest.strip()
    match word:
        case "hardware":
            lease.mac = mac_of(rest.rpartition(" ")[2]) or lease.mac
        case "client-hostname":
            lease.host_name = host_name_of(_quoted(rest))
        case "starts" | "cltt":
            lease.starts_at = lease.starts_at or _moment(rest)
        case "ends":
            lease.ends_at = _moment(rest)
        case "binding":
            lease.is_active = rest == "state active"
        case "abandoned":
            lease.is_active = False
        case "reserved":
            lease.origin = AddressOrigin.RESERVED
        case "fixed-address" | "fixed-address6":
            lease.address = address_of(rest)
        case "set" if rest.startswith("vendor-class-identifier"):
            lease.vendor_class = text_of(_quoted(rest.partition("=")[2].strip()))
        case _:
            pass


def _quoted(text: str) -> str:
    return _unescaped(text.strip('"')).decode("utf-8", errors="replace")


def _unescaped(text: str) -> bytes:
    r"""The bytes behind "\001\000": three octal digits, or the sign itself."""

    def byte(found: re.Match[str]) -> str:
        return chr(int(found[1], 8) & 0xFF) if len(found[1]) == 3 else found[1]  # noqa: PLR2004

    return _OCTAL.sub(byte, text).encode("latin-1", errors="replace")


def _moment(text: str) -> datetime | None:
    if text.startswith("epoch"):
        return moment_of(text.removeprefix("epoch").strip())
    if not (found := _MOMENT.match(text)):
        return None
    year, month, day, hour, minute, second = map(int, found.groups())
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None
