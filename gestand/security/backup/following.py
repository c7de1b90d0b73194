"""What has to happen after a restore before anything is served: the journal, the line in the log, and a clean slate.

The mark in the data folder stays until all of it is done, so that a start after a death goes on here, and a start that
cannot go on serves nothing.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SHELL
from gestand.core.audit import write_audit
from gestand.core.audit.models import AuditLine, Seal
from gestand.core.audit.restores import RESTORE
from gestand.core.audit.sealing import seal_lines
from gestand.core.audit.witness import Head, head_file, last_witnessed, witness_restore
from gestand.core.erasure import replay, unseen_entries
from gestand.core.erasure.tidy import clean_file
from gestand.core.jobs.sentences import kept_sentence
from gestand.core.mail.models import MailState, OutgoingMail
from gestand.core.one_time_link import forget_links
from gestand.core.restoring import SCRATCH, clear_mark, read_mark, remove_tree
from gestand.core.search.index import optimize
from gestand.security.backup.names import backup_name
from gestand.security.backup.refusals import RestoreRefused
from gestand.security.backup.scratch import sweep_scratch
from gestand.security.models import BackupRun, RunKind, RunState
from gestand.team.models import LoginLink, TeamSession

if TYPE_CHECKING:
    from gestand.core.actors import Actor


@dataclass(frozen=True, slots=True)
class Followed:
    """``erasures`` of the journal were done again; ``rows`` and ``files`` of the erased had come back and went;
    ``terms`` that were chosen since the backup hold again.
    """

    erasures: int
    rows: int
    files: int
    terms: int
    left_behind: int
    mails_in_doubt: int


def follow_restore_when_needed(*, at: datetime, by: Actor = SHELL) -> Followed | None:
    """Finish a restore whose files stand in their places; None when there is none.

    Refuses (a journal that cannot be read, a row that will not go) and keeps the mark: then serve nothing.
    """
    home = Path(settings.GESTAND_HOME)
    mark = read_mark(home)
    sweep_scratch(home)
    if mark is None:
        remove_tree(home / SCRATCH)  # of one that died before it changed anything
        return None
    restore_id, restored_at = UUID(mark["id"]), datetime.fromisoformat(mark["at"])
    mails, left = _start_afresh(restore_id, restored_at, mark["made_at"], by=by)
    again = replay(by=by, at=at)
    if unseen_entries():
        raise RestoreRefused(_("The erasure journal was not followed to its end, so nothing is served."))
    optimize()
    clean_file()
    _tell_the_witness(restore_id, at=at)
    clear_mark(home)
    return Followed(again.entries, again.rows, again.files, again.terms, left, mails)


def _start_afresh(restore_id: UUID, at: datetime, made_at: str, *, by: Actor) -> tuple[int, int]:
    """Nobody is signed in; links of then are worth nothing; mail that may have gone is in doubt. One transaction."""
    told = AuditLine.objects.filter(action=RESTORE, subject_id=restore_id).first()
    if told is not None:  # a death came between
        return told.facts["mails"], told.facts["lines_left_behind"]
    last = Seal.objects.order_by("-number").first()
    witnessed = last_witnessed(head_file())
    left = max(0, witnessed.line - (last.last_line if last else 0)) if witnessed else 0
    with transaction.atomic(durable=True):
        TeamSession.objects.all().delete()
        LoginLink.objects.filter(used_at__isnull=True).update(used_at=at)
        forget_links()
        waiting = OutgoingMail.objects.filter(state__in=(MailState.WAITING, MailState.SENDING))
        mails = waiting.update(state=MailState.IN_DOUBT, failure=kept_sentence(_IN_DOUBT, length=500))
        _end_runs(made_at, at=at)
        write_audit(
            RESTORE,
            by=by,
            at=at,
            subject=("backup", restore_id),
            facts={"made": made_at, "seal": last.number if last else 0, "lines_left_behind": left, "mails": mails},
        )
    return mails, left


def _end_runs(made_at: str, *, at: datetime) -> None:
    """What was at work then is not any more. The backup itself was too, in its own copy of the tables, and is good: it
    has just brought everything back.
    """
    running = BackupRun.objects.filter(state=RunState.RUNNING)
    with suppress(ValueError):
        made = datetime.fromisoformat(made_at)
        itself = running.filter(kind=RunKind.BACKUP, started_at__gte=made, started_at__lt=made + timedelta(seconds=1))
        itself.update(state=RunState.DONE, ended_at=made, name=backup_name(made))
    running.update(state=RunState.FAILED, code="cut_off", ended_at=at)


_IN_DOUBT = _(
    "A backup was put back that is from before this mail was sent, or not. Find out whether it arrived, and send it "
    "again if it did not."
)


def _tell_the_witness(restore_id: UUID, *, at: datetime) -> None:
    """Where the log ends now, beside the line in the log itself: both together tell a restore from a cut."""
    line = AuditLine.objects.get(action=RESTORE, subject_id=restore_id)
    before = Seal.objects.filter(last_line__lt=line.id).order_by("-number").first()
    witness_restore(restore_id, Head.of(before) if before else None, at=at)
    seal_lines(at=at, wait_seconds=0)
