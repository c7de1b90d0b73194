"""Where clients reach this Gestand: the address in links that go out."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError

from gestand.core.firm import current_firm

if TYPE_CHECKING:
    from gestand.core.firm import Firm

_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def public_address(firm: Firm | None) -> str:
    """GESTAND_PUBLIC_URL when the machine sets it, else what the profile says, else this machine; no slash behind."""
    said = firm.public_url if firm is not None and not settings.PUBLIC_URL_IS_SET else ""
    return str(said or settings.PUBLIC_URL).rstrip("/")


def is_this_machine(address: str) -> bool:
    """Whether nobody elsewhere can open this address."""
    host = urlsplit(address).hostname or ""
    return host in _THIS_MACHINE or host.endswith(".localhost")


def links_lead_nowhere() -> bool:
    """Whether a link in a mail would open on this machine alone; in a demo no mail leaves, so there it does not."""
    return not settings.DEMO and is_this_machine(public_address(current_firm()))


def listen_to_public_address() -> None:
    """Let visitors in who come by the address in the profile; asked once, before the first page."""
    try:
        address = public_address(current_firm())
    except DatabaseError:
        return
    host = urlsplit(address).hostname or ""
    if host and host not in settings.ALLOWED_HOSTS:
        settings.ALLOWED_HOSTS.append(host)
    if address.startswith("https://") and address not in settings.CSRF_TRUSTED_ORIGINS:
        settings.CSRF_TRUSTED_ORIGINS.append(address)
