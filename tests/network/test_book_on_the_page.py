"""A network book is dropped on the import page: what is in it, a yes, and it is written down by a job."""

from __future__ import annotations

import html
import io
import random
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from gestand.core.files.models import StoredFile
from gestand.core.jobs.running import run_due_jobs
from gestand.network.imports.actions import beginning
from gestand.network.models import Device, DevicePhoto, ImportState, NetworkImport, Site
from gestand.people.models import Client
from tests.cast import NOW, Cast
from tests.network.book_spoiling import book_and_tables, is_taken_or_refused, spoiled
from tests.network.test_book_comes_back import book_of, changed, forget, taken, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes back is read from the files for programs; typesetting takes most of the time."""
    monkeypatch.setattr("gestand.network.book.handing_over.as_pdf", lambda *_all, **_named: b"%PDF-")


def drop(browser: Browser, client: Client, content: bytes, name: str = "boek.zip") -> tuple[int, str]:
    given: dict[str, object] = {"file": SimpleUploadedFile(name, content)}
    if (site := Site.objects.filter(client=client).first()) is not None:  # then the page asks for it
        given["site"] = str(site.id)
    answer = browser.post(reverse("network:import", args=[client.id]), given, follow=True)
    return answer.status_code, answer.content.decode()


def confirmed(browser: Browser, batch: NetworkImport) -> NetworkImport:
    browser.post(reverse("network:import-confirm", args=[batch.id]))
    run_due_jobs()
    batch.refresh_from_db()
    return batch


def test_a_book_is_shown_then_written_whole(cast: Cast, anna: Browser) -> None:
    book, before = book_of(cast), told(cast.bakery)
    forget(cast.bakery)
    _status, shown = drop(anna, cast.bakery, book)
    assert "Netwerkboek van Gestand" in shown
    assert "Vastleggen" in shown
    assert not Device.objects.exists()
    batch = NetworkImport.objects.get()
    assert (batch.state, batch.counts["tables"]["devices"]) == (ImportState.PREVIEW, 3)
    batch = confirmed(anna, batch)
    assert (batch.state, batch.file) == (ImportState.DONE, None)
    assert told(cast.bakery) == before
    assert "Het netwerkboek is vastgelegd" in anna.get(reverse("network:import-one", args=[batch.id])).content.decode()
    assert not StoredFile.objects.filter(is_passing=True).exists()


def test_the_json_alone_comes_in_too_and_its_lost_photo_is_told(cast: Cast, anna: Browser) -> None:
    book = changed(book_of(cast), lambda _content: None)
    forget(cast.bakery)
    _status, shown = drop(anna, cast.bakery, book, "network.json")
    assert "1 foto zit niet in dit bestand" in shown
    confirmed(anna, NetworkImport.objects.get())
    assert Device.objects.count() == 3


def test_a_large_book_is_read_by_a_job(cast: Cast, anna: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    book = book_of(cast)
    forget(cast.bakery)
    monkeypatch.setattr(beginning, "READ_AT_ONCE_BYTES", 10)
    drop(anna, cast.bakery, book)
    assert NetworkImport.objects.get().state == ImportState.READING
    run_due_jobs()
    batch = NetworkImport.objects.get()
    assert batch.state == ImportState.PREVIEW
    assert confirmed(anna, batch).state == ImportState.DONE
    assert Device.objects.count() == 3


def test_a_client_of_whom_something_is_written_down_is_refused_at_the_door(cast: Cast, anna: Browser) -> None:
    status, shown = drop(anna, cast.bakery, book_of(cast))
    assert status == 422
    assert "is al iets vastgelegd" in shown
    assert not NetworkImport.objects.exists()


def test_what_was_written_down_after_the_preview_stays_alone(cast: Cast, anna: Browser) -> None:
    from gestand.network import actions as keeping

    book = book_of(cast)
    forget(cast.bakery)
    drop(anna, cast.bakery, book)
    keeping.add_thing("device", by=cast.owner, at=NOW, owner=cast.bakery, kind="computer", name="Van mij")
    batch = confirmed(anna, NetworkImport.objects.get())
    assert batch.state == ImportState.FAILED
    assert [device.name for device in Device.objects.all()] == ["Van mij"]
    assert batch.failure in anna.get(reverse("network:import-one", args=[batch.id])).content.decode()


def test_a_book_that_was_changed_by_hand_is_refused_in_one_sentence(cast: Cast, anna: Browser) -> None:
    def spoil(content: dict[str, object]) -> None:
        content["tables"]["devices"][0]["kind"] = "toaster"  # type: ignore[index]

    book = changed(book_of(cast), spoil)
    forget(cast.bakery)
    _status, shown = drop(anna, cast.bakery, book, "network.json")
    batch = NetworkImport.objects.get()
    assert (batch.state, batch.failure.count(".")) == (ImportState.FAILED, 1)
    assert batch.failure in html.unescape(shown)
    assert not Device.objects.exists()


def test_a_book_is_not_taken_back_by_the_undo(cast: Cast, anna: Browser) -> None:
    book = book_of(cast)
    forget(cast.bakery)
    drop(anna, cast.bakery, book)
    batch = confirmed(anna, NetworkImport.objects.get())
    anna.post(reverse("network:import-undo", args=[batch.id]))
    run_due_jobs()
    assert Device.objects.count() == 3


def test_a_damaged_photo_in_the_zip_is_left_out_and_told(cast: Cast) -> None:
    book = book_of(cast)
    forget(cast.bakery)
    damaged = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as whole, zipfile.ZipFile(damaged, "w") as copy:
        for name in whole.namelist():
            content = whole.read(name)
            copy.writestr(name, content[: len(content) // 2] if name.endswith(".jpg") else content)
    result = taken(damaged.getvalue(), cast, cast.bakery)
    assert any("1 foto" in remark for remark in result.remarks)
    assert (Device.objects.count(), DevicePhoto.objects.count()) == (3, 0)


def test_a_zip_whose_photo_does_not_fit_its_own_sum_is_read_without_it(cast: Cast) -> None:
    book = bytearray(book_of(cast))
    forget(cast.bakery)
    with zipfile.ZipFile(io.BytesIO(bytes(book))) as whole:
        photo = next(each for each in whole.infolist() if each.filename.endswith(".jpg"))
    start = photo.header_offset + 30 + len(photo.filename) + 40
    book[start] ^= 0xFF
    result = taken(bytes(book), cast, cast.bakery)
    assert any("1 foto" in remark for remark in result.remarks)
    assert Device.objects.count() == 3


@pytest.mark.parametrize("seed", range(12))
def test_a_spoiled_book_is_taken_whole_or_refused_with_a_sentence(cast: Cast, seed: int) -> None:
    book, tables = book_and_tables(cast)
    chance = random.Random(seed)  # noqa: S311 - the same places each time
    for _ in range(4):
        is_taken_or_refused(spoiled(book, tables, chance), client=cast.bakery, cast=cast)
