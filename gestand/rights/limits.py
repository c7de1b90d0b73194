"""How often a visitor may use a public form. No address is kept: only a keyed fingerprint, in memory, for an hour."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache

if TYPE_CHECKING:
    from django.http import HttpRequest

HOUR_SECONDS = 3600


def may_try(what: str, request: HttpRequest, *, at: datetime, each: int, altogether: int) -> bool:
    """Count one try of ``what``; False when this visitor, or everybody together, had too many within the hour."""
    ours = _count(f"{what}:{_fingerprint(request, at)}")
    everybody = _count(f"{what}:all:{at:%Y%m%d%H}")
    return ours <= each and everybody <= altogether


def _count(key: str) -> int:
    cache.add(key, 0, HOUR_SECONDS)
    try:
        return cache.incr(key)
    except ValueError:  # it went between the two lines
        return 1


def _fingerprint(request: HttpRequest, at: datetime) -> str:
    """Differs each hour, and cannot be turned back into an address without the key."""
    secret = f"{settings.SECRET_KEY}{at:%Y%m%d%H}".encode()
    return hmac.new(secret, _network(request).encode(), hashlib.sha256).hexdigest()[:32]


def _network(request: HttpRequest) -> str:
    """The visitor's address (of IPv6 the network: one visitor has all of it). Behind our own proxy: what that says."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    try:
        parsed = ipaddress.ip_address(address)
        if settings.ALLAUTH_TRUSTED_PROXY_COUNT and parsed.is_loopback and forwarded:
            parsed = ipaddress.ip_address(forwarded)
    except ValueError:
        return "unknown"
    if parsed.version == 6:  # noqa: PLR2004 - the version of the internet protocol
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
