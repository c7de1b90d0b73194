"""What can come of one attempt at a job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import Promise

FIRST_PAUSE_SECONDS = 30
LONGEST_PAUSE_SECONDS = 6 * 3600


class End(Enum):
    DONE = "done"
    AGAIN = "again"
    FAILED = "failed"
    PUT_BACK = "put_back"  # no fault of the job: the attempt does not count
    LOST = "lost"  # somebody else owns the job by now


@dataclass(frozen=True, slots=True)
class Outcome:
    end: End
    sentence: str | Promise = ""
    after: timedelta | None = None
    reference: str = ""
    error: str = ""  # the class of what went wrong, never its words


def pause_after(attempt: int) -> timedelta:
    """Half a minute after the first attempt, four times as long after each next one, six hours at most."""
    return timedelta(seconds=min(FIRST_PAUSE_SECONDS * 4 ** min(attempt - 1, 10), LONGEST_PAUSE_SECONDS))
