"""What a stored file says, read within limits of size and time; what no program can read is told with the reason."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser
from typing import TYPE_CHECKING, BinaryIO

from gestand.core.files import FileDamaged, open_file
from gestand.people.importers.contact import NotAContactsFile
from gestand.people.importers.encodings import open_text, recognise_encoding
from gestand.rights.mentions.office_files import TooMuchInside, Unpackable, pieces
from gestand.rights.mentions.papers import reading_pdfs
from gestand.rights.mentions.pdf_alone import MOST_CHARACTERS

if TYPE_CHECKING:
    from email.message import Message

    from gestand.core.files.models import StoredFile

#: Files that people send each other are smaller; a larger one is looked at by a human.
MOST_BYTES = 32 * 1024 * 1024
_BLOCK_CHARACTERS = 64 * 1024
_MOST_PARTS_OF_A_MAIL = 200
_LARGEST_LOGO_BYTES = 64 * 1024
_MOST_MAIL_BYTES = 16 * 1024 * 1024


class Unread(StrEnum):
    """Why a file was not read, or not wholly."""

    PICTURE = "picture"
    SCAN = "scan"
    LOCKED = "locked"
    DAMAGED = "damaged"
    LARGE = "large"
    KIND = "kind"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class FileText:
    """The name and the words of a file; ``unread`` says why not all of it was read, if so."""

    text: str
    unread: Unread | None = None


class _Stopped(Exception):
    def __init__(self, why: Unread) -> None:
        super().__init__(why)
        self.why = why


def read_text(stored: StoredFile) -> FileText:
    """The words of a file, its name first. Never raises for what stands in the file."""
    said = [stored.name, "\n"]
    unread: Unread | None = None
    try:
        said.extend(_first_characters(_pieces(stored)))
    except _Stopped as stopped:
        unread = stopped.why
    except (FileDamaged, OSError, Unpackable, NotAContactsFile, LookupError, ValueError, RecursionError):
        unread = Unread.DAMAGED
    except TooMuchInside:
        unread = Unread.LARGE
    return FileText(unicodedata.normalize("NFC", "".join(said)), unread)


def _pieces(stored: StoredFile) -> Iterator[str]:
    if stored.size_bytes > MOST_BYTES:
        raise _Stopped(Unread.LARGE)
    with open_file(stored) as stream:
        yield from _pieces_of(stream, stored.media_type, stored.name)


def _first_characters(pieces: Iterator[str]) -> Iterator[str]:
    room = MOST_CHARACTERS
    for piece in pieces:
        yield piece[:room]
        room -= len(piece)
        if room <= 0:
            raise _Stopped(Unread.LARGE)


def _pieces_of(stream: BinaryIO, media_type: str, name: str) -> Iterator[str]:
    """By its first bytes, not by what it is called: a PDF that is called a picture is still read."""
    head = stream.read(4096)
    stream.seek(0)
    suffix = name.lower().rpartition(".")[2]
    if b"%PDF-" in head[:1024]:
        yield from _pdf(stream)
    elif head.startswith(b"PK\x03\x04"):
        yield from _office(stream, media_type, suffix)
    elif media_type.startswith("image/") or head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")):
        raise _Stopped(Unread.PICTURE)
    elif media_type == "message/rfc822" or suffix == "eml":
        yield from _mail(stream)
    else:
        yield from _plain_or_html(stream, is_html=_is_html(head, media_type, suffix))


def _is_html(head: bytes, media_type: str, suffix: str) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")[:60].lower()
    return media_type == "text/html" or suffix in ("html", "htm") or start.startswith((b"<!doctype html", b"<html"))


def _office(stream: BinaryIO, media_type: str, suffix: str) -> Iterator[str]:
    is_office = "officedocument" in media_type or "opendocument" in media_type or suffix in (
        "docx", "docm", "xlsx", "xlsm", "pptx", "odt", "ods", "odp",
    )  # fmt: skip
    if not is_office:
        raise _Stopped(Unread.KIND)
    yield from pieces(stream)


def _plain_or_html(stream: BinaryIO, *, is_html: bool) -> Iterator[str]:
    try:
        encoding = recognise_encoding(stream)
    except NotAContactsFile:
        raise _Stopped(Unread.KIND) from None
    words = _HtmlWords()
    text = open_text(stream, encoding)
    try:
        while block := text.read(_BLOCK_CHARACTERS):
            yield words.fed(block) if is_html else block
        yield words.fed("", is_last=True)
    finally:
        text.detach()


class _HtmlWords(HTMLParser):
    """Words of a page, and the addresses that its links lead to; tags inside a word do not cut it."""

    _ENDS_A_LINE = frozenset({"p", "div", "br", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "table"})
    _SAYS = frozenset({"href", "title", "alt", "value", "content"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []

    def fed(self, block: str, *, is_last: bool = False) -> str:
        self.feed(block)
        if is_last:
            self.close()
        text = "".join(self._pieces)
        self._pieces.clear()
        return text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._ENDS_A_LINE:
            self._pieces.append("\n")
        self._pieces.extend(f" {value} " for key, value in attrs if key in self._SAYS and value)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._ENDS_A_LINE:
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)


def _mail(stream: BinaryIO) -> Iterator[str]:
    """Who, to whom, what about, the texts, and what is attached, each with its name."""
    from email import message_from_bytes, policy

    message = message_from_bytes(stream.read(_MOST_MAIL_BYTES), policy=policy.default)
    left_out: Unread | None = Unread.LARGE if stream.read(1) else None
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS_OF_A_MAIL:
            raise _Stopped(Unread.LARGE)
        try:
            yield from _heading(part)
            if not part.is_multipart():
                yield from _content(part)
        except _Stopped as stopped:
            left_out = stopped.why
        except (Unpackable, NotAContactsFile, ValueError, LookupError, AttributeError, TypeError):
            left_out = Unread.DAMAGED
    if left_out is not None:
        raise _Stopped(left_out)


def _heading(part: Message) -> Iterator[str]:
    for name in ("From", "Reply-To", "To", "Cc", "Bcc", "Subject", "Date"):
        yield "".join(f"{value}\n" for value in part.get_all(name, []))
    yield f"{part.get_filename() or ''}\n"


def _content(part: Message) -> Iterator[str]:
    content = part.get_payload(decode=True)
    plain = content if isinstance(content, bytes) else b""
    if part.get_content_maintype() != "text":
        if not _is_a_logo(part, plain):
            yield from _pieces_of(io.BytesIO(plain), part.get_content_type(), part.get_filename() or "")
        return
    try:
        text = plain.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = plain.decode("cp1252", "replace")
    yield _HtmlWords().fed(text, is_last=True) if part.get_content_subtype() == "html" else text
    yield "\n"


def _is_a_logo(part: Message, content: bytes) -> bool:
    """A small picture that belongs to the look of the mail."""
    return "Content-ID" in part and part.get_content_maintype() == "image" and len(content) < _LARGEST_LOGO_BYTES


def _pdf(stream: BinaryIO) -> Iterator[str]:
    with reading_pdfs() as reader:
        text, unread = reader.read(stream.read())
    yield text
    if unread is not None:
        raise _Stopped(Unread(unread))
