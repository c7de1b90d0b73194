"""What taking data along and in does outside the request."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import Actor, ActorKind, Role
from gestand.core.jobs import JobRun, job
from gestand.rights.models import TakenPackage
from gestand.rights.portable.receiving import TAKE_JOB, forget_old, take_in_now
from gestand.rights.portable.sending import SEAL_JOB, end_old_transfers, seal_and_offer

SWEEP_JOB = "rights.sweep_portable"


@job(SEAL_JOB, label=_("Sealing data for an organisation"), time_limit_seconds=900, attempts=3)
def seal_transfer(_run: JobRun, *, transfer_id: UUID) -> None:
    """Make the package, seal it, mail the link. May run twice: done once."""
    seal_and_offer(transfer_id)


@job(TAKE_JOB, label=_("Taking in a package"), time_limit_seconds=3600, attempts=3)
def take_in_package(run: JobRun, *, taken_id: UUID) -> None:
    """Take a package in; who said yes to it stands in the log."""
    taken = TakenPackage.objects.filter(id=taken_id).first()
    if taken is None:
        return

    def tell(done: int, total: int, words: str) -> None:
        run.progress(done=done, total=total, words=words)

    by = Actor(ActorKind.ACCOUNT, taken.made_by, Role.OWNER, clients=None)
    with translation.override(taken.language):
        take_in_now(taken_id, by=by, progress=tell)


@job(SWEEP_JOB, label=_("Closing sendings and forgetting packages that nobody took in"))
def sweep_portable(_run: JobRun) -> None:
    now = timezone.now()
    end_old_transfers(at=now)
    forget_old(at=now)
