"""How each clause stands now: the worst of its proofs' newest answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.house import house
from gestand.core.jobs.sentences import shown_sentence
from gestand.core.proofs import ProofState
from gestand.statement.clauses.ids import CLAUSE_IDS
from gestand.statement.models.proving import ProofResult

if TYPE_CHECKING:
    from gestand.core.proofs import Proof


class SealState(models.TextChoices):
    """In the order of a clause with several proofs: the first that one of them has is the clause's."""

    BROKEN = "broken", _("broken")
    UNPROVEN = "unproven", _("not proven")
    STALE = "stale", _("out of date")
    ATTESTED = "attested", _("attested")
    KEPT = "kept", _("kept")


#: From worst to best.
ORDER: tuple[SealState, ...] = tuple(SealState)


@dataclass(frozen=True, slots=True)
class ShownButton:
    """What the owner can do about it, in the reader's language; ``url`` is a view name."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class ProofStanding:
    """One proof's newest answer; ``checked_at`` is None while it never ran. ``said`` and ``todo`` are in the reader's
    language.
    """

    proof: Proof
    state: SealState
    checked_at: datetime | None
    valid_until: datetime | None
    said: str
    todo: str
    counts: dict[str, int]
    button: ShownButton | None = None
    duration_ms: int = 0
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ClauseStanding:
    """``checked_at`` is the oldest of its proofs' newest answers: the moment up to which the seal speaks."""

    clause: str
    state: SealState
    checked_at: datetime | None
    valid_until: datetime | None
    proofs: Sequence[ProofStanding]


def clause_standings(*, at: datetime) -> dict[str, ClauseStanding]:
    """Every clause of ``clauses.ids`` in order, in one query."""
    return standings_from(ProofResult.objects.filter(newest=True), at=at)


def standings_from(newest: Iterable[ProofResult], *, at: datetime) -> dict[str, ClauseStanding]:
    """The same from the newest answers, where they are at hand."""
    answers = {answer.key: answer for answer in newest}
    bound: dict[str, list[ProofStanding]] = {clause: [] for clause in CLAUSE_IDS}
    for proof in house.proofs.values():
        standing = proof_standing(proof, answers.get(proof.key), at=at)
        for clause in proof.clauses:
            if clause in bound:
                bound[clause].append(standing)
    return {clause: _standing_of(clause, proofs) for clause, proofs in bound.items()}


def proof_standing(proof: Proof, answer: ProofResult | None, *, at: datetime) -> ProofStanding:
    """A good answer that is out of date is stale; a bad one stays bad until a check says otherwise."""
    if answer is None:
        return ProofStanding(proof, SealState.UNPROVEN, None, None, str(_("Not checked yet.")), "", {})
    return ProofStanding(
        proof=proof,
        state=seal_state(answer, at=at),
        checked_at=answer.checked_at,
        valid_until=answer.valid_until,
        said=shown_sentence(answer.said),
        todo=shown_sentence(answer.todo),
        counts=answer.counts,
        button=ShownButton(shown_sentence(answer.button_label), answer.button_url) if answer.button_url else None,
        duration_ms=answer.duration_ms,
        reference=answer.reference,
    )


def seal_state(answer: ProofResult, *, at: datetime) -> SealState:
    if answer.state in (ProofState.KEPT, ProofState.ATTESTED) and answer.valid_until <= at:
        return SealState.STALE
    return SealState(answer.state)


def worst_of(states: Sequence[SealState]) -> SealState:
    """The first in the order; a clause that nothing is bound to is unproven."""
    return min(states, key=ORDER.index, default=SealState.UNPROVEN)


def _standing_of(clause: str, proofs: Sequence[ProofStanding]) -> ClauseStanding:
    checked = [proof.checked_at for proof in proofs]
    until = [proof.valid_until for proof in proofs]
    return ClauseStanding(
        clause=clause,
        state=worst_of([proof.state for proof in proofs]),
        checked_at=None if None in checked else min((each for each in checked if each), default=None),
        valid_until=None if None in until else min((each for each in until if each), default=None),
        proofs=tuple(sorted(proofs, key=lambda proof: ORDER.index(proof.state))),
    )


def counted_states(standings: Mapping[str, ClauseStanding]) -> dict[SealState, int]:
    """How many clauses stand in each state, worst first."""
    counted = dict.fromkeys(ORDER, 0)
    for standing in standings.values():
        counted[standing.state] += 1
    return counted
