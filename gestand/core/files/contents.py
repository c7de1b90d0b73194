"""Is it what it says it is? For each kind of file a look inside, with limits against bombs."""

from __future__ import annotations

import codecs
import warnings
import zipfile
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext_lazy as _

from gestand.core.files.zips import ZIP_FAULTS

if TYPE_CHECKING:
    from django.utils.functional import Promise
    from PIL.Image import Image

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PIXELS = 50_000_000
MOST_ZIP_MEMBERS = 2_000
MOST_UNPACKED_BYTES = 500_000_000
MOST_RATIO = 200
_RATIO_COUNTS_FROM_BYTES = 1_000_000
MOST_PDF_PAGES = 5_000
_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL_BYTES = bytes(set(range(32)) - {9, 10, 12, 13, 26, 27})


class ContentRefused(Exception):
    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def guessed_type(head: bytes, name: str) -> str | None:
    """The kind by its first bytes; for text by the end of its name."""
    for magic, media_type in (
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"PK\x03\x04", XLSX),
    ):
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if not _looks_like_text(head):
        return None
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:11].upper() == b"BEGIN:VCARD":
        return "text/vcard"
    suffix = name.lower().rpartition(".")[2]
    by_name = {"csv": "text/csv", "tsv": "text/csv", "vcf": "text/vcard", "eml": "message/rfc822"}
    return by_name.get(suffix, "text/plain")


def _looks_like_text(head: bytes) -> bool:
    if head.startswith(_BOMS) or _looks_like_utf16(head):
        return True
    return not any(byte in _CONTROL_BYTES for byte in head)


def _looks_like_utf16(head: bytes) -> bool:
    """Without a mark at the start: every second byte of western text is zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    return len(head) >= 4 and max(even, odd) > half * 0.7 and min(even, odd) == 0  # noqa: PLR2004


def check_pdf(stream: BinaryIO) -> None:
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it repeats parts of the file
    try:
        reader = PdfReader(stream, strict=False)
        locked = reader.is_encrypted
        pages = 0 if locked else len(reader.pages)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError):
        raise ContentRefused(_("This PDF is damaged and cannot be opened.")) from None
    if locked:
        raise ContentRefused(_("This PDF is locked with a password. Save it without one and choose it again."))
    if not 0 < pages <= MOST_PDF_PAGES:
        raise ContentRefused(_("This PDF has no pages, or far too many."))


def check_picture(stream: BinaryIO) -> None:
    from PIL import Image, UnidentifiedImageError

    too_large = ContentRefused(_("This picture is too large, or it moves. Choose a smaller, still one."))
    damaged = ContentRefused(_("This picture is damaged and cannot be opened."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(stream, formats=("JPEG", "PNG", "WEBP")) as picture:
                if picture.width * picture.height > MOST_PIXELS or _moves(picture):
                    raise too_large
                picture.verify()
            stream.seek(0)
            with Image.open(stream, formats=("JPEG", "PNG", "WEBP")) as picture:
                picture.load()  # verify alone does not see a cut
    except ContentRefused:
        raise
    except Image.DecompressionBombError:
        raise too_large from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, zlib.error):
        raise damaged from None


def _moves(picture: Image) -> bool:
    """Telephones write a smaller or second view behind the photo (MPO): that is a still one all the same."""
    return getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO"


def check_text(stream: BinaryIO) -> None:
    """Every byte must be text in some encoding: no zero bytes outside UTF-16."""
    head = stream.read(4096)
    wide = head.startswith(_BOMS) or _looks_like_utf16(head)
    if head.startswith((b"MZ", b"\x7fELF", b"#!")):
        raise ContentRefused(_("This is a program, not a text."))
    part = head
    while part:
        if not wide and any(byte in part for byte in (b"\x00", b"\x01", b"\x02", b"\x7f\x45")):
            raise ContentRefused(_("This file is not a text that can be read."))
        part = stream.read(1024 * 1024)


def check_vcard(stream: BinaryIO) -> None:
    check_text(stream)
    stream.seek(0)
    if b"BEGIN:VCARD" not in stream.read(4096).replace(b"\x00", b"").upper():
        raise ContentRefused(_("There is no contact in this vCard file."))


def check_mail(stream: BinaryIO) -> None:
    from email import message_from_bytes, policy

    head = stream.read(64 * 1024)
    message = message_from_bytes(head, policy=policy.compat32)
    if not any(name in message for name in ("From", "Received", "Date", "Message-ID")):
        raise ContentRefused(_("This is not an e-mail that was saved as a file."))


def check_xlsx(stream: BinaryIO) -> None:
    """A workbook without macros, whose unpacked size is that of a workbook and not of a bomb."""
    try:
        with zipfile.ZipFile(stream) as archive:
            _check_members(archive)
            names = {member.filename for member in archive.infolist()}
            if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
                raise ContentRefused(_("This is not an Excel workbook (xlsx)."))
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise ContentRefused(_("This workbook holds macros. Save it as an ordinary workbook (xlsx)."))
            archive.read("[Content_Types].xml")
    except ZIP_FAULTS:
        raise ContentRefused(_("This workbook is damaged and cannot be opened.")) from None


def _check_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    bomb = unpacked > MOST_UNPACKED_BYTES or (
        unpacked > _RATIO_COUNTS_FROM_BYTES and unpacked > MOST_RATIO * max(1, packed)
    )
    if len(members) > MOST_ZIP_MEMBERS or bomb:
        raise ContentRefused(_("This workbook becomes far too large when it is opened."))
    if any(member.flag_bits & 1 for member in members):
        raise ContentRefused(_("This workbook is locked with a password. Save it without one and choose it again."))


CONTENT_CHECKS: dict[str, Callable[[BinaryIO], None]] = {
    "application/pdf": check_pdf,
    "image/jpeg": check_picture,
    "image/png": check_picture,
    "image/webp": check_picture,
    "text/csv": check_text,
    "text/plain": check_text,
    "text/vcard": check_vcard,
    "message/rfc822": check_mail,
    XLSX: check_xlsx,
}
