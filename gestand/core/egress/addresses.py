"""Which address a name leads to, and whether it lies outside this house."""

from __future__ import annotations

import ipaddress
import socket

from django.utils.translation import gettext_lazy as _

from gestand.core.egress.trouble import OutsideTrouble, Where, connection_trouble
from gestand.core.jobs.sentences import filled

#: Only the tests' own servers set this.
loopback_allowed = False


def public_address_of(host: str, port: int) -> str:
    """An address of ``host`` on the public internet. Raises ``OutsideTrouble`` for a name that leads inside: what an
    outsider can make us call must not be a machine behind our own wall.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise connection_trouble(error, host) from None
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not all(map(_is_outside, addresses)):
        sentence = filled(_("%(host)s is an address inside a private network; nothing was sent."), host=host)
        raise OutsideTrouble(Where.NAME, sentence, passing=False)
    return str(addresses[0])


def leads_inside(host: str, port: int) -> bool:
    """Whether this name would be refused when it is called; False for a name that cannot be looked up now."""
    try:
        return not _is_outside(ipaddress.ip_address(host))
    except ValueError:
        pass  # a name
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return not all(_is_outside(ipaddress.ip_address(str(one[4][0]).partition("%")[0])) for one in found)


def _is_outside(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.is_global or (loopback_allowed and address.is_loopback)
