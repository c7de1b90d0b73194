"""The seals of the public page: how each promise stands, what was looked at, and what that cannot see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from gestand.statement.models.versions import StatementSettings
from gestand.statement.proving.states import ClauseStanding, SealState, clause_standings

if TYPE_CHECKING:
    from django.utils.functional import Promise


#: The icon of each state; on the public page it stands in the style sheet.
_ICONS = {
    SealState.KEPT: "rosette-discount-check",
    SealState.ATTESTED: "signature",
    SealState.STALE: "clock",
    SealState.UNPROVEN: "circle-dashed",
    SealState.BROKEN: "circle-x",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One check behind a seal, in two sentences."""

    what: str | Promise
    limits: str | Promise


@dataclass(frozen=True, slots=True)
class Seal:
    """``checked_at`` is None while nothing was looked at yet."""

    state: SealState
    checked_at: datetime | None
    checks: tuple[Check, ...]

    @property
    def icon(self) -> str:
        return _ICONS[self.state]

    @property
    def tone(self) -> str:
        """Its colour; what is not proven is as grey as what is out of date."""
        return SealState.STALE.value if self.state is SealState.UNPROVEN else self.state.value

    @property
    def word(self) -> str:
        return {
            SealState.KEPT: _("kept"),
            SealState.ATTESTED: _("attested"),
            SealState.STALE: _("out of date"),
            SealState.UNPROVEN: _("not proven"),
            SealState.BROKEN: _("not kept now"),
        }[self.state]


def public_seals(*, at: datetime) -> Mapping[str, Seal]:
    """A seal for each promise, by clause; none when the owner keeps them to the office."""
    if not StatementSettings.now().seals_are_public:
        return {}
    return seals_of_today(at=at)


def seals_of_today(*, at: datetime) -> dict[str, Seal]:
    """For the office, whatever visitors see."""
    return {clause: _seal(standing) for clause, standing in clause_standings(at=at).items()}


def _seal(standing: ClauseStanding) -> Seal:
    return Seal(
        state=standing.state,
        checked_at=standing.checked_at,
        checks=tuple(Check(each.proof.what, each.proof.limits) for each in standing.proofs),
    )
