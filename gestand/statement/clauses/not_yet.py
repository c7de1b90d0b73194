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
        lacks=_("Gestand has no place for passwords yet, so nothing can be looked at."),
        todo=_("Keep passwords in a password manager until then, not in notes."),
    ),
    missing(
        "portal.handed_over",
        ("data.login.shared",),
        lacks=_("There is no client portal and no place for passwords yet, so nothing shows that a client has them."),
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
