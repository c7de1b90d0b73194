"""This room's work outside the request: typesetting an agreement."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.documents import DocumentFailed
from gestand.core.jobs import JobRun, job
from gestand.sharing.actions.client_agreements import MAKE_JOB, keep_made, note_failed
from gestand.sharing.letters import as_pdf
from gestand.sharing.models import ClientAgreement, ClientAgreementState


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
