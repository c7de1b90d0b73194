"""Having PDFs read by another process: one that chokes on a file is replaced, and takes nothing along."""

from __future__ import annotations

import json
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

from gestand.rights.mentions.pdf_alone import LENGTH_BYTES, MOST_SECONDS

#: The reader looks at the clock between pages; a single page that takes longer than this ends it.
_PATIENCE_SECONDS = MOST_SECONDS + 10.0

_reader: ContextVar[PdfReading | None] = ContextVar("pdf_reading", default=None)


class PdfReading:
    """A reader process, started with the first file."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, content: bytes) -> tuple[str, str | None]:
        """What a PDF says, and why that is not all (a value of ``Unread``), if so."""
        process = self._started()
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        try:
            process.stdin.write(len(content).to_bytes(LENGTH_BYTES, "big") + content)
            process.stdin.flush()
            answered, _writable, _failed = select.select([process.stdout], [], [], _PATIENCE_SECONDS)
            line = process.stdout.readline() if answered else b""
            told = json.loads(line)
        except (OSError, ValueError):
            self.close()
            return "", "large"
        return told["text"], told["unread"]

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gestand.rights.mentions.pdf_alone"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR.parent,
            )
        return self._process

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


@contextmanager
def reading_pdfs() -> Iterator[PdfReading]:
    """One reader for everything that is read within; it ends with it."""
    known = _reader.get()
    if known is not None:
        yield known
        return
    made = PdfReading()
    token = _reader.set(made)
    try:
        yield made
    finally:
        _reader.reset(token)
        made.close()
