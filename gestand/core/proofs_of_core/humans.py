"""Clause ``human``: what has a real effect on a person was done by a person, whom the audit log names."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from gestand.core.actors import ActorKind
from gestand.core.audit.models import AuditLine
from gestand.core.house import house
from gestand.core.proofs.answers import broken, kept
from gestand.core.proofs.proof import Button, Proof, ProofKind

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence


def humans_decide(*, at: datetime) -> Evidence:  # noqa: ARG001 - the shape of every check
    """Every line of a consequential action names the account of who took it."""
    kinds = [action.name for action in house.audit_actions.values() if action.consequential]
    lines = AuditLine.objects.filter(action__in=kinds).order_by()
    nobody = lines.filter(~Q(actor_kind=ActorKind.ACCOUNT.value) | Q(actor_id__isnull=True))
    counts = {"kinds": len(kinds), "decisions": lines.count(), "without_human": nobody.count()}
    if counts["without_human"]:
        return broken(
            ngettext_lazy(
                "Of the decisions about people (%(decisions)s), %(without_human)s names nobody who took it.",
                "Of the decisions about people (%(decisions)s), %(without_human)s name nobody who took them.",
                "without_human",
            ),
            todo=_("Look in the audit log who or what decided, and decide again yourself."),
            button=Button(_("Look at the audit log"), "core:audit"),
            counts=counts,
        )
    return kept(
        _("Each decision about people (%(decisions)s, of %(kinds)s kinds) names the person who took it."),
        counts=counts,
    )


HUMANS = Proof(
    key="core.humans",
    clauses=("human",),
    kind=ProofKind.DATA,
    what=_("Each decision with a real effect on a person names, in the audit log, who took it."),
    limits=_("It sees who pressed the button, not how well that person looked first."),
    check=humans_decide,
)
PROOFS = (HUMANS,)
