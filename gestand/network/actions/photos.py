"""Photos of a device: made smaller, without what the camera wrote in them, sealed on disk."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gestand.core.files import checked_upload, destroy_file, store_file
from gestand.core.files.uploads import harmless_name
from gestand.network.actions.noting import require_reach
from gestand.network.actions.parts import note_part
from gestand.network.checks import NotDocumented
from gestand.network.kernels.photos import MEDIA_TYPE, drawn_anew
from gestand.network.models import Device, DevicePhoto
from gestand.network.parts import Part
from gestand.people.actions.rights import locked

if TYPE_CHECKING:
    from gestand.core.actors import Actor

KINDS = frozenset({"image/jpeg", "image/png", "image/webp"})
LARGEST_BYTES = 25_000_000
MOST_PHOTOS = 30
_LONGEST_CAPTION = 120


def add_photo(device: Device, upload: UploadedFile, *, by: Actor, at: datetime, caption: str = "") -> DevicePhoto:
    """Refuses (``UploadRefused``) what is no JPEG, PNG or WebP, is damaged, moves or is far too large,
    (``NotDocumented``) more photos of one device than anybody looks at.
    """
    require_reach(by, device.client_id)
    found = checked_upload(upload, allowed=KINDS, limit_bytes=LARGEST_BYTES, strip_pictures=False)
    drawn = drawn_anew(cast("BinaryIO", found.content.file))
    with transaction.atomic():
        fresh = locked(device)
        if DevicePhoto.objects.filter(device=fresh).count() >= MOST_PHOTOS:
            raise NotDocumented(
                _("There are %(count)d photos of this device. Remove one first.") % {"count": MOST_PHOTOS},
                field="file",
            )
        name = harmless_name(f"{fresh.name}.jpg")
        row = DevicePhoto(
            device=fresh,
            file=store_file(drawn.photo, name=name, media_type=MEDIA_TYPE, at=at),
            thumbnail=store_file(drawn.thumbnail, name=name, media_type=MEDIA_TYPE, at=at),
            caption=_checked(caption),
            width_px=drawn.width_px,
            height_px=drawn.height_px,
            taken_at=at,
        )
        row.save(force_insert=True)
        _note("add", row, "", _words(row), by=by, at=at)
    return row


def caption_photo(row: DevicePhoto, *, by: Actor, at: datetime, caption: str) -> DevicePhoto:
    require_reach(by, row.device.client_id)
    with transaction.atomic():
        fresh = locked(row)
        before, fresh.caption = _words(fresh), _checked(caption)
        if _words(fresh) != before:
            fresh.save(update_fields=["caption"])
            _note("change", fresh, before, _words(fresh), by=by, at=at)
    return fresh


def remove_photo(row: DevicePhoto, *, by: Actor, at: datetime) -> None:
    """Destroy the photo, on the disk too."""
    require_reach(by, row.device.client_id)
    with transaction.atomic():
        fresh = locked(row)
        _note("remove", fresh, _words(fresh), "", by=by, at=at)
        destroy_photo(fresh)


def destroy_photo(row: DevicePhoto) -> None:
    """Row and files, without a line in history: for who takes the device away with all that is its."""
    stored = (row.file, row.thumbnail)
    row.delete()
    for file in stored:
        destroy_file(file)


def _note(verb: str, row: DevicePhoto, before: str, after: str, *, by: Actor, at: datetime) -> None:
    note_part(f"network.photo.{verb}", row, [(row.device, Part.PHOTO, before, after)], by=by, at=at)


def _checked(caption: str) -> str:
    words = " ".join(caption.split())
    if len(words) > _LONGEST_CAPTION:
        raise NotDocumented(_("This is too long for a caption."), field="caption")
    return words


def _words(row: DevicePhoto) -> str:
    return row.caption or timezone.localdate(row.taken_at).isoformat()
