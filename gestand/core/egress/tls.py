"""Transport encryption for every door: TLS 1.2 or newer, certificates and names checked. There is no other mode."""

from __future__ import annotations

import ssl


def strict_context() -> ssl.SSLContext:
    """The system's trusted certificates (or those in ``SSL_CERT_FILE``)."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def speaks_nothing_older() -> bool:
    """Whether the doors really ask for TLS 1.2, a trusted certificate and the right name (a proof looks)."""
    context = strict_context()
    return (
        context.minimum_version >= ssl.TLSVersion.TLSv1_2
        and context.verify_mode is ssl.CERT_REQUIRED
        and context.check_hostname
    )
