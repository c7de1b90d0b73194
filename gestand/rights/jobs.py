"""This room's work outside the request."""

from __future__ import annotations

from tempfile import TemporaryFile
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.jobs import JobRun, job
from gestand.rights.actions.packages import keep_package, sweep_packages
from gestand.rights.actions.reminding import remind_of_requests
from gestand.rights.actions.requests import forget_unconfirmed
from gestand.rights.models import Package, PackageForm, PackageState
from gestand.rights.package.build import write_package
from gestand.rights.package.summary import PackageSummary
from gestand.rights.portable.scope import person_scope
from gestand.rights.portable.write import PortableSummary, write_portable


@job("rights.make_package", label=_("Making an access package"), time_limit_seconds=900, attempts=3)
def make_package(run: JobRun, *, package_id: UUID) -> None:
    """Write the ZIP, then seal it. May run twice: only the first one that finishes is kept."""
    package = Package.objects.filter(id=package_id, state=PackageState.MAKING).first()
    if package is None:
        return
    at = timezone.now()

    def tell(done: int, total: int, words: str) -> None:
        run.progress(done=done, total=total, words=words)

    summary: PackageSummary | PortableSummary
    # Without a name and in the data folder: nobody else can open it, and a crash leaves nothing behind.
    with TemporaryFile(dir=settings.GESTAND_HOME) as draft:
        if package.form == PackageForm.PORTABLE:
            scope = person_scope(package.person_id)
            summary = write_portable(scope, to=draft, language=package.language, progress=tell)
        else:
            summary = write_package(package.person_id, language=package.language, at=at, to=draft, progress=tell)
        draft.seek(0)
        keep_package(package_id=package_id, content=draft, summary=summary, at=timezone.now())


@job("rights.forget_unconfirmed", label=_("Removing unconfirmed requests"))
def forget_unconfirmed_forms(_run: JobRun) -> None:
    forget_unconfirmed(at=timezone.now())


@job("rights.remind", label=_("Reminding of requests that must be answered"))
def remind_the_owner(_run: JobRun) -> None:
    remind_of_requests(at=timezone.now())


@job("rights.sweep_packages", label=_("Destroying packages that were fetched or have expired"))
def destroy_old_packages(_run: JobRun) -> None:
    sweep_packages(at=timezone.now())
