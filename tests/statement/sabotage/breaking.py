"""One sabotage for each proof: break exactly that promise, ask every proof, and see that one turn red and no other.

``docs/reference/proofs.md`` is made from what stands here (``tools/proofs_page.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from gestand.core.house import house
from gestand.core.proofs import Evidence, ProofState
from tests.cast import Cast


@dataclass(frozen=True)
class Sabotage:
    """``done``: what the test breaks, in words for the docs."""

    proof: str
    done: str
    test: str


SABOTAGES: list[Sabotage] = []


@dataclass
class Home:
    """A Gestand in which every promise that can be proven is kept."""

    cast: Cast
    at: datetime

    def asked(self) -> dict[str, Evidence]:
        """What every proof says now."""
        return {key: proof.check(at=self.at) for key, proof in house.proofs.items()}

    def red(self) -> list[str]:
        return [key for key, evidence in self.asked().items() if evidence.state is ProofState.BROKEN]


def sabotage(proof: str, done: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The test breaks something in its home (first argument); exactly ``proof``, with its clauses, turns red."""

    def wrap(test: Callable[..., None]) -> Callable[..., None]:
        SABOTAGES.append(Sabotage(proof, done, test.__name__))

        @wraps(test)
        def breaking(home: Home, *args: Any, **more: Any) -> None:
            # That every other promise is kept in this home, the same for each test, is in test_a_good_home.
            assert house.proofs[proof].check(at=home.at).state is not ProofState.BROKEN
            test(home, *args, **more)
            red = home.red()
            assert red == [proof], [(key, str(house.proofs[key].check(at=home.at).said)) for key in red]

        return breaking

    return wrap
