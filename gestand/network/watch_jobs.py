"""Work outside the request: fetching newer lists, and looking the devices up in the list that counts."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.egress.gate import PassageRefused
from gestand.core.egress.trouble import OutsideTrouble
from gestand.core.jobs import JobRun, TryAgain, job
from gestand.core.jobs.sentences import kept_sentence
from gestand.network.actions.lists import (
    FETCH_JOB,
    LOOK_UP_JOB,
    is_looked_up,
    list_settings,
    look_up_systems,
    note_outcome,
)
from gestand.network.registries.fetching import ListNotTaken, fetch_makers, fetch_systems

_SENTENCE = 400


@job(FETCH_JOB, label=_("Fetching lists from outside"), time_limit_seconds=900, attempts=3)
def fetch_lists(run: JobRun) -> None:
    """The lists that the owner chose; none chosen, nothing is done. What fails leaves the list that was there."""
    chosen, at = list_settings(), timezone.now()
    if not (chosen.fetches_systems or chosen.fetches_makers):
        return
    try:
        if chosen.fetches_systems:
            words = _("Until when systems get security updates")
            fetch_systems(by=SYSTEM, at=at, step=lambda done, total: run.progress(done=done, total=total, words=words))
        if chosen.fetches_makers:
            made = _("Makers of network cards")
            fetch_makers(by=SYSTEM, at=at, step=lambda done, total: run.progress(done=done, total=total, words=made))
    except OutsideTrouble as trouble:
        note_outcome(at=at, failure=kept_sentence(trouble.sentence, length=_SENTENCE))
        if trouble.passing and not run.last_attempt:
            raise TryAgain(trouble.sentence) from trouble
        raise ListNotTaken(trouble.sentence) from trouble
    except (ListNotTaken, PassageRefused) as refusal:
        note_outcome(at=at, failure=kept_sentence(refusal.sentence, length=_SENTENCE))
        raise
    note_outcome(at=at, failure="")
    look_up_systems()


@job(LOOK_UP_JOB, label=_("Looking devices up in the list of systems"), time_limit_seconds=900, attempts=2)
def look_up(run: JobRun) -> None:
    """A new version of the program may bring a newer list."""
    if not is_looked_up():
        run.progress(done=0, total=1)
        look_up_systems()
