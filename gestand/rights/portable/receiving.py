"""A package of another office on the page: uploaded, looked through, taken in by a job after a yes, forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM, Actor
from gestand.core.audit import write_audit
from gestand.core.files import destroy_file, open_file, store_file
from gestand.core.files.sealing import FileDamaged
from gestand.core.ids import new_id
from gestand.core.jobs import enqueue
from gestand.core.law import law
from gestand.core.refusals import Refused
from gestand.rights.models import TakenPackage, TakenState
from gestand.rights.portable.archive import DAMAGED
from gestand.rights.portable.taking import Progress, conflict_sentence, look_through, take_in

#: Larger ones are taken in on the command line, which needs no upload.
MOST_BYTES = 64 * 1024 * 1024
MEDIA_TYPE = "application/zip"
TAKE_JOB = "rights.take_in_package"


class NotWaiting(Refused):
    code = "not_waiting"


def stage_package(content: BinaryIO, *, by: Actor, at: datetime, language: str) -> TakenPackage:
    """Look a package through and keep it sealed until the yes; of its people nothing is written.

    Refuses (``PackageRefused``, ``WasErasedHere``) what can never be taken in.
    """
    by.require_owner()
    look = look_through(content)
    today = timezone.localdate(at)
    with transaction.atomic():
        content.seek(0)
        package_id = new_id()
        taken = TakenPackage.objects.create(
            id=package_id,
            file=store_file(content, name=f"{package_id}.zip", media_type=MEDIA_TYPE, at=at),
            scope=look.scope,
            counts=look.as_plain(),
            language=language,
            made_by=by.id,
            staged_at=at,
            forget_on=today + timedelta(days=law("keep.loose_note", today).value),
        )
        write_audit("rights.import.stage", by=by, at=at, subject=("taken_package", taken.id), facts={"rows": look.new})
    return taken


def order_taking_in(*, taken: TakenPackage, by: Actor, at: datetime) -> TakenPackage:
    """The yes: a job takes it in. Refuses what does not wait for one, or is in conflict (``NotWaiting``)."""
    by.require_owner()
    with transaction.atomic():
        locked = TakenPackage.objects.select_for_update().get(id=taken.id)
        if locked.state != TakenState.WAITING or locked.counts.get("conflicts") or not locked.counts.get("new"):
            raise NotWaiting(_("This package does not wait for a yes (any more)."))
        job = enqueue(TAKE_JOB, by=by, at=at, taken_id=locked.id)
        locked.state, locked.job_id = TakenState.WRITING, job.id
        locked.save(update_fields=["state", "job_id"])
    return locked


def take_in_now(taken_id: UUID, *, by: Actor, progress: Progress | None = None) -> None:
    """What the job does, once: all of it in one transaction with its end, or a refusal that is kept."""
    taken = TakenPackage.objects.select_related("file").filter(id=taken_id, state=TakenState.WRITING).first()
    if taken is None or taken.file is None:
        return
    at = timezone.now()
    try:
        with open_file(taken.file) as stream, transaction.atomic():
            locked = TakenPackage.objects.select_for_update().get(id=taken_id)
            if locked.state != TakenState.WRITING:
                return
            look = take_in(stream, by=by, at=at, progress=progress)
            locked.state, locked.done_at, locked.counts = TakenState.DONE, at, look.as_plain()
            locked.save(update_fields=["state", "done_at", "counts"])
            _let_go(locked)
    except (Refused, FileDamaged) as fault:
        sentence = str(fault) if isinstance(fault, Refused) else str(DAMAGED)
        with transaction.atomic():
            TakenPackage.objects.filter(id=taken_id, state=TakenState.WRITING).update(
                state=TakenState.FAILED, failure=sentence[:600]
            )
            _let_go(TakenPackage.objects.select_for_update().get(id=taken_id))


def look_again(taken: TakenPackage) -> tuple[TakenPackage, str]:
    """What is here may have changed since the upload: counts of now, and why it cannot be taken in, if so."""
    if taken.state != TakenState.WAITING or taken.file is None:
        return taken, ""
    try:
        with open_file(taken.file) as stream:
            look = look_through(stream)
    except Refused as refusal:
        return taken, str(refusal)
    taken.counts = look.as_plain(with_names=True)
    return taken, conflict_sentence(look) if look.conflicts else ""


def discard(*, taken: TakenPackage, by: Actor, at: datetime) -> None:
    """Throw a package away that was not taken in. Refuses one that is being written (``NotWaiting``)."""
    by.require_owner()
    with transaction.atomic():
        locked = TakenPackage.objects.select_for_update().get(id=taken.id)
        if locked.state == TakenState.WRITING:
            raise NotWaiting(_("It is being taken in. Wait until that has ended."))
        _let_go(locked)
        write_audit("rights.import.discard", by=by, at=at, subject=("taken_package", locked.id))
        locked.delete()


def forget_old(*, at: datetime) -> int:
    """Packages that nobody said yes to, and what is told of those taken in, go at their term; says how many."""
    today = timezone.localdate(at)
    old = TakenPackage.objects.filter(forget_on__lte=today).exclude(state=TakenState.WRITING)
    count = 0
    for taken in old.select_related("file"):
        with transaction.atomic():
            _let_go(taken)
            write_audit("rights.import.discard", by=SYSTEM, at=at, subject=("taken_package", taken.id))
            taken.delete()
        count += 1
    return count


def _let_go(taken: TakenPackage) -> None:
    stored = taken.file
    if stored is None:
        return
    taken.file = None
    taken.save(update_fields=["file"])
    destroy_file(stored)
