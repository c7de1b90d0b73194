"""What this room does by itself at night."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.jobs import job
from gestand.people.actions import forget_loose_ends
from gestand.people.queries.duplicates import count_duplicates
from gestand.people.queries.silent import count_silent

if TYPE_CHECKING:
    from gestand.core.jobs import JobRun

FORGET_JOB = "people.forget_loose_ends"
COUNT_JOB = "people.count_duplicates"


@job(FORGET_JOB, label=_("Removing loose ends past their day"))
def forget(run: JobRun) -> None:
    """Not consequential: listed on the page of what the program does by itself, and the day is told beforehand."""
    count = forget_loose_ends(by=SYSTEM, at=timezone.now())
    run.progress(done=count, total=count)


@job(COUNT_JOB, label=_("Looking for duplicates"))
def count(run: JobRun) -> None:
    """Count pairs that may be one, and households that fell silent, for the today page."""
    pairs = count_duplicates()
    count_silent(timezone.localdate())
    run.progress(done=pairs, total=pairs)
