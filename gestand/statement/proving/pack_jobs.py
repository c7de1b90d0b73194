"""Making and destroying packs for an inspector, outside the request."""

from __future__ import annotations

from tempfile import TemporaryFile
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.jobs import JobRun, job
from gestand.statement.models.proving import InspectorPack, PackState
from gestand.statement.proving.actions import keep_pack, sweep_packs
from gestand.statement.proving.jobs import MAKE_PACK, SWEEP_PACKS
from gestand.statement.proving.pack.build import write_pack
from gestand.statement.proving.reports import write_report


@job(MAKE_PACK, label=_("Making a pack for an inspector"), time_limit_seconds=1800, attempts=2)
def make_pack(run: JobRun, *, pack_id: UUID) -> None:
    """Sign a report of this moment, write the ZIP, seal it. May run twice: only the first that finishes is kept."""
    pack = InspectorPack.objects.filter(id=pack_id, state=PackState.MAKING).first()
    if pack is None:
        return
    at = timezone.now()
    write_report(by=SYSTEM, at=at)
    # Without a name and in the data folder: nobody else can open it, and a crash leaves nothing behind.
    with TemporaryFile(dir=settings.GESTAND_HOME) as draft:
        summary = write_pack(
            draft,
            language=pack.language,
            at=at,
            progress=lambda done, total, words: run.progress(done=done, total=total, words=words),
        )
        draft.seek(0)
        keep_pack(pack_id=pack_id, content=draft, files=summary.files, at=timezone.now())


@job(SWEEP_PACKS, label=_("Destroying packs that were downloaded or have expired"))
def destroy_old_packs(_run: JobRun) -> None:
    sweep_packs(at=timezone.now())
