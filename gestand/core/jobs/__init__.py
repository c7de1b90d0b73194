"""Jobs: work outside the request, written in the same transaction as the data that it is about.

    @job("rights.make_package", label=_("Making a package"), time_limit_seconds=900, attempts=3)
    def make_package(run: JobRun, *, package_id: UUID) -> None:
        run.progress(done=10, total=200, words=_("Collecting files"))

    enqueue("rights.make_package", by=actor, at=now, package_id=package.id)   # inside transaction.atomic()

Arguments are ids, numbers, codes and dates, never personal data. ``Refused`` ends a job for good with its sentence;
``TryAgain`` asks for a later attempt; anything else is a failure with a reference number, tried again up to
``attempts``.
A job's function may run twice (after a crash): it must be able to.

A job runs outside any transaction and opens its own, short ones. ``run.progress`` writes in a transaction of its own,
between them, so that the page shows it at once; called inside an open transaction it only checks the time limit
(SQLite has one writer: a second one would wait for the first, which waits for the second).
The time limit is kept in three steps: past it ``run.progress`` stops the job; ten seconds later any Python code of the
job is interrupted; twenty seconds later the job is given up, even when it hangs in a call that Python cannot interrupt
(a C library, a socket without a timeout). Such a thread may still be there until the program stops, but it can no
longer write progress or an outcome.
"""

from gestand.core.jobs.queue import NotQueueable, enqueue
from gestand.core.jobs.registry import JobRun, TryAgain, job

__all__ = ["JobRun", "NotQueueable", "TryAgain", "enqueue", "job"]
