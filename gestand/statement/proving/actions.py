"""What a person can do with promises: have them checked, attest one, have a pack for an inspector made."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.audit import write_audit
from gestand.core.files import destroy_file, store_file
from gestand.core.ids import new_id
from gestand.core.jobs import enqueue
from gestand.core.jobs.models import Job, JobState
from gestand.core.law import law
from gestand.core.proofs import ProofKind
from gestand.core.refusals import Refused
from gestand.statement.clauses.ids import CLAUSE_IDS
from gestand.statement.models.proving import Attestation, InspectorPack, PackState
from gestand.statement.proving.attestations import ATTESTABLE, longest_term
from gestand.statement.proving.jobs import MAKE_PACK, PROVE_NOW
from gestand.statement.proving.running import proofs_of, run_proofs
from gestand.statement.proving.terms import CLAIM_LASTS
from gestand.ui.formats import day_words

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.core.files.uploads import CheckedUpload

MEDIA_TYPE = "application/zip"


class UnknownClause(Refused):
    code = "unknown_clause"


class NotAttestable(Refused):
    code = "not_attestable"


class TermTooLong(Refused):
    code = "term_too_long"


class PackNotReady(Refused):
    code = "pack_not_ready"


def prove_now(*, clause: str = "", by: Actor, at: datetime) -> Job:
    """Have one promise checked, or all; a check that waits already is given back. Refuses ``UnknownClause``."""
    by.require_owner()
    if clause and clause not in CLAUSE_IDS:
        raise UnknownClause(_("There is no such promise."))
    with transaction.atomic():
        waiting = Job.objects.filter(
            name=PROVE_NOW, arguments={"clause": clause}, state__in=(JobState.WAITING, JobState.RUNNING)
        ).first()
        if waiting is not None:
            return waiting
        write_audit("statement.prove.ask", by=by, at=at, facts={"clause": clause or "all"})
        return enqueue(PROVE_NOW, by=by, at=at, clause=clause)


def attest(
    *,
    clause: str,
    seen: str,
    seen_on: date,
    valid_until: date,
    upload: CheckedUpload | None = None,
    by: Actor,
    at: datetime,
) -> Attestation:
    """Write down what a person saw, and check the promise anew at once.

    Refuses a clause that a program proves (``NotAttestable``), a day to come and a term longer than the clause allows
    (``TermTooLong``).
    """
    by.require_owner()
    if clause not in ATTESTABLE or by.id is None:
        raise NotAttestable(_("This promise is not proven by attesting it."))
    if seen_on > timezone.localdate(at):
        raise TermTooLong(_("That day is still to come."), field="seen_on")
    if not seen_on <= valid_until <= longest_term(clause, seen_on=seen_on):
        raise TermTooLong(_("It cannot hold that long: look again sooner."), field="valid_until")
    with transaction.atomic():
        stored = (
            store_file(cast("BinaryIO", upload.content), name=upload.name, media_type=upload.media_type, at=at)
            if upload
            else None
        )
        attestation = Attestation.objects.create(
            id=new_id(),
            clause=clause,
            seen=seen,
            seen_on=seen_on,
            valid_until=valid_until,
            file=stored,
            account_id=by.id,
            attested_at=at,
        )
        _audit("statement.attest", attestation, by=by, at=at)
    _ask_anew(clause, at=at)
    return attestation


def withdraw_attestation(attestation: Attestation, *, by: Actor, at: datetime) -> None:
    """Take back what was attested: it no longer proves anything. The row stays, with its photo."""
    by.require_owner()
    with transaction.atomic():
        won = Attestation.objects.filter(id=attestation.id, withdrawn_at=None).update(withdrawn_at=at)
        if won:
            _audit("statement.attest.withdraw", attestation, by=by, at=at)
    _ask_anew(attestation.clause, at=at)


def _ask_anew(clause: str, *, at: datetime) -> None:
    """What rests on attestations is one query: the page shows it at once."""
    run_proofs([proof for proof in proofs_of([clause]) if proof.kind is ProofKind.ATTESTED], at=at)


def _audit(action: str, attestation: Attestation, *, by: Actor, at: datetime) -> None:
    write_audit(
        action,
        by=by,
        at=at,
        subject=("attestation", attestation.id),
        facts={"clause": attestation.clause, "valid_until": attestation.valid_until},
    )


def ask_pack(*, language: str, by: Actor, at: datetime) -> InspectorPack:
    """Have a pack for an inspector made (by a job); one that is not downloaded yet makes room for it."""
    by.require_owner()
    with transaction.atomic():
        InspectorPack.objects.filter(state__in=(PackState.MAKING, PackState.READY)).update(state=PackState.EXPIRED)
        pack = InspectorPack.objects.create(id=new_id(), language=language, asked_at=at)
        job = enqueue(MAKE_PACK, by=by, at=at, pack_id=pack.id)
        pack.job_id = job.id
        pack.save(update_fields=["job_id"])
        write_audit("statement.pack.ask", by=by, at=at, subject=("inspector_pack", pack.id))
    return pack


def keep_pack(*, pack_id: UUID, content: BinaryIO, files: int, at: datetime) -> bool:
    """Seal a pack that was made and mark it ready; False when it is not wanted any more."""
    with transaction.atomic():
        pack = InspectorPack.objects.select_for_update().filter(id=pack_id, state=PackState.MAKING).first()
        if pack is None:
            return False
        pack.file = store_file(content, name=f"{pack.id}.zip", media_type=MEDIA_TYPE, at=at)
        pack.state = PackState.READY
        pack.made_at = at
        made_on = timezone.localdate(at)
        pack.gone_on = law("keep.package", made_on).length.added_to(made_on)
        pack.save(update_fields=["file", "state", "made_at", "gone_on"])
        write_audit(
            "statement.pack.write", by=SYSTEM, at=at, subject=("inspector_pack", pack.id), facts={"files": files}
        )
    return True


def names_of_packs(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Such as "Pack for the inspector, 23 Nov 2026", for pages that hold ids alone."""
    found = InspectorPack.objects.filter(id__in=ids).values_list("id", "asked_at")
    return {
        each: gettext("Pack for the inspector of %(day)s") % {"day": day_words(timezone.localdate(asked_at))}
        for each, asked_at in found
    }


def claim_pack(pack: InspectorPack, *, by: Actor, at: datetime) -> InspectorPack:
    """Take a ready pack for its one download. Refuses (``PackNotReady``) one that is gone or being downloaded."""
    by.require_owner()
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lte=at - CLAIM_LASTS)
    ready = InspectorPack.objects.filter(free, id=pack.id, state=PackState.READY, file__isnull=False)
    if not ready.update(claimed_at=at):
        raise PackNotReady(_("This pack cannot be downloaded (any more). It can be made anew."))
    return InspectorPack.objects.select_related("file").get(id=pack.id)


def pack_collected(pack: InspectorPack, *, by: Actor, at: datetime) -> None:
    """The last byte has left: the file goes with the next sweep."""
    with transaction.atomic():
        fetched = InspectorPack.objects.filter(id=pack.id, state=PackState.READY).update(
            state=PackState.COLLECTED, collected_at=at, claimed_at=None
        )
        if fetched:
            write_audit("statement.pack.collect", by=by, at=at, subject=("inspector_pack", pack.id))


def release_pack(pack: InspectorPack) -> None:
    """A download broke off: it may be tried again."""
    InspectorPack.objects.filter(id=pack.id, state=PackState.READY).update(claimed_at=None)


def sweep_packs(*, at: datetime) -> int:
    """Close packs whose term is over and destroy the files of every closed one; says how many files went."""
    today = timezone.localdate(at)
    InspectorPack.objects.filter(state=PackState.READY, gone_on__lte=today).update(state=PackState.EXPIRED)
    destroyed = 0
    closed = InspectorPack.objects.filter(state__in=(PackState.COLLECTED, PackState.EXPIRED), file__isnull=False)
    for pack in closed.select_related("file"):
        with transaction.atomic():
            stored, pack.file = pack.file, None
            pack.save(update_fields=["file"])
            if stored is not None:
                destroy_file(stored)
            write_audit("statement.pack.destroy", by=SYSTEM, at=at, subject=("inspector_pack", pack.id))
        destroyed += 1
    return destroyed
