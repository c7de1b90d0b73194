"""A picture that came from outside, drawn anew: its pixels alone go on, nothing that a camera or a stranger added."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.utils.translation import gettext_lazy as _

from gestand.core.files import checked_upload
from gestand.core.refusals import Refused

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from PIL import Image

MEDIA_TYPE = "image/png"
_TAKEN = ("image/png", "image/jpeg")
LARGEST_BYTES = 12_000_000
_ROOM_FOR_THE_FORM = 100_000
#: The page draws at most 1,600 by 1,600; turned by some degrees that needs this much.
LONGEST_SIDE, SHORTEST_SIDE = 2_400, 120
#: So black is a box: the page paints pure black, and a JPEG may be a little off.
_BLACK = 10
#: The boxes of every guide cover far more than this part of the picture.
_LEAST_BLACK = 0.02


class PictureRefused(Refused):
    code = "picture_refused"


class KeptInMemory(MemoryFileUploadHandler):
    """An upload that never touches the disk before it is sealed."""

    def handle_raw_input(self, *given: Any, **_more: Any) -> None:
        self.activated = given[2] <= LARGEST_BYTES + _ROOM_FOR_THE_FORM  # the length that the server has seen to


def redrawn(upload: UploadedFile) -> bytes:
    """The same pixels as a PNG of our own. Refuses what is no still picture, too large or too small, and a picture in
    which nothing is black (``PictureRefused``, ``UploadRefused``).
    """
    checked = checked_upload(upload, allowed=_TAKEN, limit_bytes=LARGEST_BYTES, strip_pictures=False)
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(cast("BinaryIO", checked.content.file), formats=("PNG", "JPEG")) as opened:
            _require_size(*opened.size)
            bare = _on_white(opened)
    if _black_part(bare) < _LEAST_BLACK:
        raise PictureRefused(
            _("Nothing is blackened in this picture. Use the page from our mail, which covers what we may not see."),
            field="picture",
        )
    pixels = Image.frombytes("RGB", bare.size, bare.tobytes())
    drawn = io.BytesIO()
    pixels.save(drawn, "PNG")
    return drawn.getvalue()


def _require_size(width: int, height: int) -> None:
    if max(width, height) > LONGEST_SIDE:
        raise PictureRefused(_("This picture is too large. The page from our mail makes it smaller."), field="picture")
    if min(width, height) < SHORTEST_SIDE:
        raise PictureRefused(_("This picture is too small to read a name in."), field="picture")


def _on_white(opened: Image.Image) -> Image.Image:
    from PIL import Image

    if opened.mode == "RGB":
        return opened.copy()
    whole = opened.convert("RGBA")
    ground = Image.new("RGB", whole.size, "white")
    ground.paste(whole, mask=whole.getchannel("A"))
    return ground


def _black_part(picture: Image.Image) -> float:
    grey = picture.convert("L").histogram()
    return sum(grey[: _BLACK + 1]) / max(1, sum(grey))
