"""Short ways to write what a check saw: the sentence filled with the same numbers that stand in its counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gestand.core.jobs.sentences import filled
from gestand.core.proofs.proof import Button, Evidence, ProofState

if TYPE_CHECKING:
    from django.utils.functional import Promise

Counts = Mapping[str, int]


def kept(said: str | Promise, counts: Counts | None = None) -> Evidence:
    return Evidence(ProofState.KEPT, filled(said, **(counts or {})), counts or {})


def broken(
    said: str | Promise,
    counts: Counts | None = None,
    *,
    todo: str | Promise = "",
    button: Button | None = None,
    words: str | Promise = "",
) -> Evidence:
    """``words`` fills ``%(words)s`` with names of checks, models or fields; never with data."""
    return Evidence(
        ProofState.BROKEN, filled(said, words=words, **(counts or {})), counts or {}, todo=todo, button=button
    )


def unproven(
    said: str | Promise, counts: Counts | None = None, *, todo: str | Promise = "", button: Button | None = None
) -> Evidence:
    return Evidence(ProofState.UNPROVEN, filled(said, **(counts or {})), counts or {}, todo=todo, button=button)
