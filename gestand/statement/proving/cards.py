"""What the promises have to say on the today page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from gestand.core.gathering import Gathers, Reading
from gestand.core.house import CardLine
from gestand.core.questions import Question
from gestand.statement.models.proving import ProofResult
from gestand.statement.proving.board import cell_of
from gestand.statement.proving.states import ClauseStanding, SealState, counted_states, standings_from
from gestand.statement.proving.words import clause_title

if TYPE_CHECKING:
    from gestand.core.actors import Actor

_WORST = 0


@Question
def _newest_answers() -> QuerySet[ProofResult]:
    return ProofResult.objects.filter(newest=True)


@Gathers
def todays_broken_promises(*, actor: Actor, at: datetime) -> Reading[Sequence[CardLine]]:
    """One line for each proof that found a promise broken; for the owner."""
    if not actor.is_owner:
        return Reading(list)
    return Reading(lambda answers: _broken(standings_from(answers, at=at)), _newest_answers.about())


def _broken(standings: dict[str, ClauseStanding]) -> Sequence[CardLine]:
    lines: dict[str, CardLine] = {}
    for clause, standing in standings.items():
        for proof in standing.proofs:
            if proof.state is SealState.BROKEN and proof.proof.key not in lines:
                lines[proof.proof.key] = CardLine(
                    urgency=_WORST,
                    icon="lock-open",
                    tone="broken",
                    title=_("Broken promise: %(promise)s") % {"promise": clause_title(clause)},
                    detail=proof.said,
                    action_label=_("See what to do"),
                    action_url=reverse("statement:promise", args=[clause]),
                )
    return list(lines.values())


@Gathers
def promises_side_card(*, actor: Actor, at: datetime) -> Reading[dict[str, Any]]:
    """All cells in small, with the numbers. Nothing before the first check, and nothing for a stand-in."""
    if not actor.is_owner:
        return Reading(dict)
    return Reading(lambda answers: _in_small(standings_from(answers, at=at)), _newest_answers.about())


def _in_small(standings: dict[str, ClauseStanding]) -> dict[str, Any]:
    if all(standing.checked_at is None for standing in standings.values()):
        return {}
    counted = counted_states(standings)
    total = len(standings)
    return {
        "cells": [cell_of(standing) for standing in standings.values()],
        "counted": [
            {"state": state.value, "count": counted[state], "word": state.label}
            for state in reversed(SealState)
            if counted[state]
        ],
        "total": total,
        "proven": counted[SealState.KEPT],
        "all_well": counted[SealState.KEPT] + counted[SealState.ATTESTED] == total,
    }
