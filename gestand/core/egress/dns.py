"""The door for names: what the internet knows about a domain. Only that domain's name goes along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Purpose
from gestand.core.egress.gate import allow
from gestand.core.egress.trouble import OutsideTrouble, Where

if TYPE_CHECKING:
    import dns.resolver

    from gestand.core.actors import Actor

LIFETIME_SECONDS = 6.0
_NO_ANSWER = _("The name servers of the internet did not answer.")


@dataclass(frozen=True, slots=True)
class MailDomain:
    """What the names of a domain say about its mail."""

    exists: bool
    receives: bool  # it has a mail server (MX, or an address of its own: RFC 5321, 5.1)
    spf: str  # the text of its SPF record, empty when there is none (RFC 7208)
    several_spf: bool = False  # more than one counts as none


def look_up_mail_domain(domain: str, *, by: Actor, at: datetime) -> MailDomain:
    """Ask for MX and SPF of a domain. Raises ``OutsideTrouble`` when nobody answers; refuses (``PassageRefused``)."""
    allow("dns", purpose=Purpose.SECURITY, by=by, at=at)
    import dns.exception
    import dns.resolver

    resolver = _resolver()
    try:
        name = domain.encode("idna").decode("ascii")
        servers = _records(resolver, name, "MX")
        texts = _records(resolver, name, "TXT")
        receives = bool(servers) and servers != ["0 ."]  # "0 ." is the null MX: no mail at all (RFC 7505)
        if servers == []:
            receives = bool(_records(resolver, name, "A") or _records(resolver, name, "AAAA"))
    except dns.resolver.NXDOMAIN:
        return MailDomain(exists=False, receives=False, spf="")
    except (dns.exception.DNSException, OSError, UnicodeError):
        raise OutsideTrouble(Where.NAME, _NO_ANSWER, passing=True) from None
    spf = [text for text in texts if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]
    return MailDomain(exists=True, receives=receives, spf=spf[0] if len(spf) == 1 else "", several_spf=len(spf) > 1)


def look_up_text(name: str, *, by: Actor, at: datetime) -> list[str]:
    """The TXT records of a name, none when it does not exist. Raises ``OutsideTrouble``; refuses ``PassageRefused``."""
    allow("dns", purpose=Purpose.SECURITY, by=by, at=at)
    import dns.exception
    import dns.resolver

    try:
        return _records(_resolver(), name.encode("idna").decode("ascii"), "TXT")
    except dns.resolver.NXDOMAIN:
        return []
    except (dns.exception.DNSException, OSError, UnicodeError):
        raise OutsideTrouble(Where.NAME, _NO_ANSWER, passing=True) from None


def _resolver() -> dns.resolver.Resolver:
    import dns.resolver

    resolver = dns.resolver.Resolver()
    resolver.lifetime = LIFETIME_SECONDS
    return resolver


def _records(resolver: dns.resolver.Resolver, name: str, kind: str) -> list[str]:
    import dns.resolver

    try:
        answer = resolver.resolve(name, kind)
    except dns.resolver.NoAnswer:
        return []
    if kind == "TXT":
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
    return [record.to_text() for record in answer]
