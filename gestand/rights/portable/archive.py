"""Opening a package that somebody hands over: a ZIP from a stranger until it was looked at.

Bounds are checked before anything is unpacked, and once more on the bytes that come out, because a ZIP may lie.
"""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

from django.utils.translation import gettext_lazy as _

from gestand.core.files.zips import ZIP_FAULTS
from gestand.rights.portable.refusals import PackageRefused

MOST_PACKED_BYTES = 8 * 1024**3
MOST_UNPACKED_BYTES = 32 * 1024**3
MOST_ENTRIES = 250_000
#: Deflate gets a text of one letter down to a thousandth; what people write, to a twentieth.
MOST_RATIO = 250
_RATIO_COUNTS_FROM_BYTES = 20 * 1024**2
_MOST_DIRECTORY_BYTES = 64 * 1024**2
_END, _END_BYTES = b"PK\x05\x06", 22
_LARGE_END_PLACE, _LARGE_END_PLACE_BYTES = b"PK\x06\x07", 20
_LARGE_END_BYTES = 56
_DATA = "data.json"
_NAMES = re.compile(r"(?:data\.json|schema\.json|index\.html|contacts\.vcf|calendar\.ics|csv/[a-z_]+\.[a-z_0-9]+\.csv)")
FILE_NAMES = re.compile(r"files/[0-9]{4,9}-[A-Za-z0-9-]{1,100}(?:\.[a-z0-9]{1,10})?")

DAMAGED = _("This file is damaged or is no package: it cannot be opened. Ask for it once more.")
_TOO_LARGE = _("This package becomes far too large when it is opened, so nothing of it was read.")
_FOREIGN = _("This is not a portable package of Gestand: something is in it that no such package holds.")


class Archive:
    """The entries that a package may have; everything else was refused at the door."""

    def __init__(self, stream: BinaryIO) -> None:
        self._zip = _opened(stream)
        self._left = MOST_UNPACKED_BYTES

    @contextmanager
    def data(self) -> Iterator[IO[bytes]]:
        """data.json, as far as it goes."""
        with self.open(_DATA) as stream:
            yield stream

    def has(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """One entry; no more comes out of it than its own directory says. Refuses (``PackageRefused``)."""
        try:
            entry = self._zip.getinfo(name)
            with self._zip.open(entry) as stream, _Bounded(stream, entry.file_size) as bounded:
                yield io.BufferedReader(bounded, 256 * 1024)
        except KeyError:
            raise PackageRefused(_FOREIGN) from None
        except ZIP_FAULTS as fault:
            if isinstance(fault, OSError) and fault.errno is not None:
                raise
            raise PackageRefused(DAMAGED) from None


class _Bounded(io.RawIOBase):
    """Ends, with a refusal, when more comes out than was said."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        super().__init__()
        self._stream, self._left = stream, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        part = self._stream.read(len(view))
        self._left -= len(part)
        if self._left < 0:
            raise PackageRefused(_TOO_LARGE)
        view[: len(part)] = part
        return len(part)


def _opened(stream: BinaryIO) -> zipfile.ZipFile:
    size = stream.seek(0, os.SEEK_END)
    if size > MOST_PACKED_BYTES:
        raise PackageRefused(_TOO_LARGE)
    _look_at_directory(stream, size)
    stream.seek(0)
    try:
        archive = zipfile.ZipFile(stream)
    except ZIP_FAULTS:
        raise PackageRefused(DAMAGED) from None
    _look_at_entries(archive.infolist())
    return archive


def _look_at_directory(stream: BinaryIO, size: int) -> None:
    """How many entries there are, before their list is read into memory."""
    stream.seek(max(0, size - _END_BYTES - 65_535 - _LARGE_END_PLACE_BYTES - _LARGE_END_BYTES))
    tail = stream.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_BYTES:
        raise PackageRefused(DAMAGED)
    entries, directory = struct.unpack("<HL", tail[place + 10 : place + 16])
    pointer = place - _LARGE_END_PLACE_BYTES
    if pointer >= 0 and tail[pointer : pointer + 4] == _LARGE_END_PLACE:
        # Where the pointer leads is not looked at: zipfile reads the record right before it.
        written = tail[max(0, pointer - _LARGE_END_BYTES) : pointer]
        if len(written) == _LARGE_END_BYTES:
            entries, directory = struct.unpack("<QQ", written[32:48])
    if entries > MOST_ENTRIES or directory > _MOST_DIRECTORY_BYTES:
        raise PackageRefused(_TOO_LARGE)


def _look_at_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED_BYTES:
        raise PackageRefused(_TOO_LARGE)
    for entry in entries:
        if entry.file_size > _RATIO_COUNTS_FROM_BYTES and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
            raise PackageRefused(_TOO_LARGE)
        if entry.flag_bits & 1:
            raise PackageRefused(_("This package is locked with a password. Ask for one without."))
        if not (_NAMES.fullmatch(entry.filename) or FILE_NAMES.fullmatch(entry.filename)):
            raise PackageRefused(_FOREIGN)
    if len(set(names)) != len(names):
        raise PackageRefused(DAMAGED)
    if _DATA not in names:
        raise PackageRefused(_FOREIGN)
