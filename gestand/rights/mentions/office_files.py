"""The words inside documents and workbooks (docx, xlsx, pptx, odt, ods, odp): a zip with XML, read within limits."""

from __future__ import annotations

import zipfile
from collections.abc import Generator, Iterator
from typing import IO, TYPE_CHECKING, BinaryIO
from xml.sax.handler import ContentHandler

from gestand.core.files.zips import ZIP_FAULTS

if TYPE_CHECKING:
    from xml.sax.xmlreader import AttributesImpl

#: Of all parts together so much is unpacked; more is a bomb, or nothing that a person writes.
MOST_UNPACKED_BYTES = 64 * 1024 * 1024
_MOST_PARTS = 2_000
_BLOCK_BYTES = 64 * 1024
#: Where the words stand: of OpenDocument in three files, of Office Open XML in folders.
_PARTS = ("content.xml", "meta.xml", "styles.xml")
_FOLDERS = ("word/", "ppt/slides/", "ppt/notesslides/", "ppt/comments/", "xl/sharedstrings", "xl/worksheets/",
            "xl/comments", "xl/threadedcomments/", "xl/persons/", "docprops/")  # fmt: skip
#: After one of these something new begins; other tags stand inside words.
_ENDS_A_LINE = frozenset({"p", "h", "row", "tr", "table-row", "si", "br", "line-break", "comment"})
_ENDS_A_WORD = frozenset({"c", "tab", "tc", "table-cell", "cell", "s", "creator", "lastModifiedBy", "title", "subject",
                          "keywords", "description", "initial-creator", "keyword"})  # fmt: skip
#: Who wrote or changed something stands beside the words.
_NAMES_SOMEBODY = frozenset({"author", "displayName", "userId", "title", "descr"})


class Unpackable(Exception):
    """The file is no such zip, is damaged or locked."""


class TooMuchInside(Exception):
    """It unpacks to more than is read."""


def pieces(stream: BinaryIO) -> Iterator[str]:
    """Its words, in small pieces, in the order of the file. Raises ``Unpackable``, ``TooMuchInside``."""
    try:
        with zipfile.ZipFile(stream) as archive:
            if len(archive.infolist()) > _MOST_PARTS:
                raise TooMuchInside
            left = MOST_UNPACKED_BYTES
            for part in archive.infolist():
                if not _holds_words(part.filename.lower()):
                    continue
                with archive.open(part) as unpacked:
                    left = yield from _words(unpacked, left)
    except ZIP_FAULTS as fault:
        raise Unpackable from fault


def _holds_words(name: str) -> bool:
    if not name.endswith(".xml"):
        return False
    return name in _PARTS or (name.startswith(_FOLDERS) and "/theme/" not in name and "/_rels/" not in name)


def _words(unpacked: IO[bytes], left: int) -> Generator[str, None, int]:
    """The words of one part; gives back how many bytes of the whole are left. What its header says is not trusted."""
    from xml.sax import SAXException

    from defusedxml.common import DefusedXmlException
    from defusedxml.expatreader import create_parser

    reader = _Words()
    parser = create_parser(forbid_dtd=False)
    parser.setContentHandler(reader)
    try:
        while block := unpacked.read(_BLOCK_BYTES):
            left -= len(block)
            if left < 0:
                raise TooMuchInside
            parser.feed(block)
            yield reader.taken()
        parser.close()
    except (SAXException, DefusedXmlException) as fault:
        raise Unpackable from fault
    yield reader.taken()
    return left


class _Words(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self._above: list[bool] = []  # for each tag around: whether it holds the number of a text instead of words
        self._numbered = False

    def taken(self) -> str:
        text = "".join(self._pieces)
        self._pieces.clear()
        return text

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - the name that the parser calls
        local = name.rpartition(":")[2]
        if local == "c":
            self._numbered = attrs.get("t") == "s"
        self._above.append(local == "v" and self._numbered)
        for key in attrs.getNames():
            if key.rpartition(":")[2] in _NAMES_SOMEBODY:
                self._pieces.append(f"\n{attrs[key]}\n")

    def endElement(self, name: str) -> None:  # noqa: N802
        self._above.pop()
        local = name.rpartition(":")[2]
        self._pieces.append("\n" if local in _ENDS_A_LINE else " " if local in _ENDS_A_WORD else "")

    def characters(self, content: str) -> None:
        if not self._above[-1]:
            self._pieces.append(content)
