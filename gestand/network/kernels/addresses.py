"""Addresses and subnets, IPv4 and IPv6, on Python's ``ipaddress``: forgiving what is typed, explaining what is wrong.

In the database an address sorts as 32 hexadecimal digits (``sort_key``): IPv4 stands mapped in IPv6 (RFC 4291,
2.5.5.2), so that both families share one order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from django.utils.translation import gettext_lazy as _

from gestand.core.refusals import Refused

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_MAPPED = 0xFFFF << 32
#: An interface id or a scope is no part of an address that is written down.
_LONGEST = 64
_RANGE = re.compile(r"[^\s,;–-]+\s*[–-]\s*[^\s,;–-]+")
_MOST_RANGES = 8


class AddressRefused(Refused):
    code = "address"


@dataclass(frozen=True, slots=True)
class Span:
    """Addresses from ``first`` up to and including ``last``, as numbers of one family."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


def read_address(text: str) -> Address:
    """As "192.168.1.1", "fe80::1%eth0" (its scope is left out). Refuses (``AddressRefused``)."""
    plain = text.strip().strip("[]").partition("%")[0]
    try:
        if "/" in plain:
            raise AddressRefused(_("“%(typed)s” is a network; here belongs one address.") % {"typed": text[:_LONGEST]})
        found = ip_address(plain)
    except ValueError:
        raise AddressRefused(
            _("“%(typed)s” is no IP address. One looks like 192.168.1.10 or fd00:1::10.") % {"typed": text[:_LONGEST]}
        ) from None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def read_network(text: str) -> Network:
    """As "192.168.1.0/24"; "192.168.1.5/24" means its network; "192.168.1.0/255.255.255.0" too. Refuses."""
    plain = text.strip()
    if "/" not in plain:
        raise AddressRefused(
            _("“%(typed)s” does not say how large the network is: add /24 for an ordinary one.")
            % {"typed": text[:_LONGEST]}
        )
    try:
        found = ip_network(plain, strict=False)
    except ValueError:
        raise AddressRefused(
            _("“%(typed)s” is no network. One looks like 192.168.1.0/24 or fd00:1::/64.") % {"typed": text[:_LONGEST]}
        ) from None
    if found.is_multicast or found.prefixlen == 0:
        raise AddressRefused(_("“%(typed)s” is no network that devices can stand in.") % {"typed": text[:_LONGEST]})
    return found


def sort_key(address: Address) -> str:
    """32 hexadecimal digits, in which IPv4 and IPv6 share one order."""
    number = int(address)
    return f"{number | _MAPPED if isinstance(address, IPv4Address) else number:032x}"


def address_of(key: str) -> Address:
    """The address that was sorted under this key."""
    found = IPv6Address(int(key, 16))
    return found.ipv4_mapped or found


def bounds(network: Network) -> tuple[str, str]:
    """The sort keys of its first and last address."""
    return sort_key(network.network_address), sort_key(network.broadcast_address)


def usable(network: Network) -> Span:
    """The addresses that a device may have: without network and broadcast address where those mean something."""
    first, last = int(network.network_address), int(network.broadcast_address)
    if isinstance(network, IPv4Network) and network.prefixlen <= 30:  # noqa: PLR2004 - RFC 3021
        return Span(first + 1, last - 1)
    if isinstance(network, IPv6Network) and network.prefixlen <= 126:  # noqa: PLR2004 - RFC 4291, 2.6.1; RFC 6164
        return Span(first + 1, last)
    return Span(first, last)


def overlap_in_words(wanted: Network, there: Iterable[tuple[Network, str]]) -> str:
    """Why ``wanted`` cannot stand beside the networks that are there (with their names); empty when it can."""
    for other, name in there:
        if wanted.version != other.version or not wanted.overlaps(other):
            continue
        words = {"wanted": wanted, "other": other, "name": name or other}
        if wanted == other:
            return str(_("%(other)s is there already (%(name)s).") % words)
        if wanted.subnet_of(other):  # type: ignore[arg-type]
            return str(
                _("%(wanted)s lies wholly within %(other)s (%(name)s): a device would not know where to go.") % words
            )
        return str(_("%(wanted)s holds all of %(other)s (%(name)s): make one of the two smaller.") % words)
    return ""


def require_within(address: Address, network: Network, what: object) -> None:
    """Refuses an address (``what``: "the gateway") that a device in this network cannot have."""
    if address not in network:
        raise AddressRefused(
            _("%(what)s %(address)s does not lie in %(network)s.")
            % {"what": what, "address": address, "network": network}
        )
    span = usable(network)
    if not span.first <= int(address) <= span.last:
        raise AddressRefused(
            _("%(address)s is the first or last address of %(network)s, which no device may have.")
            % {"address": address, "network": network}
        )


def gaps(span: Span, used: Iterable[int]) -> Iterator[Span]:
    """What is free between the used numbers, from low to high; ``used`` may come in any order, and twice."""
    start = span.first
    for number in sorted({each for each in used if span.first <= each <= span.last}):
        if number > start:
            yield Span(start, number - 1)
        start = number + 1
    if start <= span.last:
        yield Span(start, span.last)


def next_free(network: Network, used: Iterable[Address], *, avoid: Iterable[Span] = ()) -> Address | None:
    """The lowest address that nobody uses and that lies in none of the ranges to ``avoid`` (DHCP's); None when full."""
    blocked = sorted(avoid, key=lambda span: span.first)
    for gap in gaps(usable(network), (int(each) for each in used if each.version == network.version)):
        number = gap.first
        for span in blocked:
            if span.first <= number <= span.last:
                number = span.last + 1
        if number <= gap.last:
            return type(network.network_address)(number)
    return None


def is_private(address: Address) -> bool:
    """Whether it is of no use outside its own network (RFC 1918, RFC 4193, link-local)."""
    return address.is_private or address.is_link_local


def read_ranges(text: str) -> list[tuple[Address, Address]]:
    """As "192.168.1.100-192.168.1.150, 192.168.1.200-210" (of the last one only the tail is typed). Refuses."""
    plain = text.strip()
    found = _RANGE.findall(plain)
    if (not found and plain) or re.sub(r"[\s,;]+", "", _RANGE.sub("", plain)):
        raise AddressRefused(
            _("“%(typed)s” is no range of addresses. One looks like 192.168.1.100-192.168.1.150.")
            % {"typed": text[:_LONGEST]}
        )
    if len(found) > _MOST_RANGES:
        raise AddressRefused(_("More than %(most)d ranges in one network cannot be kept.") % {"most": _MOST_RANGES})
    return [_range(*re.split(r"\s*[–-]\s*", each)) for each in found]


def _range(typed_first: str, typed_last: str) -> tuple[Address, Address]:
    first = read_address(typed_first)
    if isinstance(first, IPv4Address) and typed_last.isdigit():
        typed_last = f"{str(first).rpartition('.')[0]}.{typed_last}"
    last = read_address(typed_last)
    if first.version != last.version or first > last:  # type: ignore[operator]
        raise AddressRefused(_("The range %(first)s-%(last)s ends before it begins.") % {"first": first, "last": last})
    return first, last


def number_of(key: str, version: int) -> int:
    """The number that an address has in its own family, from its sort key."""
    return int(key[24:] if version == 4 else key, 16)  # noqa: PLR2004 - IPv4
