"""Clause ``secure.https``: what a visitor's browser sees of the running server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.egress.gate import PassageRefused
from gestand.core.egress.site import SiteLook, look_at_plain_site, look_at_site
from gestand.core.egress.trouble import OutsideTrouble, Where
from gestand.core.firm import current_firm
from gestand.core.proofs.answers import broken, kept, unproven
from gestand.core.proofs.proof import Proof, ProofKind
from gestand.core.public_address import is_this_machine, public_address

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from gestand.core.egress.site import PlainLook
    from gestand.core.proofs.proof import Evidence

#: A page that everybody may open, with a form in it and a cookie.
PAGE = "/account/login/"
SAFE = ("TLSv1.2", "TLSv1.3")
#: Half a year, what browsers' lists and the national guideline ask at least.
SHORTEST_HSTS_SECONDS = 15_768_000
#: A certificate is renewed well before its end; this near to it nobody is doing so.
CERTIFICATE_LEFT = timedelta(days=7)
_MAX_AGE = re.compile(r"max-age=\"?(\d+)")
_PLAIN_PART = re.compile(
    r"(?i)<(?:script|link|img|iframe|form|source|audio|video)\b[^>]*?\s(?:src|href|action)=[\"']http://"
)
_FAULTY = (Where.TLS, Where.CERTIFICATE)


def site_is_encrypted(*, at: datetime) -> Evidence:
    """Visit our own public address: TLS, certificate, HSTS, cookies, content policy; and nothing without encryption."""
    address = public_address(current_firm())
    host = urlsplit(address).hostname or ""
    if is_this_machine(address):
        return unproven(
            _("Gestand is reached on this machine alone: there is no public address to look at."),
            todo=_("Set GESTAND_PUBLIC_URL to the https address under which clients reach it."),
        )
    if not address.startswith("https://"):
        return broken(
            _("The public address is not https: what is sent can be read on the way."),
            todo=_("Put a proxy with a certificate before Gestand, and set GESTAND_PUBLIC_URL to its https address."),
        )
    try:
        faults = list(_seen_faults(address, host, at=at))
    except PassageRefused as refused:
        return unproven(refused.sentence)
    except OutsideTrouble as trouble:
        return unproven(trouble.sentence)
    if faults:
        return broken(
            faults[0],
            todo=_("Mend the proxy that stands before Gestand; it must pass on what Gestand answers."),
            counts={"checks": 8, "wrong": len(faults)},
        )
    return kept(
        _("Encryption, certificate, cookies and headers of the public address are as they should be."),
        counts={"checks": 8},
    )


def _seen_faults(address: str, host: str, *, at: datetime) -> Iterator[str | Promise]:
    """Raises ``OutsideTrouble`` when nobody answers; a certificate or encryption that cannot be trusted is a fault."""
    try:
        seen = look_at_site(f"{address}{PAGE}", by=SYSTEM, at=at)
    except OutsideTrouble as trouble:
        if trouble.where not in _FAULTY:
            raise
        yield trouble.sentence
        return
    yield from _faults(seen, at=at)
    yield from _plain_faults(look_at_plain_site(host, by=SYSTEM, at=at))


def _faults(seen: SiteLook, *, at: datetime) -> Iterator[str | Promise]:
    if seen.tls not in SAFE:
        yield _("The public address speaks an encryption older than TLS 1.2.")
    if seen.certificate_until < at + CERTIFICATE_LEFT:
        yield _("The certificate of the public address ends within a week, and nobody has renewed it.")
    age = _MAX_AGE.search(seen.headers.get("strict-transport-security", ""))
    if age is None or int(age[1]) < SHORTEST_HSTS_SECONDS:
        yield _("The public address does not tell browsers to come back encrypted only (HSTS).")
    policy = seen.headers.get("content-security-policy", "")
    if "default-src 'none'" not in policy or "unsafe-" in policy or "http:" in policy:
        yield _("The content policy of the public address is missing or lets in what it should not.")
    if any("secure" not in [part.strip().lower() for part in cookie.split(";")[1:]] for cookie in seen.cookies):
        yield _("The public address sets a cookie that would also travel unencrypted.")
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        yield _("The program's own cookies are not marked for encrypted connections alone.")
    if _PLAIN_PART.search(seen.page):
        yield _("A page holds parts that are fetched unencrypted.")


def _plain_faults(seen: PlainLook) -> Iterator[str | Promise]:
    sends_on = seen.status is not None and 300 <= seen.status < 400  # noqa: PLR2004 - the redirects
    if seen.status is not None and not (sends_on and seen.location.startswith("https://")):
        yield _("The public address answers without encryption instead of sending on to https.")


HTTPS = Proof(
    key="core.https",
    clauses=("secure.https",),
    kind=ProofKind.LIVE,
    what=_("A visit to the public address: encryption, certificate, HSTS, cookies, content policy, no plain parts."),
    limits=_("It looks from this server at one page; a proxy may answer others elsewhere in another way."),
    check=site_is_encrypted,
)
PROOFS = (HTTPS,)
