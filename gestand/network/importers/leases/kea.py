"""The lease files of Kea (memfile, ``kea-leases4.csv`` and ``kea-leases6.csv``): a journal, in which the last row of an
address counts and a lifetime of 0 means that it is gone. Columns by name; later versions add some at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from gestand.network.importers.found import AddressOrigin, Found, FoundLease, Limits, Remark, UnreadableRow
from gestand.network.importers.leases.lines import refuse_more_than
from gestand.network.importers.values import (
    address_of,
    bytes_of_hex,
    host_name_of,
    mac_of,
    mac_of_duid,
    moment_of,
)
from gestand.people.importers.delimited import read_records

#: Every version has these.
SIGNS = frozenset(["address", "valid_lifetime", "expire", "subnet_id", "fqdn_fwd"])
_NEVER_ENDS = "4294967295"
_STATE_IN_USE = "0"
_TYPE_PREFIX = "2"  # a whole network for another router, not an address of a device


def read_leases(stream: BinaryIO, *, encoding: str) -> Iterator[Found]:
    leases: dict[str, FoundLease] = {}
    broken: list[UnreadableRow] = []
    header: list[str] = []
    prefixes = 0
    for record in read_records(stream, encoding=encoding, delimiter=","):
        if isinstance(record, UnreadableRow):
            broken.append(record)
            continue
        number, cells = record
        if not header:
            header = [cell.strip().lstrip("\ufeff") for cell in cells]
            continue
        row = dict(zip(header, (_unescaped(cell.strip()) for cell in cells), strict=False))
        if row.get("address") == "address":
            continue  # files that were joined
        address = address_of(row.get("address", ""))
        if not address:
            if any(cell.strip() for cell in cells) and len(broken) < Limits.SERVICES_A_HOST:
                broken.append(UnreadableRow(number, "lease_broken", cells))
        elif row.get("lease_type") == _TYPE_PREFIX:
            prefixes += 1
        elif row.get("valid_lifetime") == "0":
            leases.pop(address, None)
        else:
            leases[address] = _lease(number, address, row)
            refuse_more_than(Limits.ROWS, len(leases))
    yield from leases.values()
    if prefixes:
        yield Remark("prefixes_left_out", value=str(prefixes))
    yield from broken


def _lease(number: int, address: str, row: dict[str, str]) -> FoundLease:
    lifetime = row.get("valid_lifetime", "")
    ends_at = None if lifetime == _NEVER_ENDS else moment_of(row.get("expire", ""))
    seconds = int(lifetime) if lifetime.isascii() and lifetime.isdigit() and len(lifetime) < 11 else 0  # noqa: PLR2004
    return FoundLease(
        row=number,
        address=address,
        mac=mac_of(row.get("hwaddr", "")) or mac_of_duid(bytes_of_hex(row.get("duid", ""))),
        host_name=host_name_of(row.get("hostname", "")),
        origin=AddressOrigin.DHCP,
        is_active=row.get("state", _STATE_IN_USE) in (_STATE_IN_USE, ""),
        starts_at=moment_of(ends_at.timestamp() - seconds) if ends_at and seconds else None,
        ends_at=ends_at,
    )


def _unescaped(cell: str) -> str:
    return cell.replace("&#x2c", ",") if "&#x2c" in cell else cell
