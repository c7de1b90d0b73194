"""Who asks, coarsely: enough to slow one visitor down without stopping the others. No address is kept anywhere.

What is remembered is a fingerprint under a key that lives in this process's memory alone; it cannot be turned back
into an address, by us or by who takes the machine.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache

if TYPE_CHECKING:
    from django.http import HttpRequest

HOUR_SECONDS = 3600
_KEY = secrets.token_bytes(32)
#: How much of an address is one visitor, and how much is one neighbourhood (a provider hands out that much).
_VISITOR_BITS = {4: 32, 6: 64}
_NEIGHBOURHOOD_BITS = {4: 24, 6: 48}
#: A neighbourhood may do so many times what one visitor may.
_NEIGHBOURS = 5


def fingerprint(request: HttpRequest) -> str:
    """The visitor's own."""
    return _print(request, _VISITOR_BITS)


def can_be_told_apart(request: HttpRequest) -> bool:
    """Whether visitors come with addresses of their own; behind a proxy that we do not know all look alike."""
    parsed = _address(request)
    return parsed is not None and not (parsed.is_loopback and settings.PUBLIC_URL.startswith("https://"))


def may_try(what: str, request: HttpRequest, *, each: int, seconds: int = HOUR_SECONDS) -> bool:
    """Count one try of ``what``; False when this visitor, or its neighbourhood, had too many. Nobody else notices."""
    if not can_be_told_apart(request):
        return True
    own = count(f"{what}:{fingerprint(request)}", seconds=seconds)
    near = count(f"{what}:near:{_print(request, _NEIGHBOURHOOD_BITS)}", seconds=seconds)
    return own <= each and near <= each * _NEIGHBOURS


def count(key: str, *, seconds: int = HOUR_SECONDS) -> int:
    """One more; says how many there were within the time."""
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it went between the two lines
        return 1


def _print(request: HttpRequest, bits: dict[int, int]) -> str:
    parsed = _address(request)
    network = str(ipaddress.ip_network((parsed, bits[parsed.version]), strict=False)) if parsed else "unknown"
    return hmac.new(_KEY, network.encode(), hashlib.sha256).hexdigest()[:32]


def _address(request: HttpRequest) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Who connected; behind proxies of ours, which are counted in the settings, who connected to the first of them.

    What else stands in X-Forwarded-For was written by the visitor.
    """
    text = str(request.META.get("REMOTE_ADDR", ""))
    if settings.TRUSTED_PROXIES:
        forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
        if len(forwarded) >= settings.TRUSTED_PROXIES and forwarded[-settings.TRUSTED_PROXIES].strip():
            text = forwarded[-settings.TRUSTED_PROXIES].strip()
    try:
        found = ipaddress.ip_address(_without_port(text))
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        return found.ipv4_mapped
    return found


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
