"""No photo that goes out tells where and with what it was made, whatever way it came in."""

from __future__ import annotations

import io
import zipfile
from typing import overload

import pytest

from gestand.core.files import read_file, store_file
from gestand.network.book.contents import TABLES
from gestand.network.book.handing_over import write_hand_over
from gestand.network.book.taking_in import take_in_book
from gestand.network.checks import NotDocumented
from gestand.network.kernels.photos import drawn_anew, is_bare
from gestand.network.row_rules import documentation_rule
from tests.cast import NOW, Cast
from tests.network.everything import write_everything
from tests.network.test_photos import add, picture

pytestmark = pytest.mark.django_db


def with_more(content: bytes, how: str) -> bytes:
    """What a file from elsewhere may hide beside its pixels: a camera's place, a comment, a second picture."""
    place = b"GPS 52.09 5.12 CameraVanCarla"
    if how == "after the end":
        return content + b"\xff\xd8" + place + b"\xff\xd9"
    marker = {"EXIF": b"\xff\xe1", "photoshop": b"\xff\xed", "comment": b"\xff\xfe", "odd": b"\xff\xeb"}[how]
    return content[:2] + marker + (len(place) + 2).to_bytes(2) + place + content[2:]


HIDDEN = ("EXIF", "photoshop", "comment", "odd", "after the end")


@pytest.mark.parametrize("how", HIDDEN)
def test_what_hides_beside_the_pixels_is_seen(how: str) -> None:
    drawn = drawn_anew(io.BytesIO(picture())).photo
    assert is_bare(io.BytesIO(drawn))
    assert not is_bare(io.BytesIO(with_more(drawn, how)))


@pytest.mark.parametrize("how", HIDDEN)
def test_no_book_carries_where_a_photo_was_taken(cast: Cast, how: str) -> None:
    write_everything(cast, cast.bakery, cast.carla)
    add(cast, picture())
    book = hand_over(cast)
    assert "CameraVanCarla" not in str(book) + str([zipped(book, name) for name in zipped(book)])
    altered = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as whole, zipfile.ZipFile(altered, "w") as copy:
        for name in whole.namelist():
            content = whole.read(name)
            copy.writestr(name, with_more(content, how) if name.endswith(".jpg") else content)
    for table in reversed(TABLES):
        table.of_client(cast.bakery.id).delete()
    take_in_book(io.BytesIO(altered.getvalue()), client=cast.bakery, by=cast.owner, at=NOW)
    again = hand_over(cast)
    photos = [name for name in zipped(again) if name.endswith(".jpg")]
    assert len(photos) == 2
    assert not any(b"CameraVanCarla" in zipped(again, name) for name in photos)


def test_a_portable_package_brings_no_photo_that_tells_where_it_was_taken(cast: Cast) -> None:
    row = add(cast, picture())
    documentation_rule([cast.bakery.id])
    row.file = store_file(with_more(read_file(row.file), "EXIF"), name="x.jpg", media_type="image/jpeg", at=NOW)
    row.save(update_fields=["file"])
    with pytest.raises(NotDocumented, match="meer dan wat men ziet"):
        documentation_rule([cast.bakery.id])


def hand_over(cast: Cast) -> bytes:
    written = io.BytesIO()
    write_hand_over(cast.bakery, language="nl", at=NOW, to=written)
    return written.getvalue()


@overload
def zipped(book: bytes) -> list[str]: ...
@overload
def zipped(book: bytes, name: str) -> bytes: ...
def zipped(book: bytes, name: str = "") -> list[str] | bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read(name) if name else archive.namelist()
