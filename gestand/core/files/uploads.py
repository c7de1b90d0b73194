"""What may come in: size, type by content, a harmless name."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext_lazy as _

from gestand.core.files.contents import CONTENT_CHECKS, ContentRefused, guessed_type
from gestand.core.files.pictures import without_metadata
from gestand.core.refusals import Refused

NAME_LENGTH = 120
_PICTURES = {"image/jpeg", "image/png", "image/webp"}


class UploadRefused(Refused):
    code = "upload_refused"


@dataclass(frozen=True, slots=True)
class CheckedUpload:
    name: str
    media_type: str
    content: UploadedFile


def checked_upload(
    upload: UploadedFile, *, allowed: Collection[str], limit_bytes: int, strip_pictures: bool = True
) -> CheckedUpload:
    """Check size and content (magic bytes and a parse, not the name or the browser's word). ``allowed`` holds media
    types. Pictures come back without place, camera and owner, unless ``strip_pictures`` is off.
    Refuses with a sentence (``UploadRefused``).
    """
    name = harmless_name(upload.name or "")
    size = upload.size or 0
    if size == 0:
        raise UploadRefused(_("This file is empty."), field="file")
    if size > limit_bytes:
        sentence = _("This file is larger than %(limit)s MB. Choose a smaller one.")
        raise UploadRefused(sentence % {"limit": max(1, limit_bytes // 1_000_000)}, field="file")
    stream = cast("BinaryIO", upload.file)
    try:
        media_type = _type_of(stream, name, allowed)
        _at_start(stream, CONTENT_CHECKS[media_type])
    except ContentRefused as refusal:
        raise UploadRefused(refusal.sentence, field="file") from None
    upload.seek(0)
    if media_type in _PICTURES and strip_pictures:
        upload = SimpleUploadedFile(name, without_metadata(stream, media_type), content_type=media_type)
    return CheckedUpload(name, media_type, upload)


def _type_of(stream: BinaryIO, name: str, allowed: Collection[str]) -> str:
    """The type by content; text alone is told apart by its name, because all text looks alike."""
    stream.seek(0)
    found = guessed_type(stream.read(4096), name)
    stream.seek(0)
    if found in allowed and found in CONTENT_CHECKS:
        return found
    if found is not None and found.startswith("text/") and "text/plain" in allowed:
        return "text/plain"
    raise ContentRefused(
        _("This kind of file cannot be used here: %(kinds)s can.") % {"kinds": kinds_in_words(allowed)}
    )


def kinds_in_words(allowed: Collection[str]) -> str:
    """For a sentence or a hint: "PDF, JPEG, PNG"."""
    return ", ".join(dict.fromkeys(KINDS[media_type] for media_type in KINDS if media_type in allowed))


KINDS = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "text/csv": "CSV",
    "text/plain": "TXT",
    "text/vcard": "vCard",
    "message/rfc822": "EML",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel (xlsx)",
}


def _at_start(stream: BinaryIO, check: Callable[[BinaryIO], None]) -> None:
    stream.seek(0)
    check(stream)
    stream.seek(0)


def harmless_name(name: str) -> str:
    """A name without folders, control characters and letters that turn the reading direction; never empty."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        " " if letter.isspace() else letter
        for letter in unicodedata.normalize("NFC", last)
        if letter.isspace() or unicodedata.category(letter)[0] != "C"  # control, format (bidi), surrogate, private
    )
    kept = " ".join("".join(letter for letter in kept if letter not in '<>:"|?*').split()).lstrip(". ")
    stem, dot, suffix = kept.rpartition(".")
    if dot and len(suffix) <= 10:  # noqa: PLR2004 - longer is no suffix
        return f"{(stem or 'bestand')[: NAME_LENGTH - len(suffix) - 1]}.{suffix}"
    return kept[:NAME_LENGTH] or "bestand"
