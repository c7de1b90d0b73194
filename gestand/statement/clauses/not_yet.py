"""Clauses that nothing can prove (whole) yet: each says which part is missing, and shows as unproven until it is there.

A room that comes registers its own proofs and takes its line out of here.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gestand.core.proofs import missing

PROOFS = (
    missing(
        "vault.secrets",
        ("data.login",),
        lacks=_("Gestand has no place for network documentation and passwords yet, so nothing can be looked at."),
        todo=_("Keep passwords in a password manager until then, not in notes."),
    ),
    missing(
        "portal.handed_over",
        ("data.login.shared", "secure.documented"),
        lacks=_("There is no network documentation and no client portal yet, so nothing shows that a client has it."),
    ),
    missing(
        "billing.payments",
        ("purpose.payment",),
        lacks=_("Invoices and payments are not kept in Gestand yet; what is done with them elsewhere cannot be seen."),
    ),
    missing(
        "work.deliveries",
        ("purpose.delivery",),
        lacks=_("Deliveries are not kept in Gestand yet; what is done with them elsewhere cannot be seen."),
    ),
    missing(
        "work.maintenance",
        ("purpose.maintenance",),
        lacks=_("Maintenance and visits are not planned in Gestand yet; what is done elsewhere cannot be seen."),
    ),
    missing(
        "security.incidents",
        ("secure.report",),
        lacks=_("There is no form to report a suspected leak and no register of incidents yet."),
        todo=_("Write an incident down by hand, and report it within 72 hours where the law asks it."),
    ),
    missing(
        "retention.invoices",
        ("keep.invoices",),
        lacks=_("Invoices are not kept in Gestand yet, so nothing shows how long they are kept."),
    ),
    missing(
        "website.analytics",
        ("share.analytics",),
        lacks=_("The website's visitors are not counted by Gestand yet; what counts them elsewhere cannot be seen."),
    ),
)
