"""Pictures without what the camera added: place, moment, device, owner, thumbnails."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_QUALITY = 92


def without_metadata(picture: BinaryIO, media_type: str) -> bytes:
    """The same picture, drawn anew the right way up; nothing but its pixels and colours goes along."""
    from PIL import Image, ImageOps

    picture.seek(0)
    with Image.open(picture) as opened:
        bare = ImageOps.exif_transpose(opened)
        known = dict(opened.info)
    if media_type == "image/jpeg" and bare.mode not in ("RGB", "L"):
        bare = bare.convert("RGB")
    bare.info = {}
    how: dict[str, Any] = {} if media_type == "image/png" else {"quality": _QUALITY}
    how |= {name: known[name] for name in ("icc_profile", "transparency") if name in known}
    drawn = io.BytesIO()
    bare.save(drawn, _FORMATS[media_type], **how)
    return drawn.getvalue()
