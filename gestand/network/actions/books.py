"""A network book: asked for, made by a job, fetched to be handed over, thrown away after a month."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gestand.core.actors import SYSTEM
from gestand.core.audit import write_audit
from gestand.core.files import destroy_file, store_file
from gestand.core.files.models import StoredFile
from gestand.core.freezing import require_usable
from gestand.core.jobs.queue import enqueue
from gestand.core.jobs.upkeep import end_of_term
from gestand.core.law import law
from gestand.core.refusals import Refused
from gestand.network.actions.handing import note_handed_over
from gestand.network.book.contents import usable_documentation_of
from gestand.network.models import BookState, HandedHow, NetworkBook
from gestand.people.actions.rights import require_client
from gestand.people.models import Client

if TYPE_CHECKING:
    from gestand.core.actors import Actor
    from gestand.network.book.handing_over import HandedOver

MAKE_JOB = "network.make_book"
SWEEP_JOB = "network.sweep_books"
MEDIA_TYPE = "application/zip"
_TERM = "keep.package"


class BookNotThere(Refused):
    code = "book_not_there"


def ask_book(client: Client, *, language: str, by: Actor, at: datetime) -> NetworkBook:
    """Have the book of a client made, by a job. An earlier one in this language that nobody fetched goes.

    Refuses another's client (``NotAllowed``), what may only be stored of anybody in it (``Frozen``) and a client of
    whom nothing is written down (``NothingDocumented``).
    """
    require_client(by, client)
    usable_documentation_of(client)
    with transaction.atomic():
        for unused in NetworkBook.objects.filter(client=client, language=language, fetched_at=None):
            _drop(unused)
        book = NetworkBook(client=client, language=language, asked_at=at)
        book.job_id = enqueue(MAKE_JOB, by=by, at=at, book_id=book.id).id
        book.save(force_insert=True)
        _audit("network.book.ask", book, by=by, at=at)
    return book


def keep_book(*, book_id: UUID, content: BinaryIO, told: HandedOver, by: Actor, at: datetime) -> None:
    """Seal what the job made; nothing happens when it is not wanted any more."""
    with transaction.atomic():
        book = NetworkBook.objects.select_for_update().filter(id=book_id, state=BookState.MAKING).first()
        if book is None:
            return
        # For a month at most, and everything in it is in a backup already.
        with translation.override(book.language):
            name = f"{_('Network book')} {timezone.localdate(at).isoformat()}.zip"
        book.file = store_file(content, name=name, media_type=MEDIA_TYPE, at=at, passing=True)
        book.state, book.made_at, book.devices = BookState.READY, at, told.devices
        book.save(update_fields=["file", "state", "made_at", "devices"])
        _audit("network.book.make", book, by=by, at=at, rows=told.rows, photos=told.photos)


def note_failed(*, book_id: UUID) -> None:
    """The job gave up: the page says so and offers to try again."""
    NetworkBook.objects.filter(id=book_id, state=BookState.MAKING).update(state=BookState.FAILED)


def note_fetched(book: NetworkBook, *, by: Actor, at: datetime) -> StoredFile:
    """Somebody of the office fetches it, to hand it over: that is a disclosure to the client.

    Refuses one that is not ready or was thrown away (``BookNotThere``).
    """
    require_client(by, book.client)
    require_usable(clients=[book.client_id])
    with transaction.atomic():
        locked = NetworkBook.objects.select_for_update(of=("self",)).select_related("file").filter(id=book.id).first()
        if locked is None or locked.state != BookState.READY or locked.file is None:
            raise BookNotThere(_("This book is not there any more. Have it made anew."))
        if locked.fetched_at is None:
            note_handed_over(locked.client, how=HandedHow.BOOK, by=by, at=at)
        locked.fetched_at = locked.fetched_at or at
        locked.save(update_fields=["fetched_at"])
        _audit("network.book.fetch", locked, by=by, at=at, recipient="addressee")
        stored: StoredFile = locked.file
    return stored


def goes_on(book: NetworkBook) -> date:
    """The day on which it is thrown away."""
    asked_on = timezone.localdate(book.asked_at)
    return law(_TERM, asked_on).length.added_to(asked_on)


def sweep_books(*, at: datetime, by: Actor = SYSTEM) -> int:
    """Throw away what is past its term; says how many."""
    count = 0
    for book in NetworkBook.objects.filter(asked_at__lt=end_of_term(_TERM, at)).select_related("file"):
        with transaction.atomic():
            _audit("network.book.drop", book, by=by, at=at)
            _drop(book)
        count += 1
    return count


def _drop(book: NetworkBook) -> None:
    stored = book.file
    book.delete()
    if stored is not None:
        destroy_file(stored)


def _audit(action: str, book: NetworkBook, *, by: Actor, at: datetime, **facts: object) -> None:
    write_audit(
        action,
        by=by,
        at=at,
        subject=("network_book", book.id),
        client_id=book.client_id,
        facts={**facts, "language": book.language},
    )
