"""After an erasure: what the database's own file still holds of it.

SQLite overwrites what is deleted (``secure_delete``), but the write-ahead log keeps older pages until it is cut, and a
full-text index keeps deleted words until it is merged. PostgreSQL cleans by its own clock: a dump holds nothing, its
data files and its write-ahead log may for a while.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.jobs.registry import JobRun, TryAgain, job
from gestand.core.search.index import optimize

TIDY_AFTER_ERASURE = "core.tidy_after_erasure"
FINISH_ERASURES = "core.finish_erasures"


@job(TIDY_AFTER_ERASURE, label=_("Cleaning the database's file after an erasure"), time_limit_seconds=1800, attempts=8)
def tidy_after_erasure(run: JobRun) -> None:
    """Merge the index, give free pages back, cut the write-ahead log; again later while somebody reads old pages."""
    optimize()
    if not clean_file():
        raise TryAgain(
            _("Somebody was still reading; the file is cleaned in a minute."),
            after=None if run.last_attempt else timedelta(minutes=1),
        )


def clean_file() -> bool:
    """Rewrite an SQLite file without its free pages and empty its write-ahead log; whether nothing of it is left."""
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        try:
            cursor.execute("PRAGMA freelist_count")
            free = cursor.fetchone()[0]
            if free:
                cursor.execute("PRAGMA temp_store=FILE")  # a large database does not fit into memory
                cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = cursor.fetchone()[0]
        except OperationalError:
            return False
        finally:
            cursor.execute("PRAGMA temp_store=MEMORY")
    return not busy


@job(FINISH_ERASURES, label=_("Finishing erasures that were cut off"), time_limit_seconds=1800)
def finish_erasures(_run: JobRun) -> None:
    """An erasure that a crash cut off is seen to its end."""
    from gestand.core.erasure.execute import finish_open_erasures

    finish_open_erasures(at=timezone.now())
