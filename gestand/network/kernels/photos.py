"""A photo for the documentation: right way up, small enough, and nothing in it but what one sees."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MEDIA_TYPE = "image/jpeg"
LONGEST_SIDE = 1600  # px: a label on a cupboard can still be read
THUMBNAIL_SIDE = 320  # px: on a telephone's screen sharp at half that width
_QUALITY = 82
#: The parts of a JPEG without which there is no picture: tables, frame, scans.
_BEGINNING, _END, _SCAN, _JFIF = b"\xff\xd8", b"\xff\xd9", b"\xff\xda", b"\xff\xe0"
_OF_PIXELS = frozenset({b"\xff\xdb", b"\xff\xc0", b"\xff\xc1", b"\xff\xc2", b"\xff\xc4", b"\xff\xdd", _SCAN})
_JFIF_LENGTH = 14  # without a thumbnail
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7]")
_THUMBNAIL_QUALITY = 72


@dataclass(frozen=True, slots=True)
class Drawn:
    """Both as JPEG; the size is that of the photo."""

    photo: bytes
    thumbnail: bytes
    width_px: int
    height_px: int


def drawn_anew(picture: BinaryIO) -> Drawn:
    """Place, moment, camera, owner, thumbnails and colour profile of the original stay behind: only pixels go along.

    Takes a picture that was looked at before (``core.files``): its size and its truth are not asked here.
    """
    from PIL import Image, ImageOps

    picture.seek(0)
    with Image.open(picture, formats=("JPEG", "PNG", "WEBP")) as opened:
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is read at a fraction of its size
        opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
        photo = _on_white(ImageOps.exif_transpose(opened))
    small = photo.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), reducing_gap=2.0)
    return Drawn(_jpeg(photo, _QUALITY), _jpeg(small, _THUMBNAIL_QUALITY), photo.width, photo.height)


def is_bare(picture: BinaryIO) -> bool:
    """Whether it is as ``drawn_anew`` draws it: a JPEG of at most that size, with nothing beside its pixels."""
    from PIL import Image

    picture.seek(0)
    if not _holds_pixels_alone(picture.read()):
        return False
    picture.seek(0)
    with Image.open(picture) as opened:
        return max(opened.size) <= LONGEST_SIDE


def _holds_pixels_alone(content: bytes) -> bool:
    """A JPEG whose parts say what its pixels are and nothing else: no EXIF, no comment, nothing after its end
    (ITU-T T.81, annex B).
    """
    if content[:2] != _BEGINNING:
        return False
    at = len(_BEGINNING)
    while content[at : at + 2] != _END:
        marker, length = content[at : at + 2], int.from_bytes(content[at + 2 : at + 4])
        part = content[at + 4 : at + 2 + length]
        if marker == _JFIF:
            if len(part) != _JFIF_LENGTH or not part.startswith(b"JFIF\x00"):
                return False
        elif marker not in _OF_PIXELS:
            return False
        at += 2 + length
        if marker == _SCAN:
            following = _NEXT_MARKER.search(content, at)
            if following is None:
                return False
            at = following.start()
    return at + len(_END) == len(content)


def _on_white(picture: Picture) -> Picture:
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        ground = Image.new("RGB", seen.size, "white")
        ground.paste(seen, mask=seen.getchannel("A"))
        return ground
    return picture.convert("RGB")


def _jpeg(picture: Picture, quality: int) -> bytes:
    picture.info = {}
    drawn = io.BytesIO()
    picture.save(drawn, "JPEG", quality=quality, optimize=True, progressive=True, exif=b"", icc_profile=None)
    return drawn.getvalue()
