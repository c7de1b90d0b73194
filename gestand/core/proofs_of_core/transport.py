"""Clauses ``secure.transport`` and ``secure.mail``: mail leaves encrypted, and nobody else can use the firm's name."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.egress.dns import look_up_mail_domain, look_up_text
from gestand.core.egress.gate import PassageRefused
from gestand.core.egress.tls import speaks_nothing_older
from gestand.core.egress.trouble import OutsideTrouble
from gestand.core.firm import current_firm
from gestand.core.mail.models import MailSecurity, MailSettings
from gestand.core.mail.transports import TRANSPORTS
from gestand.core.proofs.answers import broken, kept, unproven
from gestand.core.proofs.proof import Button, Proof, ProofKind

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence

SAFE = ("TLSv1.2", "TLSv1.3")
_MAIL_PAGE = Button(_("Look at the mail settings"), "core:mail-settings")
#: A record with p=quarantine or p=reject for all of the mail stops what is forged (RFC 7489, 6.3).
_POLICY = re.compile(r"(?i)(?:^|;)\s*p\s*=\s*(quarantine|reject)\s*(?:;|$)")
_SHARE = re.compile(r"(?i)(?:^|;)\s*pct\s*=\s*(\d+)")
_WHOLE = 100


def mail_leaves_encrypted(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """The settings allow no plain connection, the program knows no older TLS, and the last connection was 1.2 or up."""
    row = MailSettings.objects.filter(id=1).first()
    if not speaks_nothing_older():
        return broken(
            _("The program's own encryption would accept a connection older than TLS 1.2 or without a certificate."),
            todo=_("Put back the version of the program that was installed: somebody changed it."),
        )
    if row is None:
        return unproven(
            _("Mail is not set up, so no connection was made yet that could be looked at."),
            todo=_("Set up how mail leaves."),
            button=_MAIL_PAGE,
        )
    if row.security not in MailSecurity.values or row.transport not in TRANSPORTS:
        return broken(
            _("The mail settings name a way of sending that is not encrypted."),
            todo=_("Choose STARTTLS or TLS in the mail settings."),
            button=_MAIL_PAGE,
        )
    if not row.last_tls:
        return unproven(
            _("The settings allow encrypted connections alone; none was made yet."),
            todo=_("Send a test mail."),
            button=_MAIL_PAGE,
        )
    if row.last_tls not in SAFE:
        return broken(
            _("The last connection with the mail server was not TLS 1.2 or newer."),
            todo=_("Ask the mail provider for a server that speaks TLS 1.2 or newer."),
            button=_MAIL_PAGE,
        )
    return kept(_("The settings allow encrypted connections alone, and the last one was TLS 1.2 or newer."))


def nobody_else_mails(*, at: datetime) -> Evidence:
    """SPF and DMARC of the domain that mail is sent from; DKIM shows in what receivers report, not read yet."""
    row, firm = MailSettings.objects.filter(id=1).first(), current_firm()
    address = row.sender_address if row else firm.email if firm else ""
    domain = address.rpartition("@")[2].lower()
    if not domain:
        return unproven(_("No mail address of the firm is known yet."), button=_MAIL_PAGE)
    try:
        known = look_up_mail_domain(domain, by=SYSTEM, at=at)
        policies = [text for text in look_up_text(f"_dmarc.{domain}", by=SYSTEM, at=at) if text.startswith("v=DMARC1")]
    except PassageRefused as refused:
        return unproven(refused.sentence)
    except OutsideTrouble as trouble:
        return unproven(trouble.sentence)
    if not known.spf or not _stops(policies):
        return broken(
            _("The mail domain does not stop forged mail: SPF records %(spf)s, DMARC policies that stop it %(dmarc)s."),
            todo=_("Publish one SPF record, and a DMARC policy of quarantine or reject, with whoever runs the domain."),
            counts={"spf": int(bool(known.spf)), "dmarc": int(_stops(policies))},
        )
    return unproven(
        _(
            "SPF and DMARC stand and stop forged mail; DKIM shows in the reports of receivers, which Gestand does not "
            "read yet."
        ),
        counts={"spf": 1, "dmarc": 1},
    )


def _stops(policies: list[str]) -> bool:
    if len(policies) != 1 or not _POLICY.search(policies[0]):  # more than one counts as none (RFC 7489, 6.6.3)
        return False
    share = _SHARE.search(policies[0])
    return share is None or int(share[1]) >= _WHOLE


TRANSPORT = Proof(
    key="core.mail_transport",
    clauses=("secure.transport",),
    kind=ProofKind.LIVE,
    what=_("The mail settings allow no connection in the clear, and the last one was TLS 1.2 or newer."),
    limits=_("It sees Gestand's own connections, not those of the mail program on the firm's computers."),
    check=mail_leaves_encrypted,
)
FORGED_MAIL = Proof(
    key="core.mail_domain",
    clauses=("secure.mail",),
    kind=ProofKind.LIVE,
    what=_("The domain that mail is sent from has one SPF record and a DMARC policy that stops forged mail."),
    limits=_("It does not see DKIM signatures or what receivers report."),
    check=nobody_else_mails,
)
PROOFS = (TRANSPORT, FORGED_MAIL)
