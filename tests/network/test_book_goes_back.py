"""What is documented for a business is its own: at the end it goes back with the book, and is gone here."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from gestand.core.files import read_file
from gestand.core.files.models import StoredFile
from gestand.core.jobs.running import run_due_jobs
from gestand.network.actions import books
from gestand.network.book.contents import TABLES
from gestand.network.book.taking_in import take_in_book
from gestand.network.models import NetworkBook
from gestand.people.actions.clients import end_relation
from gestand.sharing.actions.handing_back import choose, destroy_held, note_fetched, note_received, pack
from gestand.sharing.models import HandBack
from gestand.sharing.queries.held import held_of, package_of
from tests.cast import NOW, Cast, make_client
from tests.erasure.conftest import journal_folder
from tests.network.everything import write_everything
from tests.network.test_book_comes_back import forget

__all__ = ["journal_folder"]
pytestmark = pytest.mark.django_db(transaction=True)


def packed(cast: Cast) -> HandBack:
    write_everything(cast, cast.bakery, cast.carla)
    books.ask_book(cast.bakery, language="nl", by=cast.owner, at=timezone.now())
    run_due_jobs()
    now = timezone.now()
    end_relation(client=cast.bakery, by=cast.owner, at=now, ended_on=timezone.localdate(now) - timedelta(days=1))
    row = choose(cast.bakery, choice="returned", by=cast.owner, at=now)
    pack(row, by=cast.owner, at=now)
    run_due_jobs()
    return HandBack.objects.get(id=row.id)


def test_the_book_and_its_files_go_back(cast: Cast) -> None:
    package = package_of(packed(cast))
    assert package is not None
    stored = package.file
    content = read_file(stored)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert {"netwerk/Netwerkboek.pdf", "netwerk/network.json", "netwerk/Netwerk.xlsx"} <= set(names)
    forget(cast.bakery)
    other = make_client("Zoute Brood", "business")
    counts = take_in_book(io.BytesIO(content), client=other, by=cast.owner, at=NOW).counts
    assert (counts["devices"], counts["photos"]) == (3, 1)


def test_after_the_receipt_nothing_of_it_is_left(cast: Cast) -> None:
    row = packed(cast)
    now = timezone.now()
    note_fetched(row, by=cast.owner, at=now)
    note_received(row, received_on=timezone.localdate(now), received_by="Carla", by=cast.owner, at=now)
    destroy_held(row, digest=held_of(cast.bakery.id).digest, by=cast.owner, at=now)
    assert [table.name for table in TABLES if table.of_client(cast.bakery.id).exists()] == []
    assert not NetworkBook.objects.exists()
    assert not StoredFile.objects.filter(media_type__in=["image/jpeg", "application/zip"]).exists()
