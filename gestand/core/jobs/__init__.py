"""Jobs: work outside the request, written in the same transaction as the data that it is about.

    @job("rights.make_package", label=_("Making a package"), time_limit_seconds=900, attempts=3)
    def make_package(run: JobRun, *, package_id: UUID) -> None:
        run.progress(done=10, total=200, words=_("Collecting files"))

    enqueue("rights.make_package", by=actor, at=now, package_id=package.id)   # inside transaction.atomic()

Arguments are ids, numbers, codes and dates, never personal data. ``Refused`` ends a job for good with its sentence;
``TryAgain`` asks for a later attempt; anything else is a failure with a reference number.
A job's function may run twice (after a crash): it must be able to.
"""

from gestand.core.jobs.queue import enqueue
from gestand.core.jobs.registry import JobRun, TryAgain, job

__all__ = ["JobRun", "TryAgain", "enqueue", "job"]
