"""This room's work outside the request: the nightly backup, the monthly drill, and trying out the places."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.egress.trouble import OutsideTrouble
from gestand.core.jobs import JobRun, TryAgain, job
from gestand.core.jobs.sentences import filled
from gestand.core.refusals import Refused
from gestand.security.backup import places
from gestand.security.backup.actions import BACKUP_JOB, DRILL_JOB, TEST_JOB
from gestand.security.backup.keys import read_sheet
from gestand.security.backup.names import copies_in
from gestand.security.backup.running import back_up, drill

NIGHTLY_DRILL = "security.monthly_drill"


@job(BACKUP_JOB, label=_("Making a backup"), time_limit_seconds=4 * 3600, attempts=3)
def make_tonights_backup(run: JobRun) -> None:
    """A backup, its copies elsewhere, the copy of the keys, and the end of old ones."""
    run.progress(done=0, total=1, words=_("Writing and reading back"))
    try:
        back_up(by=SYSTEM, at=timezone.now())
    except Refused as refusal:
        if run.last_attempt:
            raise
        raise TryAgain(refusal.sentence, after=timedelta(minutes=15)) from refusal
    run.progress(done=1, total=1)


@job(DRILL_JOB, label=_("Doing a drill"), time_limit_seconds=4 * 3600, attempts=1)
def do_drill(run: JobRun) -> None:
    """Everything back in a scratch folder, and what was seen."""
    run.progress(done=0, total=1, words=_("Bringing everything back in a scratch folder"))
    drill(by=SYSTEM, at=timezone.now())
    run.progress(done=1, total=1)


@job(NIGHTLY_DRILL, label=_("Doing the monthly drill"), time_limit_seconds=4 * 3600, attempts=1)
def do_monthly_drill(run: JobRun) -> None:
    """As long as there is nothing to drill with, nothing is done: the page and the proof say so."""
    home = Path(settings.GESTAND_HOME)
    if read_sheet(home) is None or not copies_in(places.own_folder()):
        return
    do_drill(run)


class PlaceFailed(Refused):
    code = "backup_place_failed"


@job(TEST_JOB, label=_("Trying out the places for backups"), time_limit_seconds=300, attempts=1)
def try_places(run: JobRun) -> None:
    """A small file to each place, looked at and removed."""
    row, at = places.settings_row(), timezone.now()
    folder = places.folder_of(row)
    run.progress(done=0, total=2, words=_("Writing to the folder"))
    if folder is not None:
        _try_folder(folder)
    run.progress(done=1, total=2, words=_("Asking the store"))
    store = places.store_of(row, by=SYSTEM, at=at)
    if store is not None:
        try:
            with NamedTemporaryFile(dir=places.own_folder(), prefix=".test-") as small:
                small.write(b"A test of Gestand; it may go.\n")
                small.flush()
                store.put(Path(small.name), "gestand-test.txt")
            next(store.kept(), None)
            store.delete("gestand-test.txt")
        except OutsideTrouble as trouble:
            raise PlaceFailed(trouble.sentence) from trouble
    run.progress(done=2, total=2)


def _try_folder(folder: Path) -> None:
    try:
        with NamedTemporaryFile(dir=folder, prefix=".gestand-test-") as small:
            small.write(b"A test of Gestand; it may go.\n")
            small.flush()
    except OSError as fault:
        raise PlaceFailed(
            filled(_("The folder %(folder)s cannot be written to (%(why)s)."), folder=folder, why=fault.strerror or "?")
        ) from fault
