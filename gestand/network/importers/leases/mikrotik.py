"""Leases of MikroTik's RouterOS: ``/ip dhcp-server lease print detail``, and ``/export``, whole or in part.

Of an export the sections about leases and DHCP networks are read (https://help.mikrotik.com/docs/, "DHCP"); nothing
else, passwords least of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from gestand.network.importers.found import (
    AddressOrigin,
    Found,
    FoundLease,
    FoundNetwork,
    Limits,
    UnreadableRow,
)
from gestand.network.importers.leases.lines import read_lines, refuse_more_than
from gestand.network.importers.values import address_of, host_name_of, mac_of, network_of, text_of

_ITEM = re.compile(r"\s*(\d{1,6})\s+((?:[A-Z]{1,4}\s+)*)(.*)")
_PAIR = re.compile(r'([a-z][a-z0-9-]*)=("(?:[^"\\]|\\.)*"|[^\s"]*)')
_COMMENT = re.compile(r";;;\s*([^\n]*)")
_ESCAPED = re.compile(r"\\([0-9A-F]{2}|.)", re.DOTALL)
_LEASES, _NETWORKS = "ip dhcp-server lease", "ip dhcp-server network"
_LONGEST_ITEM = 200  # lines that belong together


def is_of_mikrotik(beginning: str) -> bool:
    """A section about leases, or an entry that is numbered or added with a hardware address."""
    lines = [line.strip() for line in beginning.splitlines()[:2000]]
    return any(
        line.startswith(("/ip dhcp-server lease", "/ip/dhcp-server/lease")) or "> /ip dhcp-server lease" in line
        for line in lines
    ) or (
        any(" mac-address=" in line for line in lines)
        and any(line[:1].isdigit() or line.startswith("add ") for line in lines)
    )


def is_cut_table(beginning: str) -> bool:
    """What ``print`` shows without ``detail``: columns as wide as the screen, names cut off."""
    return any(
        line.lstrip().startswith(("Columns:", "#")) and " ADDRESS" in line and "MAC-ADDRESS" in line
        for line in beginning.splitlines()[:2000]
    )


def read_leases(stream: BinaryIO, *, encoding: str) -> Iterator[Found]:
    """Print and export alike; in an export the networks come as well."""
    for count, (number, section, flags, text) in enumerate(_items(read_lines(stream, encoding)), start=1):
        refuse_more_than(Limits.ROWS, count)
        pairs = {key: _value(value) for key, value in _PAIR.findall(text)}
        comment = _COMMENT.search(text)
        note = text_of(comment[1] if comment else pairs.get("comment", ""), 500)
        found = _network(number, pairs, note) if section == _NETWORKS else _lease(number, flags, pairs, note)
        yield found if found is not None else UnreadableRow(number, "lease_broken", [text[:2000]])


_Item = tuple[int, str, str, str]  # the number of its first line, its section, its flags, all its words


def _items(lines: Iterator[str]) -> Iterator[_Item]:
    """What ``print detail`` shows: numbered, with flags ("D": dynamic). From the first section on it is an export."""
    start, flags = 0, ""
    gathered: list[str] = []
    numbered = enumerate(lines, start=1)
    for number, line in numbered:
        if line.lstrip().startswith("/"):
            if " print" in line or line.rstrip().endswith(" export"):
                continue  # the command itself, copied along
            yield from _exported(chain([(number, line)], numbered))
        elif item := _ITEM.fullmatch(line):
            if gathered:
                yield start, _LEASES, flags, "\n".join(gathered)
            start, flags, gathered = number, item[2], [item[3]]
        elif gathered and line.strip() and not line.lstrip().startswith("[") and len(gathered) < _LONGEST_ITEM:
            gathered.append(line.strip())
    if gathered:
        yield start, _LEASES, flags, "\n".join(gathered)


def _exported(numbered: Iterable[tuple[int, str]]) -> Iterator[_Item]:
    """The entries that two sections add; "add" may stand on the line of its section."""
    section = ""
    for number, line in _unbroken(numbered):
        words = line.strip()
        if words.startswith("/"):
            path, add, words = words.partition(" add ")
            section = " ".join(path.replace("/", " ").split())
            words = f"{add}{words}".strip()
        if words.startswith("add ") and section in (_LEASES, _NETWORKS):
            yield number, section, "", words


def _unbroken(numbered: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Lines that end in a backslash go on in the next."""
    start = 0
    gathered: list[str] = []
    for number, line in numbered:
        start = start if gathered else number
        if len(gathered) < _LONGEST_ITEM:
            gathered.append(line.rstrip("\\").strip())
        if not line.endswith("\\"):
            yield start, _joined(gathered)
            gathered = []
    if gathered:
        yield start, _joined(gathered)


def _joined(lines: list[str]) -> str:
    """As one line: it was broken between two words, after "=", or in the middle of a quotation."""
    text = lines[0]
    for line in lines[1:]:
        text = f"{text}{line}" if text.count('"') % 2 or text.endswith("=") else f"{text} {line}"
    return text


def _value(written: str) -> str:
    if not written.startswith('"'):
        return written

    def sign(found: re.Match[str]) -> str:
        return chr(int(found[1], 16)) if len(found[1]) == 2 else found[1]  # noqa: PLR2004 - a byte in hexadecimal

    return _ESCAPED.sub(sign, written[1:-1])


def _lease(number: int, flags: str, pairs: dict[str, str], note: str) -> FoundLease | None:
    address = address_of(pairs.get("active-address", "")) or address_of(pairs.get("address", ""))
    mac = mac_of(pairs.get("active-mac-address", "")) or mac_of(pairs.get("mac-address", ""))
    if not address:
        return None
    status = pairs.get("status", "")
    return FoundLease(
        row=number,
        address=address,
        mac=mac,
        host_name=host_name_of(pairs.get("host-name", "")),
        # What the router was told is a reservation; what it gave out by itself carries a D.
        origin=AddressOrigin.DHCP if "D" in flags else AddressOrigin.RESERVED,
        is_active=status in ("", "bound") and "X" not in flags and pairs.get("disabled") != "yes",
        vendor_class=text_of(pairs.get("class-id", "")),
        note=note,
    )


def _network(number: int, pairs: dict[str, str], note: str) -> FoundNetwork | None:
    prefix = network_of(pairs.get("address", ""), pairs.get("netmask", ""))
    if not prefix:
        return None
    return FoundNetwork(
        row=number,
        prefix=prefix,
        gateway=address_of(pairs.get("gateway", "").split(",")[0]),
        dns=[one for text in pairs.get("dns-server", "").split(",")[:10] if (one := address_of(text))],
        note=note,
    )
