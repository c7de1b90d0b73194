"""Addresses and names of machines as search sees them: one word for an IP or MAC address, however it was written, and
one for a name such as "ws-07". Pure functions.

In the index each stands behind "#", as numbers do: the beginning of one finds it, and no letter of it is forgiven. The
parts of a name ("ws", "07") lead to it too, as of any words; but many have them, and all of them one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address

_LONGEST = 40
_MAC = re.compile(
    r"(?<![\w:-])(?:[0-9a-f]{2}(?P<sign>[:-])(?:[0-9a-f]{2}(?P=sign)){4}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}"
    r"|(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{12})(?![\w:-])"
)
#: The maker's half, and whatever more was typed of it.
_START_OF_MAC = re.compile(r"(?<![\w:-])(?:[0-9a-f]{2}:){2,4}[0-9a-f]{2}:?(?![\w:-])")
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"(?<![\w.])(?:{_OCTET}\.){{3}}{_OCTET}(?![\w]|\.[0-9])")
_START_OF_IPV4 = re.compile(rf"(?<![\w.])(?:{_OCTET}\.){{2}}{_OCTET}\.?(?![\w]|\.[0-9])")
_IPV6 = re.compile(r"(?<![\w:.])(?=[0-9a-f:]*:[0-9a-f:]*:)[0-9a-f:]{2,39}(?![\w:])")
_START_OF_IPV6 = re.compile(r"(?<![\w:.])[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){1,6}:(?![\w:])")
#: Letters and digits with dashes between them: names of machines, serial and contract numbers.
_NAME = re.compile(r"(?<![\w-])(?=[a-z0-9_-]*[0-9])(?=[a-z0-9_-]*[a-z])[a-z0-9]+(?:[_-][a-z0-9]+)+(?![\w-])")


def address_word(address: str) -> str:
    """The word of one address; empty when it is none."""
    folded = address.strip().lower().partition("%")[0]
    return next((word for _start, _end, word in whole_addresses(folded)), "")


def address_words(addresses: Iterable[str]) -> set[str]:
    return {word for word in map(address_word, addresses) if word}


def whole_addresses(folded: str) -> Iterator[tuple[int, int, str]]:
    """Where a text (in small letters) has a whole address, and its word."""
    if "." not in folded and ":" not in folded and not _may_be_bare(folded):
        return
    for match in _MAC.finditer(folded):
        yield match.start(), match.end(), f"#{re.sub('[^0-9a-f]', '', match.group())}"
    for match in _IPV4.finditer(folded):
        yield match.start(), match.end(), f"#{IPv4Address(match.group())}"
    for match in _IPV6.finditer(folded):
        try:
            found = IPv6Address(match.group())
        except ValueError:
            continue
        yield match.start(), match.end(), f"#{found.ipv4_mapped or found}"


def machine_names(folded: str) -> Iterator[tuple[int, int, str]]:
    """Where a text (in small letters) has a name of a machine, and its word."""
    if "-" in folded or "_" in folded:
        for match in _NAME.finditer(folded):
            yield match.start(), match.end(), f"#{match.group()[:_LONGEST]}"


def begun_addresses(folded: str) -> Iterator[tuple[int, int, str]]:
    """Where a text has the beginning of an address ("192.168.1", "00:1b:44"), and what its words begin with."""
    for match in _START_OF_MAC.finditer(folded):
        yield match.start(), match.end(), f"#{match.group().replace(':', '')}"
    for pattern in (_START_OF_IPV4, _START_OF_IPV6):
        for match in pattern.finditer(folded):
            yield match.start(), match.end(), f"#{match.group()}"


def _may_be_bare(folded: str) -> bool:
    """Whether it may hold a MAC address without signs, or with dashes alone."""
    return len(folded) >= 12  # noqa: PLR2004 - its digits
