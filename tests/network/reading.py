"""What the tests of the readers share: a file in, everything that was found in it out."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TypeVar

from gestand.network.importers import Found, FoundDevice, RecognisedFile, read_found, recognise

T = TypeVar("T")
FILES = Path(__file__).parent / "files"
SCANS = Path(__file__).parent / "scans"
EVERY_FILE = [*sorted(FILES.iterdir()), *sorted(SCANS.glob("*.xml"))]


def read(content: bytes) -> tuple[RecognisedFile, list[Found]]:
    stream = io.BytesIO(content)
    known = recognise(stream)
    return known, list(read_found(stream, known.layout, header=known.header))


def found_in(path: Path, kind: type[T]) -> list[T]:
    return [one for one in read(path.read_bytes())[1] if isinstance(one, kind)]


def devices_in(path: Path) -> dict[str, FoundDevice]:
    """By their first address."""
    return {(one.addresses or [one.name])[0]: one for one in found_in(path, FoundDevice)}
