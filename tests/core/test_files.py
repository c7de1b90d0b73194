"""Sealed files: what goes in comes out, and nothing that was touched does."""

from __future__ import annotations

import gc
import io
import os
import tracemalloc
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from gestand.core.files import FileDamaged, destroy_file, open_file, read_file, store_file
from gestand.core.files.models import StoredFile
from gestand.core.files.responses import file_response
from gestand.core.files.sealing import CHUNK_BYTES, HEADER_BYTES, TAG_BYTES
from gestand.core.files.store import PASSING, draft_of, files_folder, is_on_disk, passing_of, place_of
from gestand.core.files.upkeep import sweep
from gestand.core.ids import new_id
from gestand.security.backup.contents import folder_members
from tests.cast import NOW

SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES]
SEALED_CHUNK = CHUNK_BYTES + TAG_BYTES


def stored(content: bytes) -> StoredFile:
    return store_file(content, name="brief.txt", media_type="text/plain", at=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", SIZES)
def test_a_stored_file_comes_back_as_it_was(size: int) -> None:
    content = os.urandom(size)
    assert read_file(stored(content)) == content


@pytest.mark.django_db(transaction=True)
def test_the_disk_holds_no_word_of_a_stored_file_and_only_we_may_read_it() -> None:
    row = stored(b"De code van het alarm is geheim." * 10)
    place = place_of(row.id)
    assert b"alarm" not in place.read_bytes()
    assert place.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db(transaction=True)
def test_a_stored_file_can_be_read_from_the_middle() -> None:
    content = bytes(range(256)) * 1024
    with open_file(stored(content)) as stream:
        stream.seek(CHUNK_BYTES - 3)
        assert stream.read(6) == content[CHUNK_BYTES - 3 : CHUNK_BYTES + 3]


def flip(sealed: bytes) -> bytes:
    return sealed[:-1] + bytes([sealed[-1] ^ 1])


def cut_at_a_part(sealed: bytes) -> bytes:
    return sealed[: HEADER_BYTES + SEALED_CHUNK]


def swap_parts(sealed: bytes) -> bytes:
    header, first = sealed[:HEADER_BYTES], sealed[HEADER_BYTES : HEADER_BYTES + SEALED_CHUNK]
    second = sealed[HEADER_BYTES + SEALED_CHUNK : HEADER_BYTES + 2 * SEALED_CHUNK]
    return header + second + first + sealed[HEADER_BYTES + 2 * SEALED_CHUNK :]


def another_version(sealed: bytes) -> bytes:
    return sealed[:4] + b"\x09" + sealed[5:]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("harm", [flip, cut_at_a_part, swap_parts, another_version])
def test_a_file_that_was_touched_does_not_open(harm: object) -> None:
    row = stored(os.urandom(3 * CHUNK_BYTES))
    place = place_of(row.id)
    place.write_bytes(harm(place.read_bytes()))  # type: ignore[operator]
    with pytest.raises(FileDamaged):
        read_file(row)


@pytest.mark.django_db(transaction=True)
def test_a_cut_is_seen_even_when_the_row_is_cut_too() -> None:
    row = stored(os.urandom(2 * CHUNK_BYTES))
    place = place_of(row.id)
    place.write_bytes(cut_at_a_part(place.read_bytes()))
    row.size_bytes = CHUNK_BYTES
    with pytest.raises(FileDamaged):
        read_file(row)


@pytest.mark.django_db(transaction=True)
def test_two_files_cannot_be_swapped() -> None:
    one, other = stored(b"Anna"), stored(b"Bram")
    place_of(one.id).write_bytes(place_of(other.id).read_bytes())
    with pytest.raises(FileDamaged):
        read_file(one)


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_no_file() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 - what is rolled back is the point
        row = stored(b"weg ermee")
        assert read_file(row) == b"weg ermee"
        raise RuntimeError
    assert not place_of(row.id).exists()
    assert not draft_of(row.id).exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_is_destroyed_when_its_transaction_commits_and_not_before() -> None:
    row = stored(b"bewaren")
    place = place_of(row.id)
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 - what is rolled back is the point
        destroy_file(StoredFile.objects.get())
        raise RuntimeError
    assert read_file(StoredFile.objects.get()) == b"bewaren"
    destroy_file(StoredFile.objects.get())
    assert not place.exists()


@pytest.mark.django_db(transaction=True)
def test_a_stream_that_gives_little_at_a_time_is_stored_whole() -> None:
    class Trickle(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, 1000))

    content = os.urandom(CHUNK_BYTES + 5000)
    assert read_file(store_file(Trickle(content), name="a", media_type="x/y", at=NOW)) == content


@pytest.mark.django_db(transaction=True)
def test_the_sweep_finishes_a_move_removes_what_nobody_knows_and_tells_what_is_missing() -> None:
    fine, gone, moving = stored(b"goed"), stored(b"weg"), stored(b"onderweg")
    place_of(gone.id).unlink()
    draft_of(moving.id).parent.mkdir(exist_ok=True)
    place_of(moving.id).rename(draft_of(moving.id))
    old, young = place_of(fine.id).with_name(str(new_id())), place_of(fine.id).with_name(str(new_id()))
    for stray in (old, young):
        stray.write_bytes(b"zwerver")
    later = timezone.now() + timedelta(hours=23)
    os.utime(old, (later.timestamp() - 90000, later.timestamp() - 90000))
    found = sweep(at=later)
    assert (found.settled, found.removed, found.missing) == (1, 1, [gone.id])
    assert read_file(moving) == b"onderweg"
    assert young.exists()
    assert not old.exists()


@pytest.mark.django_db(transaction=True)
def test_a_download_is_an_attachment_that_no_browser_runs_or_keeps() -> None:
    page = store_file(b"<script>1</script>", name="brief.html", media_type="text/html", at=NOW)
    response = file_response(page, as_attachment=False)
    assert b"".join(response.streaming_content) == b"<script>1</script>"
    assert response["Content-Disposition"] == 'attachment; filename="brief.html"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert "sandbox" in response["Content-Security-Policy"]
    response.close()


@pytest.mark.django_db(transaction=True)
def test_sealing_a_large_file_takes_no_more_memory_than_a_small_one() -> None:
    class Zeros(io.RawIOBase):
        left = 64 * 1024 * 1024

        def read(self, size: int = -1) -> bytes:
            given = min(size, self.left)
            self.left -= given
            return b"\0" * given

    tracemalloc.start()
    row = store_file(Zeros(), name="groot", media_type="x/y", at=NOW)  # type: ignore[arg-type]
    with open_file(row) as stream:
        while stream.read(65536):
            pass
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert row.size_bytes == 64 * 1024 * 1024
    assert peak < 4 * 1024 * 1024


@pytest.mark.django_db(transaction=True)
def test_what_is_only_passing_lies_where_no_backup_looks() -> None:
    row = store_file(b"voor even", name="even.png", media_type="image/png", at=NOW, passing=True)
    file_id = row.id
    assert passing_of(file_id).exists()
    assert not place_of(file_id).exists()
    assert not any(str(file_id) in member.name for member in folder_members(files_folder().parent))
    assert read_file(row) == b"voor even"
    destroy_file(row)
    assert not is_on_disk(file_id)


@pytest.mark.django_db
def test_a_passing_file_that_was_rolled_back_is_gone() -> None:
    with transaction.atomic():
        store_file(b"voor even", name="even.png", media_type="image/png", at=NOW, passing=True)
        transaction.set_rollback(True)
    gc.collect()
    assert not list((files_folder() / PASSING).glob("*"))
