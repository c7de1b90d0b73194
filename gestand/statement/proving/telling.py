"""Telling the owner that a promise is broken: one mail when it breaks, the next only after it was mended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gestand.core.actors import SYSTEM
from gestand.core.declarations import Purpose
from gestand.core.house import Owner, house
from gestand.core.mail import queue_mail
from gestand.statement.clauses.ids import CLAUSE_IDS
from gestand.statement.models.proving import BrokenPromise
from gestand.statement.proving.states import ProofStanding, SealState, clause_standings
from gestand.statement.proving.words import clause_title


def tell_broken(*, at: datetime) -> int:
    """Queue one mail to each owner about everything that broke since the last one; returns how many proofs it tells."""
    with transaction.atomic():
        untold = list(BrokenPromise.objects.select_for_update().filter(told_at=None, mended_at=None).order_by("since"))
        owners = house.owners() if house.owners is not None else []
        if not untold or not owners:
            return 0
        # Only what is seen to be broken now: what could not be looked at since is told when a check says so again.
        broken = _broken_clauses({each.key for each in untold}, at=at)
        keys = {proof.proof.key for _clause, proof in broken}
        if not keys:
            return 0
        BrokenPromise.objects.filter(id__in=[each.id for each in untold if each.key in keys]).update(told_at=at)
        for owner in owners:
            with translation.override(owner.language):
                _mail(owner, _broken_clauses(keys, at=at), at=at)
    return len(keys)


_Broken = list[tuple[str, ProofStanding]]


def _broken_clauses(keys: Collection[str], *, at: datetime) -> _Broken:
    """The clauses that these proofs serve, in the statement's order; said in the active language."""
    standings = clause_standings(at=at)
    return [
        (clause, proof)
        for clause in CLAUSE_IDS
        for proof in standings[clause].proofs
        if proof.proof.key in keys and proof.state is SealState.BROKEN
    ]


def _mail(owner: Owner, clauses: _Broken, *, at: datetime) -> None:
    count = len({clause for clause, _proof in clauses})
    subject = ngettext("A promise is broken", "%(count)s promises are broken", count) % {"count": count}
    queue_mail(
        to=owner.email,
        subject=subject,
        text=_text(clauses),
        purpose=Purpose.SECURITY,
        by=SYSTEM,
        at=at,
        account_id=owner.account_id,
        language=owner.language,
    )


def _text(clauses: Sequence[tuple[str, ProofStanding]]) -> str:
    parts = [_("What your privacy statement promises is not so at this moment:")]
    for clause, proof in clauses:
        lines = [clause_title(clause), proof.said]
        if proof.todo:
            lines.append(_("What to do: %(todo)s") % {"todo": proof.todo})
        parts.append("\n".join(lines))
    url = f"{settings.PUBLIC_URL}{reverse('statement:promises')}"
    parts.append(_("Look here: %(url)s") % {"url": url})
    parts.append(_("You get this mail once. The page keeps count, and you hear it again only if it breaks anew."))
    return "\n\n".join(parts)
