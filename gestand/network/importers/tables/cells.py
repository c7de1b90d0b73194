"""One row of a table as its fields, and the cells in which several values stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from gestand.network.importers.found import FoundAddress, FoundInterface, Limits, Remark
from gestand.network.importers.values import address_of, day_of, mac_of, text_of

_SEVERAL = re.compile(r"[\s,;|]+|/(?=[^/\s]*[.:])")  # "/24" belongs to what stands before it
_SEVERAL_MACS = re.compile(r"[\s,;|/]+")


def interfaces_of(addresses: str, macs: str) -> tuple[list[FoundInterface], list[str]]:
    """Interfaces from a cell of addresses and one of MACs, side by side; and what of it is neither."""
    odd: list[str] = []
    found_macs = _each(macs, mac_of, odd, _SEVERAL_MACS)
    found_addresses = _each(addresses.replace("DHCP", " ").replace("dhcp", " "), _host, odd, _SEVERAL)
    interfaces = [FoundInterface(mac=mac) for mac in found_macs]
    if not interfaces and found_addresses:
        interfaces = [FoundInterface()]
    # As many addresses as MACs: each its own; else all of them on the first.
    side_by_side = len(interfaces) == len(found_addresses)
    for place, address in enumerate(found_addresses):
        interfaces[place if side_by_side else 0].addresses.append(FoundAddress(address))
    return interfaces, odd


def _host(text: str) -> str:
    """Lists write "192.168.1.10/24" for a host as well."""
    return address_of(text.partition("/")[0])


def _each(cell: str, read: Callable[[str], str], odd: list[str], several: re.Pattern[str]) -> list[str]:
    if read is mac_of and (whole := mac_of(cell)):  # with spaces between its bytes
        return [whole]
    found: list[str] = []
    for part in several.split(cell)[: Limits.ADDRESSES_A_HOST]:
        value = read(part)
        if value and value not in found:
            found.append(value)
        elif part.strip() and not value and len(part) > 2 and not part.isdigit():  # noqa: PLR2004 - "/24", "of"
            odd.append(text_of(part, 60))
    return found


def day_in(row: Mapping[str, str], key: str, number: int, remarks: list[Remark]) -> date | None:
    """The day in a cell; a remark when something else stands there. "0000-00-00" is how a database says none."""
    cell = row.get(key, "").strip()
    if not cell or cell.startswith(("0000-00-00", "1970-01-01")):
        return None
    if (day := day_of(cell)) is None:
        remarks.append(Remark("date_wrong", number, text_of(cell, 60)))
    return day
