"""The process that reads PDFs: ``python -m gestand.rights.mentions.pdf_alone``. It loads nothing of the house.

On its standard input a PDF after its length (eight bytes, the largest first); on its output one line of JSON for each:
``{"text": "…", "unread": null}``. Whatever a PDF makes of this process, the office does not notice more than its end.
"""

from __future__ import annotations

import io
import json
import logging
import resource
import sys
import time
from collections.abc import Iterator

#: A PDF that asks for more than this is read by a human.
MOST_MEMORY_BYTES = 1024 * 1024 * 1024
MOST_CHARACTERS = 2_000_000
MOST_PAGES = 300
MOST_PAGE_BYTES = 4 * 1024 * 1024
MOST_SECONDS = 20.0
#: Fewer letters than this on a page, and it is a picture of a text.
_FEWEST_LETTERS_A_PAGE = 12
LENGTH_BYTES = 8


class Stopped(Exception):
    """Why not all of it was read: a value of ``Unread``."""


def words_of_pdf(content: bytes) -> tuple[str, str | None]:
    """What it says, and why that is not all, if so."""
    said: list[str] = []
    room = MOST_CHARACTERS
    try:
        for piece in _pieces(content):
            said.append(piece[:room])
            room -= len(piece)
            if room <= 0:
                return "".join(said), "large"
    except Stopped as stopped:
        return "".join(said), str(stopped)
    except (MemoryError, RecursionError):
        return "".join(said), "large"
    return "".join(said), None


def _pieces(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    until = time.monotonic() + MOST_SECONDS
    empty = 0
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Stopped("locked")
        yield "".join(f"{value}\n" for value in (reader.metadata or {}).values() if isinstance(value, str))
        for number, page in enumerate(reader.pages):
            drawn = page.get_contents()
            if number >= MOST_PAGES or time.monotonic() > until:
                raise Stopped("large")
            if drawn is not None and len(drawn.get_data()) > MOST_PAGE_BYTES:
                raise Stopped("large")
            words = page.extract_text()
            empty += len(words.strip()) < _FEWEST_LETTERS_A_PAGE and bool(page.images)
            yield f"{words}\n"
        yield from _form_answers(reader)
    except (
        PyPdfError,
        OSError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        NotImplementedError,
        ArithmeticError,
    ):
        raise Stopped("damaged") from None
    if empty:
        raise Stopped("scan")


def _form_answers(reader: object) -> Iterator[str]:
    """What somebody filled in stands beside the page, not on it."""
    for answer in (reader.get_form_text_fields() or {}).values():  # type: ignore[attr-defined]
        if isinstance(answer, str):
            yield f"{answer}\n"


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))
    logging.disable()  # the library repeats parts of the file
    taken, given = sys.stdin.buffer, sys.stdout.buffer
    while head := taken.read(LENGTH_BYTES):
        text, unread = words_of_pdf(taken.read(int.from_bytes(head, "big")))
        given.write(json.dumps({"text": text, "unread": unread}).encode() + b"\n")
        given.flush()


if __name__ == "__main__":
    main()
