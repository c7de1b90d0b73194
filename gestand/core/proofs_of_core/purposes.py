"""Clauses ``purpose.*``: whatever leaves names one registered purpose with a legal basis."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, F
from django.utils.translation import gettext_lazy as _

from gestand.core.audit.models import AuditLine
from gestand.core.declarations.purposes import BASES, Purpose
from gestand.core.declarations.registry import personal_models
from gestand.core.mail.models import OutgoingMail
from gestand.core.proofs.answers import broken, kept
from gestand.core.proofs.proof import Button, Proof, ProofKind

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence

PASSED = "core.egress.pass"


def everything_has_a_purpose(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Each passage through the gate, each mail and each table names purposes of the closed list, with a basis."""
    passages = AuditLine.objects.filter(action=PASSED).order_by().annotate(purpose=F("facts__purpose"))
    sent = _by_purpose(passages.values_list("purpose").annotate(Count("id")))
    mails = _by_purpose(OutgoingMail.objects.order_by().values_list("purpose").annotate(Count("id")))
    tables = personal_models()
    purposeless = sum(not declared.personal.purposes for declared in tables if declared.personal)
    baseless = sum(not BASES.get(purpose) for purpose in Purpose)
    counts = {
        "passages": sum(sent.values()),
        "mails": sum(mails.values()),
        "tables": len(tables),
        "passages_without": _unknown(sent),
        "mails_without": _unknown(mails),
        "tables_without": purposeless,
        "purposes_without_basis": baseless,
    }
    if any((counts["passages_without"], counts["mails_without"], purposeless, baseless)):
        return broken(
            _(
                "Without a registered purpose: %(passages_without)s of %(passages)s sendings, %(mails_without)s of "
                "%(mails)s mails, %(tables_without)s tables. Purposes without a legal basis: "
                "%(purposes_without_basis)s."
            ),
            todo=_("Look at the outbox and at the audit log for what left without a purpose, and stop it."),
            button=Button(_("Look at the outbox"), "core:outbox"),
            **counts,
        )
    return kept(
        _("%(passages)s sendings, %(mails)s mails and %(tables)s tables each name a purpose with a legal basis."),
        **counts,
    )


def _by_purpose(rows: Iterable[tuple[object, int]]) -> dict[str, int]:
    return {str(purpose): count for purpose, count in rows}


def _unknown(counts: dict[str, int]) -> int:
    return sum(count for purpose, count in counts.items() if purpose not in Purpose.values)


PURPOSES = Proof(
    key="core.purposes",
    clauses=(
        "purpose.payment", "purpose.mailing", "purpose.contact", "purpose.changes", "purpose.delivery",
        "purpose.maintenance",
    ),
    kind=ProofKind.DATA,
    what=_("Everything that left, each mail and each table names a purpose of the closed list, with a legal basis."),
    limits=_("It sees what leaves through Gestand, not what somebody mails or tells outside it, nor lists exported."),
    check=everything_has_a_purpose,
)  # fmt: skip
PROOFS = (PURPOSES,)
