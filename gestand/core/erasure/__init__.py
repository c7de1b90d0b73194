"""Erasing: one executor for erasure and retention, which knows declarations alone.

``plan_erasure`` tells what would go and what stays; ``erase`` does it after a human's yes, journal first; ``replay``
does it again in a database that was restored; ``finish_open_erasures`` ends what a crash cut off.
"""

from gestand.core.erasure.execute import (
    AlreadyErased,
    Erased,
    NeedsAName,
    PlanHasChanged,
    UnderHold,
    erase,
    erase_at_a_word,
    erase_rows,
    finish_open_erasures,
)
from gestand.core.erasure.plan import ErasurePlan, PlanLine, plan_erasure
from gestand.core.erasure.replay import Replayed, replay, replay_when_needed, unjournaled_erasures, unseen_entries
from gestand.core.erasure.subjects import ErasedSubjects

__all__ = [
    "AlreadyErased",
    "Erased",
    "ErasedSubjects",
    "ErasurePlan",
    "NeedsAName",
    "PlanHasChanged",
    "PlanLine",
    "Replayed",
    "UnderHold",
    "erase",
    "erase_at_a_word",
    "erase_rows",
    "finish_open_erasures",
    "plan_erasure",
    "replay",
    "replay_when_needed",
    "unjournaled_erasures",
    "unseen_entries",
]
