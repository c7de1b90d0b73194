"""Making a network book outside the request, and throwing old ones away."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.actors import SYSTEM
from gestand.core.jobs import JobRun, job
from gestand.core.refusals import Refused
from gestand.network.actions import books
from gestand.network.book.handing_over import write_hand_over
from gestand.network.models import BookState, NetworkBook

_IN_MEMORY_BYTES = 4 * 1024 * 1024


@job(books.MAKE_JOB, label=_("Making a network book"), time_limit_seconds=900, attempts=3)
def make_book(run: JobRun, *, book_id: UUID) -> None:
    """Write the ZIP, then seal it. May run twice: only the first one that finishes is kept."""
    book = NetworkBook.objects.select_related("client").filter(id=book_id, state=BookState.MAKING).first()
    if book is None:
        return

    def tell(done: int, total: int, words: str) -> None:
        run.progress(done=done, total=total, words=words)

    try:
        # In the data folder, on the encrypted disk, once it outgrows memory.
        with SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES, dir=str(settings.GESTAND_HOME)) as spool:
            draft = cast("BinaryIO", spool)
            told = write_hand_over(book.client, language=book.language, at=timezone.now(), to=draft, progress=tell)
            draft.seek(0)
            books.keep_book(book_id=book_id, content=draft, told=told, by=SYSTEM, at=timezone.now())
    except Refused:
        books.note_failed(book_id=book_id)
        raise
    except Exception:
        if run.last_attempt:
            books.note_failed(book_id=book_id)
        raise


@job(books.SWEEP_JOB, label=_("Throwing old network books away"))
def sweep_books(_run: JobRun) -> None:
    books.sweep_books(at=timezone.now())
