"""MAC addresses: read as they are written anywhere, and the maker that the IEEE gave their first digits to."""

from __future__ import annotations

import mmap
import re
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from gestand.core.refusals import Refused
from gestand.network.registries.lists import Head, Registry, file_of, head_of, stamp_of

_LENGTHS = (9, 7, 6)
_DIGITS = re.compile(r"[0-9A-F]{12}\Z")
#: The second digit tells that nobody gave the address out: telephones make such ones up for each network.
_MADE_UP = frozenset("26AE")


class MacRefused(Refused):
    code = "mac"


def read_mac(text: str) -> str:
    """As "00:11:22:aa:bb:cc", from "00-11-22-AA-BB-CC", "0011.22aa.bbcc" and the like. Refuses (``MacRefused``)."""
    digits = re.sub(r"[\s:.\-]", "", text).upper()
    if not _DIGITS.match(digits):
        raise MacRefused(
            _("“%(typed)s” is no MAC address. One has twelve digits and letters, such as 00:1B:44:11:3A:B7.")
            % {"typed": text[:40]}
        )
    if digits in ("0" * 12, "F" * 12):
        raise MacRefused(_("This MAC address is no device's own."))
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2)).lower()


def is_made_up(mac: str) -> bool:
    """Whether the device chose this address itself (a private address): it changes, and says nothing of the maker."""
    return mac[1].upper() in _MADE_UP


def vendor_of(mac: str) -> str:
    """The maker by the packaged list; empty when it is not known or the address is made up."""
    if not mac or is_made_up(mac):
        return ""
    digits = mac.replace(":", "").upper()
    stamp = stamp_of(Registry.MAC_MAKERS)
    for length in _LENGTHS:
        if found := _find(digits[:length], stamp):
            return found
    return ""


def list_of_makers() -> Head:
    """The date, source and licence of the list that counts now."""
    return head_of(file_of(Registry.MAC_MAKERS))


@lru_cache(maxsize=512)
def _find(prefix: str, stamp: tuple[str, int, int]) -> str:
    """Search the sorted lines ("F0F5AE<TAB>Maker"; the prefixes have 6, 7 or 9 digits) by halves.

    The file stays on disk. The lines of its head begin with "#", which sorts before every digit.
    """
    lines = _lines(stamp)
    wanted, low, high = prefix.encode() + b"\t", 0, len(lines)
    while low < high:
        start = lines.rfind(b"\n", 0, (low + high) // 2) + 1
        start = max(start, low)
        end = lines.find(b"\n", start)
        line = lines[start : len(lines) if end < 0 else end]
        if line.startswith(wanted):
            return line[len(wanted) :].decode()
        if line < wanted:
            low = end + 1
        else:
            high = start
    return ""


@lru_cache(maxsize=1)
def _lines(stamp: tuple[str, int, int]) -> mmap.mmap:
    with Path(stamp[0]).open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
