"""What may come in: size, type by content, a harmless name (stub, being written)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from gestand.core.refusals import Refused


class UploadRefused(Refused):
    code = "upload_refused"


@dataclass(frozen=True, slots=True)
class CheckedUpload:
    name: str
    media_type: str
    content: UploadedFile


def checked_upload(upload: UploadedFile, *, allowed: Collection[str], limit_bytes: int) -> CheckedUpload:
    """Check size and content (magic bytes and a parse, not the name or the browser's word). ``allowed`` holds media
    types. Refuses with a sentence (``UploadRefused``).
    """
    raise NotImplementedError
