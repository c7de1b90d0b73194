"""Sealed files: what goes in comes out, and nothing that was touched does."""

from __future__ import annotations

import io
import os

import pytest
from django.db import transaction

from gestand.core.files import FileDamaged, destroy_file, open_file, read_file, store_file
from gestand.core.files.models import StoredFile
from gestand.core.files.sealing import CHUNK_BYTES, HEADER_BYTES, TAG_BYTES
from gestand.core.files.store import draft_of, place_of
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
    with pytest.raises(RuntimeError), transaction.atomic():
        row = stored(b"weg ermee")
        assert read_file(row) == b"weg ermee"
        raise RuntimeError
    assert not place_of(row.id).exists()
    assert not draft_of(row.id).exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_is_destroyed_when_its_transaction_commits_and_not_before() -> None:
    row = stored(b"bewaren")
    place = place_of(row.id)
    with pytest.raises(RuntimeError), transaction.atomic():
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
