"""Nightly upkeep of the index: nothing of a deleted word stays behind."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gestand.core.jobs.registry import JobRun, job
from gestand.core.search.index import optimize

OPTIMIZE_SEARCH = "core.optimize_search"


@job(OPTIMIZE_SEARCH, label=_("Tidying the search index"), time_limit_seconds=900)
def optimize_search(run: JobRun) -> None:
    """Words without an entry go, and what deletions left in the pages of the index is merged away."""
    del run
    optimize()
