"""This part's work outside the request."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.house import house
from gestand.core.jobs import JobRun, job
from gestand.core.proofs import Proof
from gestand.statement.models.proving import ProofResult
from gestand.statement.proving.keeping import forget_old_answers
from gestand.statement.proving.reports import forget_old_reports, newest_report, write_report
from gestand.statement.proving.running import SWEEP_SECONDS, due_proofs, never_ran, proofs_of, run_proofs
from gestand.statement.proving.telling import tell_broken

SWEEP = "statement.prove_due"
PROVE_NOW = "statement.prove_now"
FORGET = "statement.forget_answers"
REPORT = "statement.write_report"
MAKE_PACK = "statement.make_pack"
SWEEP_PACKS = "statement.sweep_packs"


@job(SWEEP, label=_("Checking the promises that are due"), time_limit_seconds=900, attempts=1)
def prove_due(run: JobRun) -> None:
    """Run what is due, the longest waiting first. A proof that hangs ends this run; the next begins with the others.

    Once every proof has been asked for the first time, the first report is signed: nobody waits a day for it.
    """
    _run(run, due_proofs(at=timezone.now()), within_seconds=SWEEP_SECONDS)
    if newest_report() is None and not never_ran():
        write_report(by=SYSTEM, at=timezone.now())


@job(PROVE_NOW, label=_("Checking promises"), time_limit_seconds=3600, attempts=1)
def prove_now(run: JobRun, *, clause: str = "") -> None:
    """Run the proofs of one clause, or all."""
    _run(run, proofs_of([clause]) if clause else list(house.proofs.values()))


@job(FORGET, label=_("Clearing away old answers of proofs"))
def forget_answers(_run: JobRun) -> None:
    at = timezone.now()
    forget_old_answers(at=at)
    forget_old_reports(by=SYSTEM, at=at)


@job(REPORT, label=_("Signing the report of the day"))
def sign_report(_run: JobRun) -> None:
    """How every promise stands, signed and chained. A second try writes a further one, which harms nothing."""
    write_report(by=SYSTEM, at=timezone.now())


def _run(run: JobRun, proofs: list[Proof], *, within_seconds: float | None = None) -> list[ProofResult]:
    def tell(done: int, total: int, proof: Proof) -> None:
        run.progress(done=done, total=total, words=proof.what)

    try:
        return run_proofs(proofs, progress=tell, within_seconds=within_seconds)
    finally:
        tell_broken(at=timezone.now())
