"""What each clause is called on the board, in a few words; and its number in the statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.statement.clauses.ids import SECTIONS

if TYPE_CHECKING:
    from django.utils.functional import Promise

TITLES: dict[str, str | Promise] = {
    "identity": _("Who we are is stated"),
    "officer": _("Who answers for privacy can be reached"),
    "statement": _("The statement says what happens"),
    "data.name": _("Names"),
    "data.address": _("Addresses"),
    "data.phone": _("Phone numbers"),
    "data.email": _("E-mail addresses"),
    "data.ip": _("IP addresses, for maintenance alone"),
    "data.login": _("Network documentation and passwords"),
    "data.login.shared": _("The client has this documentation too"),
    "data.browser": _("Kind of browser and device"),
    "data.correspondence": _("Letters, mails and phone calls"),
    "purpose.payment": _("For handling payments"),
    "purpose.mailing": _("For warnings and newsletters"),
    "purpose.contact": _("For calling and mailing about the service"),
    "purpose.changes": _("For telling about changes"),
    "purpose.delivery": _("For delivering goods and services"),
    "purpose.maintenance": _("For keeping equipment in order"),
    "secure.documented": _("Network data is documented with care"),
    "secure.passwords": _("Every machine has a password"),
    "secure.disk": _("Our machines are encrypted"),
    "secure.server": _("The server stands behind a lock"),
    "secure.transport": _("Mail travels encrypted"),
    "secure.mfa": _("Accounts have a second factor"),
    "secure.endpoint": _("Our machines have virus protection"),
    "secure.https": _("The site speaks HTTPS alone"),
    "secure.mail": _("DKIM, SPF and DMARC stop forged mail"),
    "secure.report": _("Anyone can report a leak"),
    "secure.access": _("Nobody gets in or changes anything unseen"),
    "keep.invoices": _("Invoices as long as the tax law asks"),
    "keep.client": _("Client data until its term is over"),
    "keep.request": _("Earlier, on request"),
    "right.access": _("See your data"),
    "right.rectify": _("Have it corrected"),
    "right.erase": _("Have it erased"),
    "right.consent": _("Withdraw consent"),
    "right.object": _("Object"),
    "right.port": _("Take it along"),
    "right.restrict": _("Have its use restricted"),
    "right.identity": _("We make sure who asks"),
    "right.term": _("An answer in time"),
    "right.complaint": _("Complain to the authority"),
    "human": _("A person decides"),
    "share.none": _("Nothing is sold or given away"),
    "share.processor": _("An agreement with each processor"),
    "share.analytics": _("Visitor numbers without addresses"),
    "minors": _("Children only with a parent"),
    "standin": _("Stand-ins have signed"),
}

_NUMBERS: dict[str, str] = {
    clause: f"{section.number}.{place}" for section in SECTIONS for place, clause in enumerate(section.clauses, start=1)
}


def clause_name(clause: str) -> str:
    """Such as "DKIM, SPF and DMARC stop forged mail", in the reader's language."""
    return str(TITLES[clause])


def clause_number(clause: str) -> str:
    """Such as "4.9": section and place."""
    return _NUMBERS[clause]


def clause_title(clause: str) -> str:
    return f"{clause_number(clause)} {clause_name(clause)}"
