"""This room's work outside the request: typesetting agreements and confirmations, packing what goes back."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.documents import DocumentFailed
from gestand.core.files.sealing import FileDamaged
from gestand.core.jobs import JobRun, job
from gestand.sharing import certificate
from gestand.sharing.actions import handing_back
from gestand.sharing.actions.client_agreements import MAKE_JOB, keep_made, note_failed
from gestand.sharing.held_package import write_held
from gestand.sharing.letters import as_pdf
from gestand.sharing.models import ClientAgreement, ClientAgreementState, HandBack, HandBackState
from gestand.sharing.queries.held import held_of

_IN_MEMORY_BYTES = 4 * 1024 * 1024


@job(MAKE_JOB, label=_("Making a processing agreement"), time_limit_seconds=180, attempts=3)
def make_agreement_document(run: JobRun, *, agreement_id: UUID) -> None:
    """Typeset and keep it. May run twice: only the first one that finishes is kept."""
    row = (
        ClientAgreement.objects.filter(id=agreement_id, state=ClientAgreementState.MAKING)
        .select_related("text", "client")
        .first()
    )
    if row is None:
        return
    at = timezone.now()
    try:
        pdf = as_pdf(row, at=at)
    except DocumentFailed:
        if run.last_attempt:
            note_failed(agreement_id=agreement_id)
        raise
    keep_made(agreement_id=agreement_id, pdf=pdf, by=SYSTEM, at=at)


@job(handing_back.PACK_JOB, label=_("Packing what goes back to a client"), time_limit_seconds=900, attempts=3)
def pack_held(run: JobRun, *, hand_back_id: UUID) -> None:
    """Pack and keep it. May run twice: only the first one that finishes is kept."""
    row = HandBack.objects.filter(id=hand_back_id, state=HandBackState.MAKING).select_related("client").first()
    if row is None or row.client_id is None:
        return
    at, held = timezone.now(), held_of(row.client_id)
    try:
        # In the data folder, on the encrypted disk, once it outgrows memory.
        with SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES, dir=str(settings.GESTAND_HOME)) as spool:
            write_held(row, held, at=at, to=spool)
            spool.seek(0)
            handing_back.keep_package(
                hand_back_id=hand_back_id, content=cast("BinaryIO", spool), held=held, by=SYSTEM, at=at
            )
    except (FileDamaged, OSError):
        if run.last_attempt:
            handing_back.note_failed(hand_back_id=hand_back_id)
        raise


@job(handing_back.CERTIFY_JOB, label=_("Making a confirmation of deletion"), time_limit_seconds=180, attempts=5)
def certify_deletion(_run: JobRun, *, hand_back_id: UUID) -> None:
    """Typeset and keep it. May run twice: only the first one that finishes is kept."""
    row = HandBack.objects.filter(id=hand_back_id, state=HandBackState.DONE, certificate=None)
    found = row.select_related("agreement").first()
    if found is not None:
        at = timezone.now()
        pdf = certificate.as_pdf(found, at=at)
        handing_back.keep_certificate(hand_back_id=hand_back_id, pdf=pdf, by=SYSTEM, at=at)
