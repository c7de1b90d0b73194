"""``dhcpd.leases`` and ``dhcpd6.leases`` of ISC dhcpd (dhcpd.leases(5)): a journal, in which the last entry of an address
counts. Also the ``host`` entries that a running server adds. Moments are in UTC, or "epoch" seconds.
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
    leases: dict[str, FoundLease] = {}
    broken: list[UnreadableRow] = []
    lease: FoundLease | None = None
    mac_of_identity = ""
    depth = inner = 0  # braces open, and how many of them when the present entry began
    for number, line in enumerate(read_lines(stream, encoding), start=1):
        statement = _without_comment(line.strip())
        if not statement:
            continue
        if lease is None and (found := START.fullmatch(line)):
            kind, name = found[1], found[2]
            lease = FoundLease(row=number, address="" if kind == "host" else address_of(name), mac=mac_of_identity)
            if kind == "host":
                lease.origin, lease.host_name = AddressOrigin.RESERVED, host_name_of(name)
            inner = depth = min(depth + 1, _DEEPEST)
        elif lease is None and (found := _IDENTITY.fullmatch(line)):
            # Four bytes of IAID, then the client's own identifier.
            mac_of_identity = mac_of_duid(_unescaped(found[1])[4:])
            depth = min(depth + 1, _DEEPEST)
        elif statement.endswith("{"):
            depth = min(depth + 1, _DEEPEST)
        elif statement == "}":
            if lease is not None and depth <= inner:
                _keep(lease, leases, broken)
                lease = None
            depth = max(depth - 1, 0)
            mac_of_identity = mac_of_identity if depth else ""
        elif lease is not None and depth == inner:
            _take(lease, statement)
    if lease is not None:
        _keep(lease, leases, broken)
    yield from leases.values()
    yield from broken


def _without_comment(statement: str) -> str:
    """dhcpd itself writes a comment only after "ends epoch …;"."""
    return statement if '"' in statement else statement.partition("#")[0].rstrip()


def _keep(lease: FoundLease, leases: dict[str, FoundLease], broken: list[UnreadableRow]) -> None:
    if not lease.address:
        if lease.origin != AddressOrigin.RESERVED and len(broken) < Limits.SERVICES_A_HOST:
            broken.append(UnreadableRow(lease.row, "lease_broken"))
        return
    before = leases.get(lease.address)
    if before is not None:
        lease.row = before.row
    leases[lease.address] = lease
    refuse_more_than(Limits.ROWS, len(leases))


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
        return moment_of((text.split() + ["", ""])[1])
    if not (found := _MOMENT.match(text)):
        return None
    year, month, day, hour, minute, second = map(int, found.groups())
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None
