"""What this room can prove: a backup brings everything back but the erased, and no copy outlives its term."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gestand.core.proofs.answers import broken, kept, unproven
from gestand.core.proofs.proof import Button, Proof, ProofKind
from gestand.core.restoring import read_mark
from gestand.security.backup import places
from gestand.security.backup.names import copies_in, made_at
from gestand.security.models import BackupRun, RunKind, RunState
from gestand.security.queries import DRILL_EVERY

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence

_PAGE = Button(_("Look at the backups"), "security:backups")


def the_erased_stay_gone_after_a_restore(*, at: datetime) -> Evidence:
    """The last drill: it was done within a month, and nobody who was erased came back."""
    last = BackupRun.objects.filter(kind=RunKind.DRILL).exclude(state=RunState.RUNNING).first()
    if last is None or last.ended_at is None:
        return unproven(
            _("No backup was put back in a drill yet."),
            todo=_("Print the sheet with the passphrase, and do a drill."),
            button=_PAGE,
        )
    counts = {
        "days": (at - last.ended_at).days,
        "rows": last.rows,
        "files": last.files,
        "erasures": int(last.evidence.get("erasures", 0)),
        "went_again": int(last.evidence.get("came_back_and_went", 0)),
    }
    if last.state == RunState.FAILED:
        return broken(
            _("The last drill, %(days)s days ago, did not bring everything back as it should."),
            todo=_("Read what it saw, make a new backup and do the drill again."),
            button=_PAGE,
            counts=counts,
        )
    if at - last.ended_at > DRILL_EVERY:
        return unproven(
            _("The last drill is %(days)s days ago; within a month there should be one."),
            todo=_("Do a drill."),
            button=_PAGE,
            counts=counts,
        )
    return kept(
        _(
            "A drill %(days)s days ago brought back %(rows)s rows and %(files)s files, did %(erasures)s erasures again "
            "and found nobody of them afterwards."
        ),
        counts=counts,
    )


def no_copy_outlives_its_term(*, at: datetime) -> Evidence:
    """Every copy that can be reached from here, and its age; and whether a restore stands half done."""
    row = places.settings_row()
    elsewhere, keys_folder = places.folder_of(row), places.keys_folder_of(row)
    folders = [places.own_folder(), *([elsewhere] if elsewhere else [])]
    ages = [moment for folder in folders for path in copies_in(folder) if (moment := made_at(path.name))]
    keys = (
        [moment for path in copies_in(keys_folder, keys=True) if (moment := made_at(path.name, keys=True))]
        if keys_folder
        else []
    )
    counts = {
        "copies": len(ages) + len(keys),
        "too_old": sum(places.is_too_old(moment, at=at) for moment in ages)
        + sum(places.is_too_old(moment, at=at, keys=True) for moment in keys),
        "away": sum(not folder.is_dir() for folder in (elsewhere, keys_folder) if folder is not None),
    }
    if read_mark(Path(settings.GESTAND_HOME)) is not None:
        return broken(
            _("A restore stands half done."), todo=_("Stop Gestand and start it again: it goes on."), counts=counts
        )
    if counts["too_old"]:
        return broken(
            _("%(too_old)s of %(copies)s copies are older than they may be: they may hold somebody who was erased."),
            todo=_("Make a backup: it removes what is too old. Remove by hand what it cannot reach."),
            button=_PAGE,
            counts=counts,
        )
    if counts["away"]:
        return unproven(
            _("A folder with copies is not there, so nobody knows how old they are."),
            todo=_("Connect its disk, or take it out of the settings."),
            button=_PAGE,
            counts=counts,
        )
    return kept(_("None of %(copies)s copies is older than it may be."), counts=counts)


PROOFS = (
    Proof(
        key="security.drill",
        clauses=("keep.request",),
        kind=ProofKind.DATA,
        what=_(
            "Within the last month a drill restored the newest backup and the keys in an empty folder; whoever was "
            "erased was gone afterwards."
        ),
        limits=_(
            "It knows what the drill saw. The words on the printed sheet are typed by a person, and erasures after the "
            "copy of the keys are in the journal's second place alone."
        ),
        check=the_erased_stay_gone_after_a_restore,
    ),
    Proof(
        key="security.copies",
        clauses=("keep.request",),
        kind=ProofKind.LIVE,
        what=_("Each copy in the folders for backups and keys is younger than the term of the law table."),
        limits=_("It sees folders that are connected: not the store, and not a copy that somebody made by hand."),
        check=no_copy_outlives_its_term,
    ),
)
