"""Photos of a device: small, bare, sealed; and what is no photo is refused."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from PIL import Image

from gestand.core.files import UploadRefused, read_file
from gestand.core.files.models import StoredFile
from gestand.network import actions
from gestand.network.actions.photos import add_photo, caption_photo, remove_photo
from gestand.network.models import Change, Device, DevicePhoto
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def device(cast: Cast) -> Device:
    made = actions.add_thing("device", by=cast.owner, at=NOW, owner=cast.bakery, kind="computer", name="Kassa")
    assert isinstance(made, Device)
    return made


def picture(
    size: tuple[int, int] = (2400, 1200), kind: str = "JPEG", *, mode: str = "RGB", turned: bool = False
) -> bytes:
    drawn = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "CameraVanCarla"
    exif[0x8825] = {1: "N", 2: (52.0, 5.0, 1.0)}
    if turned:
        exif[0x0112] = 6
    Image.new(mode, size, "teal").save(drawn, kind, exif=exif)
    return drawn.getvalue()


def upload(content: bytes, name: str = "foto.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def add(cast: Cast, content: bytes, name: str = "foto.jpg") -> DevicePhoto:
    return add_photo(device(cast), upload(content, name), by=cast.owner, at=NOW, caption="Etiket")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_made_smaller_and_bare(cast: Cast, kind: str) -> None:
    photo = add(cast, picture(kind=kind))
    kept = read_file(photo.file)
    assert b"CameraVanCarla" not in kept
    opened = Image.open(io.BytesIO(kept))
    assert (opened.format, opened.size, dict(opened.getexif())) == ("JPEG", (1600, 800), {})
    assert (photo.width_px, photo.height_px) == (1600, 800)
    assert max(Image.open(io.BytesIO(read_file(photo.thumbnail))).size) == 320


def test_the_photo_of_a_telephone_that_writes_two_views_is_a_photo(cast: Cast) -> None:
    drawn = io.BytesIO()
    views = [Image.new("RGB", (400, 300), colour) for colour in ("teal", "navy")]
    views[0].save(drawn, "MPO", save_all=True, append_images=views[1:])
    photo = add(cast, drawn.getvalue())
    assert Image.open(io.BytesIO(read_file(photo.file))).format == "JPEG"


def test_a_photo_stands_the_right_way_up(cast: Cast) -> None:
    photo = add(cast, picture(turned=True))
    assert (photo.width_px, photo.height_px) == (800, 1600)


def test_what_is_transparent_becomes_white(cast: Cast) -> None:
    drawn = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(drawn, "PNG")
    photo = add(cast, drawn.getvalue())
    assert Image.open(io.BytesIO(read_file(photo.file))).getpixel((5, 5)) == (255, 255, 255)


def test_a_photo_is_sealed_on_the_disk(cast: Cast) -> None:
    photo = add(cast, picture())
    sealed = b"".join(path.read_bytes() for path in Path(settings.GESTAND_HOME).glob("files/**/*") if path.is_file())
    assert read_file(photo.file)[:64] not in sealed
    assert b"JFIF" not in sealed


def bomb() -> bytes:
    """A PNG of a few kilobytes that would fill gigabytes."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9000)) + chunk(b"IEND", b"")
    )


HOSTILE = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "html that begins as a GIF": b"GIF89a<script>alert(1)</script>",
    "a bomb": bomb(),
    "half a picture": picture()[:900],
    "noise behind a JPEG's first bytes": b"\xff\xd8\xff\xe0" + b"\x00rubbish" * 400,
    "nothing": b"",
    "a program": b"MZ" + b"\0" * 500,
}


@pytest.mark.parametrize("what", list(HOSTILE))
def test_what_is_no_photo_is_refused_with_a_sentence(cast: Cast, anna: Browser, what: str) -> None:
    till = device(cast)
    with pytest.raises(UploadRefused) as refusal:
        add_photo(till, upload(HOSTILE[what]), by=cast.owner, at=NOW)
    assert refusal.value.field == "file"
    answer = anna.post(reverse("network:photo-new", args=[till.pk]), {"file": upload(HOSTILE[what])})
    assert answer.status_code == 422
    assert not DevicePhoto.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_page_hidden_in_a_photo_does_not_survive_it(cast: Cast, anna: Browser) -> None:
    photo = add(cast, picture() + b"<script>alert(1)</script>")
    answer = anna.get(reverse("network:photo", args=[photo.pk]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    answer.close()
    assert b"<script>" not in content
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_form_keeps_a_photo_and_the_page_shows_it_small(cast: Cast, anna: Browser) -> None:
    till = device(cast)
    url = reverse("network:photo-new", args=[till.pk])
    assert anna.post(url, {"file": upload(picture()), "caption": "Etiket"}).status_code == 302
    photo = DevicePhoto.objects.get()
    shown = anna.get(reverse("network:thing", args=["device", till.pk])).content.decode()
    small = reverse("network:photo-thumbnail", args=[photo.pk])
    assert small in shown
    answer = anna.get(small)
    assert len(b"".join(answer.streaming_content)) < 20_000  # type: ignore[attr-defined]
    answer.close()


def test_a_caption_changes_and_stands_in_the_history(cast: Cast) -> None:
    photo = add(cast, picture())
    caption_photo(photo, by=cast.owner, at=NOW, caption="Achterkant")
    change = Change.objects.filter(thing_id=photo.device_id).first()
    assert change is not None
    assert change.fields == {"photo": ["Etiket", "Achterkant"]}


@pytest.mark.django_db(transaction=True)
def test_a_photo_that_is_removed_leaves_nothing_on_the_disk(cast: Cast) -> None:
    photo = add(cast, picture())
    remove_photo(photo, by=cast.owner, at=NOW)
    assert not StoredFile.objects.exists()
    assert not [path for path in Path(settings.GESTAND_HOME).glob("files/??/*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
def test_with_a_device_go_its_photos(cast: Cast) -> None:
    photo = add(cast, picture())
    actions.remove_thing(photo.device, by=cast.owner, at=NOW)
    assert not StoredFile.objects.exists()


def test_a_standin_of_another_client_sees_no_photo(cast: Cast, bram: Browser) -> None:
    made = actions.add_thing("device", by=cast.owner, at=NOW, owner=cast.jansen, kind="computer", name="Laptop")
    assert isinstance(made, Device)
    photo = add_photo(made, upload(picture()), by=cast.owner, at=NOW)
    for name in ("photo", "photo-thumbnail", "photo-edit", "photo-remove"):
        assert bram.get(reverse(f"network:{name}", args=[photo.pk])).status_code == 404
    assert bram.post(reverse("network:photo-remove", args=[photo.pk])).status_code == 404
    assert DevicePhoto.objects.exists()
