"""How each clause stands now: the worst of its proofs' newest answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from gestand.core.proofs import Proof


class SealState(models.TextChoices):
    """In the order of a clause with several proofs: the first that one of them has is the clause's."""

    BROKEN = "broken", _("broken")
    UNPROVEN = "unproven", _("unproven")
    STALE = "stale", _("out of date")
    ATTESTED = "attested", _("attested")
    KEPT = "kept", _("kept")


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


@dataclass(frozen=True, slots=True)
class ClauseStanding:
    """``checked_at`` is the oldest of its proofs' newest answers: the moment up to which the seal speaks."""

    clause: str
    state: SealState
    checked_at: datetime | None
    valid_until: datetime | None
    proofs: Sequence[ProofStanding]


def clause_standings(*, at: datetime) -> dict[str, ClauseStanding]:
    """Every clause of ``clauses.ids`` in order, in at most two queries."""
    raise NotImplementedError
