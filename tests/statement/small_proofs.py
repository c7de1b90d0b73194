"""A house with small proofs of its own: ``bind("team.x", "secure.mfa", KEPT)``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils.translation import gettext_lazy as _

from gestand.core.house import house
from gestand.core.proofs import Evidence, Proof, ProofKind, ProofState

KEPT = Evidence(ProofState.KEPT, _("waiting"), {"looked_at": 3})
BROKEN = Evidence(ProofState.BROKEN, "One is wrong.", {"wrong": 1}, todo="Mend it.")

Bind = Callable[..., list[Evidence | Exception]]


@pytest.fixture
def bind(monkeypatch: pytest.MonkeyPatch) -> Bind:
    """Binds the only proofs of this house; gives the list of what each will answer, the last one for ever."""
    monkeypatch.setattr(house, "proofs", {})

    def one(key: str, clauses: str, *answers: Evidence | Exception, **more: object) -> list[Evidence | Exception]:
        to_come = list(answers)

        def check(*, at: datetime) -> Evidence:
            answer = to_come.pop(0) if len(to_come) > 1 else to_come[0]
            if isinstance(answer, Exception):
                raise answer
            return answer

        house.proofs[key] = Proof(
            key, tuple(clauses.split()), ProofKind.DATA, "What is checked.", "What it cannot see.", check, **more
        )
        return to_come

    return one
