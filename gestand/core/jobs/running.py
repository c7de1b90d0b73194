"""Running one attempt at a job: its function is called, and what came of it is told as an ``Outcome``."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations.chosen import reread
from gestand.core.jobs.arguments import decode_arguments
from gestand.core.jobs.claims import claim_by_id, record, take_next
from gestand.core.jobs.models import Job, JobState
from gestand.core.jobs.outcomes import End, Outcome
from gestand.core.jobs.registry import TryAgain, registered_jobs
from gestand.core.jobs.sentences import kept_sentence
from gestand.core.reference import new_reference
from gestand.core.refusals import Refused

if TYPE_CHECKING:
    from django.utils.functional import Promise

log = logging.getLogger("gestand.jobs")

Clock = Callable[[], datetime]

PROGRESS_EVERY_SECONDS = 0.5


class JobStopped(BaseException):
    """Ends a job from outside; no ``except Exception`` of a job may hold it."""


class TimeLimitPassed(JobStopped):
    """The job took longer than it may."""


class RunLost(JobStopped):
    """This attempt no longer owns the job: it was put back or given up."""


class ProgramStops(JobStopped):
    """The program is being stopped; the job starts again later."""


class JobFailed(Exception):
    pass


TOOK_TOO_LONG = Outcome(End.FAILED, _("This took longer than it may, and was stopped."), error="TimeLimitPassed")
UNKNOWN_JOB = Outcome(
    End.FAILED, _("This version of the program does not know this work any more."), error="UnknownJob"
)


@dataclass(slots=True)
class Run:
    """One attempt, as the job's function sees it (``JobRun``)."""

    job_id: UUID
    attempt: int
    attempts: int
    deadline: float  # of time.monotonic()
    stopping: bool = False
    lost: bool = False
    _written_at: float = field(default=0.0, init=False)

    @property
    def last_attempt(self) -> bool:
        return self.attempt >= self.attempts

    def check(self) -> None:
        """Stop here when this attempt should not go on."""
        if self.lost:
            raise RunLost
        if self.stopping:
            raise ProgramStops
        if time.monotonic() > self.deadline:
            raise TimeLimitPassed

    def progress(self, *, done: int, total: int, words: str | Promise = "") -> None:
        self.check()
        now = time.monotonic()
        if now - self._written_at < PROGRESS_EVERY_SECONDS and done < total:
            return
        try:
            with transaction.atomic(durable=True):  # refuses to be part of another transaction
                owned = Job.objects.filter(id=self.job_id, state=JobState.RUNNING, attempt=self.attempt).update(
                    done=done, total=total, words=kept_sentence(words, length=200), heartbeat_at=timezone.now()
                )
        except (RuntimeError, OperationalError):
            return  # inside a transaction of the job, or the database is busy: the next progress will be written
        self._written_at = now
        if not owned:
            self.lost = True
            raise RunLost


def run_of(job: Job) -> Run:
    known = registered_jobs.get(job.name)
    limit, attempts = (known.time_limit_seconds, known.attempts) if known else (0, 1)
    return Run(job.id, job.attempt, attempts, time.monotonic() + limit)


def outcome_of(job: Job, run: Run) -> Outcome:  # noqa: PLR0911 - one for each way to end
    """Call the job's function and tell what came of it. Blind on purpose: the job runner records and goes on."""
    known = registered_jobs.get(job.name)
    if known is None:
        return UNKNOWN_JOB
    reread()  # another process may have changed a term since
    try:
        known.function(run, **decode_arguments(job.arguments))
    except Refused as refusal:
        return Outcome(End.FAILED, refusal.sentence, error="Refused")
    except TryAgain as wish:
        end = End.FAILED if run.last_attempt else End.AGAIN
        return Outcome(end, wish.sentence, after=wish.after, error="TryAgain")
    except TimeLimitPassed:
        log.warning("job %s %s passed its time limit", job.name, job.id)
        return TOOK_TOO_LONG
    except RunLost:
        return Outcome(End.LOST)
    except ProgramStops:
        return Outcome(End.PUT_BACK)
    except (Exception, SystemExit) as error:
        reference = new_reference()
        log.exception("job %s %s failed: reference %s", job.name, job.id, reference)
        sentence = _("Something went wrong in the program itself. Nothing is lost: it can be tried again.")
        end = End.FAILED if run.last_attempt else End.AGAIN
        return Outcome(end, sentence, reference=reference, error=type(error).__qualname__)
    return Outcome(End.DONE)


def run_here(job: Job, *, clock: Clock = timezone.now) -> Outcome:
    """Run a claimed job in this thread and write down what came of it."""
    try:
        outcome = outcome_of(job, run_of(job))
    except KeyboardInterrupt:
        record(job, Outcome(End.PUT_BACK), at=clock())
        raise
    record(job, outcome, at=clock())
    return outcome


def run_from_task(job_id: UUID) -> None:
    """What the queue's own task does, should another worker than ours take it."""
    job = claim_by_id(job_id, worker="task", at=timezone.now())
    if job is None:
        return
    outcome = run_here(job)
    if outcome.end is End.FAILED:
        raise JobFailed(outcome.reference or outcome.error) from None


def run_due_jobs(*, at: datetime | None = None, limit: int = 1000) -> int:
    """Run what is due in this thread, until nothing is (tests, the command line); returns how many ran.

    With ``at`` the world is at that moment: what should be tried again later is not tried now.
    """

    def clock() -> datetime:
        return at or timezone.now()

    ran = 0
    while ran < limit and (job := take_next("here", clock())) is not None:
        run_here(job, clock=clock)
        ran += 1
    return ran
