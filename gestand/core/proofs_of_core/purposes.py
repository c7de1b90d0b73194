"""Clauses ``purpose.*``: whatever is held or mailed names one registered purpose with a legal basis.

What passes the gate to a recipient is looked at under ``share.none``.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.declarations.purposes import BASES, Purpose
from gestand.core.declarations.registry import personal_models
from gestand.core.mail.models import OutgoingMail
from gestand.core.proofs.answers import broken, kept
from gestand.core.proofs.proof import Button, Proof, ProofKind

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence


def everything_has_a_purpose(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Each mail and each table names purposes of the closed list, and each of these has a legal basis."""
    mails, tables = OutgoingMail.objects.order_by(), personal_models()
    counts = {
        "mails": mails.count(),
        "mails_without": mails.exclude(purpose__in=Purpose.values).count(),
        "tables": len(tables),
        "tables_without": sum(not declared.personal.purposes for declared in tables if declared.personal),
        "purposes": len(Purpose.values),
        "purposes_without_basis": sum(not BASES.get(purpose) for purpose in Purpose),
    }
    if counts["mails_without"] or counts["tables_without"] or counts["purposes_without_basis"]:
        return broken(
            _(
                "Without a registered purpose: %(mails_without)s of %(mails)s mails and %(tables_without)s of "
                "%(tables)s tables. Purposes without a legal basis: %(purposes_without_basis)s of %(purposes)s."
            ),
            todo=_("Look in the outbox for what left without a purpose, and stop it."),
            button=Button(_("Look at the outbox"), "core:outbox"),
            counts=counts,
        )
    return kept(
        _("Mails (%(mails)s) and tables (%(tables)s) each name purposes of the %(purposes)s that have a legal basis."),
        counts=counts,
    )


PURPOSES = Proof(
    key="core.purposes",
    clauses=(
        "purpose.payment", "purpose.mailing", "purpose.contact", "purpose.changes", "purpose.delivery",
        "purpose.maintenance",
    ),
    kind=ProofKind.DATA,
    what=_("Each mail and each table names purposes of the closed list, each with a legal basis."),
    limits=_("It does not see what is mailed, told or exported outside Gestand."),
    check=everything_has_a_purpose,
)  # fmt: skip
PROOFS = (PURPOSES,)
