"""Writing an answer down: the newest answer, its day, and since when a promise is broken."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from gestand.core.actors import SYSTEM
from gestand.core.audit import write_audit
from gestand.core.jobs.sentences import kept_sentence
from gestand.core.jobs.upkeep import end_of_term
from gestand.core.proofs import Evidence, Proof, ProofState
from gestand.statement.models.proving import SENTENCE_LENGTH, BrokenPromise, ProofDay, ProofResult
from gestand.statement.versions.changed import public_page_changed

#: From worst to best: what a day with several answers shows.
_WORST_FIRST = (ProofState.BROKEN, ProofState.UNPROVEN, ProofState.ATTESTED, ProofState.KEPT)
_GOOD = (ProofState.KEPT, ProofState.ATTESTED)


def keep_answer(
    proof: Proof, evidence: Evidence, *, at: datetime, duration_ms: int = 0, reference: str = ""
) -> ProofResult:
    """Keep one answer as the newest one of its proof, and note when a promise breaks or is mended."""
    try:
        return _keep(proof, evidence, at=at, duration_ms=duration_ms, reference=reference)
    except IntegrityError:  # the very first answer, written by another process in the same moment
        return _keep(proof, evidence, at=at, duration_ms=duration_ms, reference=reference)


def _keep(proof: Proof, evidence: Evidence, *, at: datetime, duration_ms: int, reference: str) -> ProofResult:
    state = ProofState(evidence.state)
    button = evidence.button
    with transaction.atomic():
        before = ProofResult.objects.select_for_update().filter(key=proof.key, newest=True).first()
        ProofResult.objects.filter(key=proof.key, newest=True).update(newest=False)
        answer = ProofResult.objects.create(
            key=proof.key,
            state=state.value,
            said=kept_sentence(evidence.said, length=SENTENCE_LENGTH),
            todo=kept_sentence(evidence.todo, length=SENTENCE_LENGTH),
            button_label=kept_sentence(button.label, length=120) if button else "",
            button_url=button.url if button else "",
            counts={str(name)[:60]: int(count) for name, count in evidence.counts.items()},
            checked_at=at,
            valid_until=evidence.valid_until or at + proof.every,
            duration_ms=duration_ms,
            reference=reference,
        )
        _keep_day(proof.key, state, at=at)
        _keep_broken(proof.key, state, at=at)
        if before is None or before.state != state.value:
            transaction.on_commit(public_page_changed)
            write_audit(
                "statement.proof.answer",
                by=SYSTEM,
                at=at,
                reason=state.value,
                facts={"proof": proof.key, "before": before.state if before else "", "clauses": list(proof.clauses)},
            )
    return answer


def _keep_day(key: str, state: ProofState, *, at: datetime) -> None:
    day, is_new = ProofDay.objects.select_for_update().get_or_create(
        key=key,
        on=timezone.localdate(at),
        defaults={"worst": state.value, "broken_runs": int(state is ProofState.BROKEN)},
    )
    if is_new:
        return
    day.worst = min(ProofState(day.worst), state, key=_WORST_FIRST.index).value
    day.runs += 1
    day.broken_runs += int(state is ProofState.BROKEN)
    day.save(update_fields=["worst", "runs", "broken_runs"])


def _keep_broken(key: str, state: ProofState, *, at: datetime) -> None:
    """A check that could not look neither breaks nor mends."""
    if state is ProofState.BROKEN:
        BrokenPromise.objects.get_or_create(key=key, mended_at=None, defaults={"since": at})
    elif state in _GOOD:
        BrokenPromise.objects.filter(key=key, mended_at=None).update(mended_at=at)


def forget_old_answers(*, at: datetime) -> int:
    """Answers go with the results of jobs (90 days), days and broken promises with the audit log (7 years); the newest
    answer of a proof stays. Returns how many rows went.
    """
    answers, days = end_of_term("keep.job_result", at), end_of_term("keep.audit_log", at)
    gone = 0
    for past in (
        ProofResult.objects.filter(checked_at__lt=answers, newest=False),
        ProofDay.objects.filter(on__lt=timezone.localdate(days)),
        BrokenPromise.objects.filter(mended_at__lt=days),
    ):
        gone += past.delete()[0]
    return gone
