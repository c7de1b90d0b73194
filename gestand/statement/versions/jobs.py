"""This part's work outside the request."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.jobs import JobRun, job
from gestand.statement.models.versions import StatementVersion, VersionState
from gestand.statement.versions.actions import RENDER, TELL, publish_planned
from gestand.statement.versions.files import keep_files
from gestand.statement.versions.telling import bring_list_up_to_date, mail_clients

PUBLISH_PLANNED = "statement.publish_planned"


@job(RENDER, label=_("Keeping the published statement as files"), time_limit_seconds=300)
def render_version(run: JobRun, *, version_id: UUID) -> None:
    """Web page, PDF and JSON in both languages, sealed. May run twice: what is there stays."""
    version = StatementVersion.objects.published().filter(id=version_id).first()
    if version is not None:
        keep_files(version, at=timezone.now(), tell=lambda done, total: run.progress(done=done, total=total))


@job(TELL, label=_("Telling clients that the privacy statement changes"), time_limit_seconds=900)
def tell_clients(_run: JobRun, *, version_id: UUID) -> None:
    mail_clients(version_id, at=timezone.now())


@job(PUBLISH_PLANNED, label=_("Publishing the privacy statement on its day"))
def publish_on_the_day(_run: JobRun) -> None:
    """Publish what is due. Of what is still to come, tell new clients too; mail whoever could not be mailed before."""
    at = timezone.now()
    published = publish_planned(at=at)
    if published is not None:
        mail_clients(published.id, at=at)  # who was not reached in time hears it late, not never
    for coming in StatementVersion.objects.filter(state=VersionState.PLANNED, tells_clients=True).defer("content"):
        bring_list_up_to_date(coming.id, at=at)
        mail_clients(coming.id, at=at)
