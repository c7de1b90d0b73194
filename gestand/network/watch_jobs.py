"""Work outside the request: fetching newer lists, and looking the devices up in the list that counts."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.egress.trouble import OutsideTrouble
from gestand.core.jobs import JobRun, TryAgain, job
from gestand.network.actions.lists import FETCH_JOB, LOOK_UP_JOB, fetch_chosen, is_looked_up, look_up_systems
from gestand.network.registries.fetching import ListNotTaken


@job(FETCH_JOB, label=_("Fetching lists from outside"), time_limit_seconds=900, attempts=3)
def fetch_lists(run: JobRun) -> None:
    """The lists that the owner chose; none chosen, nothing is done. What fails leaves the list that was there."""
    try:
        fetch_chosen(by=SYSTEM, at=timezone.now(), step=run.progress)
    except OutsideTrouble as trouble:
        if trouble.passing and not run.last_attempt:
            raise TryAgain(trouble.sentence) from trouble
        raise ListNotTaken(trouble.sentence) from trouble


@job(LOOK_UP_JOB, label=_("Looking devices up in the list of systems"), time_limit_seconds=900, attempts=2)
def look_up(run: JobRun) -> None:
    """A new version of the program may bring a newer list."""
    if not is_looked_up():
        run.progress(done=0, total=1)
        look_up_systems()
