"""Clauses ``keep.request`` and ``right.erase``: whoever was erased is still gone today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from gestand.core import journal
from gestand.core.erasure import unjournaled_erasures
from gestand.core.files.store import is_on_disk
from gestand.core.proofs.answers import broken, kept
from gestand.core.proofs.proof import Proof, ProofKind

if TYPE_CHECKING:
    from gestand.core.proofs.proof import Evidence

#: An erasure that a crash broke off is finished within minutes of the next start.
FINISHED_WITHIN = timedelta(hours=1)
_PART = 500


def erased_stay_gone(*, at: datetime) -> Evidence:
    """No id of the erasure journal stands in its table, no file of it on the disk, and nothing was left half done."""
    erasures = rows = back = files = 0
    unfinished = 0
    try:
        known, lost = journal.entries(), unjournaled_erasures()
    except journal.JournalDamaged:
        return broken(
            _("A line of the erasure journal cannot be read, so nobody knows whether the erased are still gone."),
            todo=_("Put the journal back from a copy of the keys: a restore would bring back who was erased."),
        )
    for entry in known:
        erasures += 1
        unfinished += entry.state == "open" and entry.at < at - FINISHED_WITHIN
        for label, ids in entry.rows.items():
            rows += len(ids)
            model = apps.get_model(label)
            back += sum(model._base_manager.filter(pk__in=part).count() for part in _parts(ids))
        files += sum(is_on_disk(file_id) for file_id in entry.files)
    counts = {"erasures": erasures, "rows": rows, "back": back, "files_back": files, "unfinished": unfinished}
    counts["not_in_the_journal"] = lost
    if lost:
        return broken(
            ngettext_lazy(
                "The erasure journal does not know %(not_in_the_journal)s erasure that the audit log tells of.",
                "The erasure journal does not know %(not_in_the_journal)s erasures that the audit log tells of.",
                "not_in_the_journal",
            ),
            counts,
            todo=_("Put the journal back from a copy of the keys: a restore would bring back who was erased."),
        )
    if back or files or unfinished:
        return broken(
            _(
                "Of what was erased %(back)s rows and %(files_back)s files are here again, and %(unfinished)s erasures "
                "were not finished."
            ),
            counts,
            todo=_("Stop, and find out where it came from: a backup that was put back is followed by the journal."),
        )
    return kept(_("Whatever was erased (%(erasures)s times, %(rows)s rows) is still gone today."), counts)


def _parts(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), _PART):
        yield ids[start : start + _PART]


ERASURES = Proof(
    key="core.erasures",
    clauses=("keep.request", "right.erase"),
    kind=ProofKind.DATA,
    what=_("No row or file that the erasure journal names is here again, and no erasure was left half done."),
    limits=_("It knows what the journal names: not the backups, and not what somebody typed elsewhere in other words."),
    check=erased_stay_gone,
    every=timedelta(hours=6),
)
PROOFS = (ERASURES,)
