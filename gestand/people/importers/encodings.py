"""Which encoding: byte-order mark, UTF-16 by its zero bytes, UTF-8 by its own check, else a Western code page."""

from __future__ import annotations

import codecs
import io
import re
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from gestand.people.importers.contact import NotAContactsFile

SAMPLE_BYTES = 64 * 1024
_BLOCK = 256 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Windows, old Macintosh, DOS ("CSV (MS-DOS)" in Excel), Central Europe: what a Dutch office may still meet.
_CODE_PAGES = ("cp1252", "mac_roman", "cp850")
_WELL_KNOWN = frozenset("éëèêïíîöóòôüúùûáàäâãåçñøæßÉËÈÊÏÍÎÖÓÒÔÜÚÙÛÁÀÄÂÃÅÇÑØÆ")
_USUAL_SIGNS = frozenset("€£°’‘“”–—…«»´`²³½•")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")


def recognise_encoding(stream: BinaryIO) -> str:
    """The encoding of the whole stream (left at its start). Refuses what is no text at all."""
    stream.seek(0)
    sample = stream.read(SAMPLE_BYTES)
    stream.seek(0)
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    if wide := _utf16_without_mark(sample):
        return wide
    if len(_CONTROL.findall(sample)) > max(4, len(sample) // 50):
        raise NotAContactsFile(
            _(
                "This file holds no readable text. "
                "Export your contacts as CSV, vCard or Excel (.xlsx) and choose that file."
            )
        )
    odd_lines = _lines_that_are_not_utf8(stream)
    if not odd_lines:
        return "utf-8"
    return _code_page(odd_lines)


def open_text(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """The stream as text from its start; what cannot be decoded becomes U+FFFD. Detach it to keep the stream."""
    stream.seek(0)
    return io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")


def _utf16_without_mark(sample: bytes) -> str:
    """Latin text in UTF-16 has a zero in every other byte."""
    pairs = len(sample) // 2
    if not pairs or b"\x00" not in sample:
        return ""
    high_little, high_big = sample[1::2].count(0), sample[0::2].count(0)
    if high_little > pairs * 0.6 and high_big < pairs * 0.1:
        return "utf-16-le"
    if high_big > pairs * 0.6 and high_little < pairs * 0.1:
        return "utf-16-be"
    return ""


def _lines_that_are_not_utf8(stream: BinaryIO) -> bytes:
    """Some lines that break UTF-8's rules, or nothing: the whole file is checked, a guess needs only these."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    stream.seek(0)
    while block := stream.read(_BLOCK):
        try:
            decoder.decode(block)
        except UnicodeDecodeError:
            break
    else:
        return b""  # a file that was cut in the middle of its last letter is still UTF-8
    rest = block + stream.read(_BLOCK)
    stream.seek(0)
    lines = [line for line in rest.splitlines() if any(byte > 0x7F for byte in line)]  # noqa: PLR2004 - beyond ASCII
    return b"\n".join(lines)[:SAMPLE_BYTES] or b"\xff"


def _code_page(odd_lines: bytes) -> str:
    """The code page in which the odd letters read as letters; Windows-1252 when nothing tells them apart.

    A general guesser decides only what this cannot: on the few accents of a Dutch file it takes Mac for Turkish.
    """
    scores = {name: _likeness(odd_lines, name) for name in _CODE_PAGES}
    best = max(_CODE_PAGES, key=lambda name: scores[name])
    if scores[best] > 0:
        return best
    from charset_normalizer import from_bytes

    guess = from_bytes(odd_lines).best()
    # UTF was ruled out before: without its mark a stream of UTF-16 cannot even be opened.
    return guess.encoding if guess is not None and not guess.encoding.startswith(("ascii", "utf")) else "cp1252"


def _likeness(sample: bytes, encoding: str) -> float:
    """How far the letters beyond ASCII are those that names and towns here are written with (-1 to 1)."""
    text = sample.decode(encoding, errors="replace")
    score = count = 0.0
    previous = " "
    for letter in text:
        if ord(letter) > 0x7F:  # noqa: PLR2004 - beyond ASCII
            count += 1
            if letter in _WELL_KNOWN:
                # A capital in the middle of a small-letter word is what the wrong code page makes.
                score += 1 if letter.islower() or not previous.islower() else -0.5
            elif letter in _USUAL_SIGNS:
                score += 0.6 if letter in "’–€" else 0.2
            else:
                score -= 1
        previous = letter
    return score / count if count else 0.0
