"""The leases of dnsmasq (OpenWrt, Pi-hole, many home routers), as its source ``lease.c`` writes them:

``expiry MAC address name client-id`` for IPv4; after a line ``duid …`` for IPv6 with an IAID in the place of the MAC.
An expiry of 0 never comes; "*" is no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from gestand.network.importers.found import AddressOrigin, Found, FoundLease, Limits, UnreadableRow
from gestand.network.importers.leases.lines import read_lines, refuse_more_than
from gestand.network.importers.values import address_of, bytes_of_hex, host_name_of, mac_of, mac_of_duid, moment_of

LINE = re.compile(r"(\d{1,12}) (\S+) ([0-9a-fA-F.:]+|\[[0-9a-fA-F:]+\]) (\S+)(?: (\S+))?\s*")
_FIELDS = 4


def read_leases(stream: BinaryIO, *, encoding: str) -> Iterator[Found]:
    count = 0
    for number, line in enumerate(read_lines(stream, encoding), start=1):
        words = line.split()
        if not words or words[0] == "duid":
            continue
        count += 1
        refuse_more_than(Limits.ROWS, count)
        address = address_of(words[2]) if len(words) >= _FIELDS and words[0].isdecimal() else ""
        if not address:
            yield UnreadableRow(number, "lease_broken", [line[:2000]])
            continue
        is_six = ":" in address
        # "06-00:11:…" names a hardware type other than Ethernet.
        mac = "" if is_six else mac_of(words[1].rpartition("-")[2] if ":" in words[1] else words[1])
        if is_six and len(words) > _FIELDS:
            mac = mac_of_duid(bytes_of_hex(words[4]))
        yield FoundLease(
            row=number,
            address=address,
            mac=mac,
            host_name=host_name_of(words[3]),
            origin=AddressOrigin.DHCP,
            ends_at=moment_of(words[0]),
        )
