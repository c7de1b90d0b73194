"""Running proofs: one, those that are due, or all. What comes of each is written down at once."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.house import house
from gestand.core.jobs.sentences import filled
from gestand.core.proofs import Evidence, Proof, ProofState
from gestand.core.reference import new_reference
from gestand.statement.models.proving import ProofResult
from gestand.statement.proving.keeping import keep_answer
from gestand.statement.proving.watchdog import TookTooLong, Watchdog

log = logging.getLogger("gestand.proofs")

#: A proof runs a little before its answer goes out of date, so that the seal does not turn grey every day.
MOST_LEAD = timedelta(minutes=15)
#: A sweep starts no new proof after this; the next one goes on with what is left, the longest waiting first.
SWEEP_SECONDS = 300.0

Progress = Callable[[int, int, Proof], None]


def run_proof(key: str, *, at: datetime) -> ProofResult:
    """Run one proof and keep its answer. Raises ``KeyError`` for a key that no room registered.

    A check that overruns its limit or raises is unproven, with a calm sentence and the reference number of the log
    line; it is never taken for kept.
    """
    proof = house.proofs[key]
    started = time.monotonic()

    def keep(evidence: Evidence, *, reference: str = "") -> ProofResult:
        taken = round((time.monotonic() - started) * 1000)
        return keep_answer(proof, evidence, at=at, duration_ms=taken, reference=reference)

    evidence, reference, lost = _asked(proof, at=at, given_up=partial(_keep_given_up, keep, proof))
    if lost:  # the watchdog wrote the answer down already
        return ProofResult.objects.get(key=key, newest=True)
    return keep(evidence, reference=reference)


def _asked(proof: Proof, *, at: datetime, given_up: Callable[[], None]) -> tuple[Evidence, str, bool]:
    """What the check says; the reference of the log line when it failed; whether the watchdog gave it up."""
    watchdog = Watchdog(proof.time_limit_seconds, given_up=given_up)
    try:
        with watchdog:
            evidence = proof.check(at=at)
    except TookTooLong:
        return _overran(proof), "", watchdog.lost
    except Exception:  # blind on purpose: whatever it was, nothing is proven
        if watchdog.bitten:
            return _overran(proof), "", watchdog.lost
        reference = new_reference()
        log.exception("proof %s failed: reference %s", proof.key, reference)
        return _stumbled(reference), reference, watchdog.lost
    if watchdog.bitten:
        return _overran(proof), "", watchdog.lost
    return evidence, "", watchdog.lost


def _keep_given_up(keep: Callable[[Evidence], ProofResult], proof: Proof) -> None:
    keep(_overran(proof))


def _overran(proof: Proof) -> Evidence:
    log.warning("proof %s passed its time limit of %s s", proof.key, proof.time_limit_seconds)
    return Evidence(
        ProofState.UNPROVEN,
        filled(
            _("The check took longer than the %(seconds)s seconds that it may, and was stopped; nothing is proven."),
            seconds=proof.time_limit_seconds,
        ),
        todo=_("It is tried again by itself. Does this stay so, then show it to whoever looks after the server."),
    )


def _stumbled(reference: str) -> Evidence:
    return Evidence(
        ProofState.UNPROVEN,
        filled(
            _("The check itself failed, so nothing is proven. The log tells more under reference %(reference)s."),
            reference=reference,
        ),
        todo=_("It is tried again by itself. Does this stay so, then show the reference to who made the program."),
    )


def is_due(proof: Proof, answer: ProofResult | None, *, at: datetime) -> bool:
    """Whether its answer is (almost) older than its interval, or it never ran. A clock that was set back counts too."""
    if answer is None:
        return True
    lead = min(proof.every / 4, MOST_LEAD)
    soonest = min(answer.checked_at + proof.every, answer.valid_until)
    ran_since_the_end = answer.checked_at >= answer.valid_until
    due_at = answer.checked_at + proof.every if ran_since_the_end else soonest
    return due_at - lead <= at or answer.checked_at > at + lead


def due_proofs(*, at: datetime) -> list[Proof]:
    """What should run now, the one that waits longest first. One query."""
    answers = {answer.key: answer for answer in ProofResult.objects.filter(newest=True)}
    due = [proof for proof in house.proofs.values() if is_due(proof, answers.get(proof.key), at=at)]
    never = datetime.min.replace(tzinfo=at.tzinfo)
    return sorted(due, key=lambda proof: answers[proof.key].checked_at if proof.key in answers else never)


def never_ran() -> set[str]:
    """The keys of the proofs that have no answer yet."""
    return house.proofs.keys() - set(ProofResult.objects.filter(newest=True).values_list("key", flat=True))


def proofs_of(clauses: Iterable[str]) -> list[Proof]:
    """Every proof that serves one of these clauses, in the order of registration."""
    wanted = set(clauses)
    return [proof for proof in house.proofs.values() if wanted.intersection(proof.clauses)]


def run_proofs(
    proofs: Sequence[Proof],
    *,
    progress: Progress | None = None,
    at: datetime | None = None,
    within_seconds: float | None = None,
) -> list[ProofResult]:
    """Run these one after another (``at`` for all of them, or each at its own moment); returns their answers.

    ``progress(done, total, proof)`` is called before each; after ``within_seconds`` no further one is started.
    """
    until = time.monotonic() + within_seconds if within_seconds is not None else None
    answers = []
    for done, proof in enumerate(proofs):
        if until is not None and time.monotonic() > until:
            break
        if progress is not None:
            progress(done, len(proofs), proof)
        answers.append(run_proof(proof.key, at=at or timezone.now()))
    return answers
