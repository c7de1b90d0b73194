"""Clauses ``statement`` and ``data.*``: nothing is held that nobody declared."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.checks import ERROR
from django.utils.translation import gettext_lazy as _

from gestand.core.checks import check_declarations
from gestand.core.declarations.database import missing_tables, undeclared_tables
from gestand.core.declarations.registry import declared_models, personal_fields
from gestand.core.proofs.answers import broken, kept
from gestand.core.proofs.proof import Proof, ProofKind

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence


def everything_is_declared(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """No table or column of the live database, and no field of a model, without a declaration."""
    stray, lacking = undeclared_tables(), missing_tables()
    faults = [fault for fault in check_declarations(None) if fault.level >= ERROR]
    models = declared_models() if not faults else []
    fields = sum(len(personal_fields(declared.model)) for declared in models)
    if stray or lacking or faults:
        return broken(
            _(
                "Tables or columns of the database that nobody knows: %(stray)s (%(words)s); declared tables that are "
                "not there: %(lacking)s; declarations that are wrong: %(faults)s."
            ),
            words=", ".join(f"{one.table}.{one.column}".rstrip(".") for one in stray[:10]) or "-",
            todo=_("Run gestand check: it says of each what to add. Take away a table that somebody made by hand."),
            counts={"stray": len(stray), "lacking": len(lacking), "faults": len(faults)},
        )
    return kept(
        _("Each of the %(tables)s tables is declared, and %(fields)s fields say whose data they hold, why, how long."),
        counts={"tables": len(models), "fields": fields},
    )


DECLARED = Proof(
    key="core.declared",
    clauses=("statement", "data.name", "data.address", "data.phone", "data.email", "data.correspondence"),
    kind=ProofKind.DATA,
    what=_("Every column of the live database says whose it is, what it is, why it is there and how long."),
    limits=_("It does not read what stands in them."),
    check=everything_is_declared,
)
PROOFS = (DECLARED,)
