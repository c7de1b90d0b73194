"""One way to write an address, a MAC, a name, a day; "" or None for what is none."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_interface, ip_network

from gestand.people.kernels.folding import folded, tidied

_HEX = re.compile(r"[0-9a-f]{12}")
_USUAL_MAC = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}")
_NOT_HEX = re.compile(r"[:.\-\s]")
_NO_MAC = frozenset(["000000000000", "ffffffffffff"])
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_DUTCH = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[ ,].*)?")
_IN_WORDS = re.compile(r"(\d{1,2})[-. ]{1,2}([^\W\d]{3,9})\.?[-. ](\d{4})")
_MONTHS = dict(
    zip(["jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"], range(1, 13), strict=True)
) | {
    "mar": 3, "mrt": 3, "may": 5, "oct": 10,
}  # fmt: skip
_LONGEST_HOST_NAME = 253
_EARLIEST, _LATEST = 1, 253_402_300_799  # the moments that a datetime can hold
_ETHERNET = 1


def text_of(value: object, longest: int = 120) -> str:
    """One line, of bounded length, without control characters; "" for what is no text."""
    if not isinstance(value, str):
        return ""
    cut = value[: longest * 4]
    plain = " ".join(cut.split()) if cut.isascii() and cut.isprintable() else tidied(cut)
    return plain[:longest].rstrip()


def mac_of(text: object) -> str:
    """As "00:11:22:aa:bb:cc", from any usual spelling."""
    if not isinstance(text, str) or len(text) > 40:  # noqa: PLR2004 - no spelling is longer
        return ""
    text = text.strip()
    if _USUAL_MAC.fullmatch(usual := text.lower()) and usual.replace(":", "") not in _NO_MAC:
        return usual
    if ":" in text or "-" in text:  # "0:1b:..." is how some write it
        parts = re.split(r"[:-]", text)
        if len(parts) != 6 or not all(0 < len(part) <= 2 for part in parts):  # noqa: PLR2004 - six bytes of two digits
            return ""
        text = "".join(part.zfill(2) for part in parts)
    plain = _NOT_HEX.sub("", text).lower()
    if not _HEX.fullmatch(plain) or plain in _NO_MAC:
        return ""
    return ":".join(plain[place : place + 2] for place in range(0, 12, 2))


def _parsed(text: object) -> IPv4Address | IPv6Address | None:
    if not isinstance(text, str) or len(text) > 80:  # noqa: PLR2004 - with a zone and brackets none is longer
        return None
    return _read(text)


@lru_cache(maxsize=8192)  # of each host it is asked again and again: what it is, whether it says anything
def _read(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text.strip().strip("[]").split("%")[0].split("(")[0].strip())
    except ValueError:
        return None


def address_of(text: object) -> str:
    """An address of a host, in its short form; zone and remarks behind it ("%12", "(Preferred)") are left out."""
    found = _parsed(text)
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return "" if found is None or found.is_unspecified or found.is_multicast else str(found)


def is_of_the_link(address: str) -> bool:
    """Addresses that a device gives itself (fe80::, 169.254.) and 127.0.0.1: they say nothing about the network."""
    found = _parsed(address)
    return found is not None and (found.is_link_local or found.is_loopback)


def network_of(text: object, mask: object = "") -> str:
    """As "192.168.1.0/24", from a prefix, or an address and its mask ("255.255.255.0", "24"); "" when it is none."""
    if not isinstance(text, str) or not isinstance(mask, str) or len(text) + len(mask) > 120:  # noqa: PLR2004
        return ""
    whole = f"{text.strip()}/{mask.strip().lstrip('/')}" if mask.strip() and "/" not in text else text.strip()
    if "/" not in whole:
        return ""
    try:
        return str(ip_interface(whole).network)
    except ValueError:
        return ""


def range_of(text: str) -> tuple[str, str] | None:
    """First and last address of "192.168.1.0/24", "192.168.1.10-50", "10.0.0.1 - 10.0.0.9" or one address."""
    text = text.strip()
    if len(text) > 120:  # noqa: PLR2004 - two addresses of IPv6 are shorter
        return None
    first, dash, last = (part.strip() for part in text.partition("-"))
    try:
        if not dash:
            network = ip_network(text, strict=False)
            return str(network[0]), str(network[-1])
        start = ip_address(first)
        end = ip_address(f"{first.rpartition('.')[0]}.{last}" if last.isdigit() and start.version == 4 else last)  # noqa: PLR2004
    except ValueError:
        return None
    if start.version != end.version or int(start) > int(end):
        return None
    return str(start), str(end)


def host_name_of(text: object) -> str:
    """A name without its closing dot; "" for "*" and other marks of no name."""
    name = text_of(text, _LONGEST_HOST_NAME).rstrip(".")
    return "" if name.casefold() in {"*", "-", "unknown", "n/a", "?", "(none)", "onbekend"} else name


def day_of(text: object) -> date | None:
    """ISO, or day, month and year as they are written here; the American order only where the Dutch one is no day."""
    if not isinstance(text, str):
        return None
    text = text.strip()[:40]
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DUTCH.fullmatch(text):
        day, month, year = map(int, found.groups())
        if month > 12 >= day:  # noqa: PLR2004 - a thirteenth month is a day
            day, month = month, day
    elif found := _IN_WORDS.fullmatch(text):
        day, month, year = int(found[1]), _MONTHS.get(folded(found[2])[:3], 0), int(found[3])
    else:
        return None
    try:
        return date(year + 2000 if year < 100 else year, month, day)  # noqa: PLR2004 - two digits are of this century
    except ValueError:
        return None


def moment_of(seconds: object) -> datetime | None:
    """Seconds since 1970 as a moment; None for 0 and for what lies outside the calendar."""
    try:
        number = int(float(seconds)) if isinstance(seconds, str | int | float) else 0
    except (ValueError, OverflowError):
        return None
    return datetime.fromtimestamp(number, tz=UTC) if _EARLIEST <= number <= _LATEST else None


def iso_moment_of(text: object) -> datetime | None:
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text.strip()[:40])
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def mac_of_duid(duid: bytes) -> str:
    """The MAC inside a DHCPv6 identifier that has one (RFC 8415: DUID-LLT and DUID-LL, over Ethernet)."""
    kind, hardware = duid[:2], int.from_bytes(duid[2:4], "big")
    if hardware != _ETHERNET:
        return ""
    tail = duid[8:] if kind == b"\x00\x01" else duid[4:] if kind == b"\x00\x03" else b""
    return mac_of(tail.hex()) if len(tail) == 6 else ""  # noqa: PLR2004 - the bytes of a MAC


def bytes_of_hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text.replace(":", "").replace("-", "").strip()[:300])
    except ValueError:
        return b""
