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
    for address in addresses:
        if not (address.is_global or (loopback_allowed and address.is_loopback)):
            sentence = filled(_("%(host)s is an address inside a private network; nothing was sent."), host=host)
            raise OutsideTrouble(Where.NAME, sentence, passing=False)
    return str(addresses[0])
