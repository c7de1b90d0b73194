"""Short ways to write what a check saw: the sentence filled with the same numbers that stand in its counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gestand.core.jobs.sentences import filled
from gestand.core.proofs.proof import Button, Evidence, ProofState

if TYPE_CHECKING:
    from django.utils.functional import Promise


def kept(said: str | Promise, **counts: int) -> Evidence:
    return Evidence(ProofState.KEPT, filled(said, **counts), counts)


def broken(
    said: str | Promise, *, todo: str | Promise = "", button: Button | None = None, words: str = "", **counts: int
) -> Evidence:
    """``words`` fills ``%(words)s`` with names of checks, models or fields; never with data."""
    return Evidence(ProofState.BROKEN, filled(said, words=words, **counts), counts, todo=todo, button=button)


def unproven(said: str | Promise, *, todo: str | Promise = "", button: Button | None = None, **counts: int) -> Evidence:
    return Evidence(ProofState.UNPROVEN, filled(said, **counts), counts, todo=todo, button=button)
