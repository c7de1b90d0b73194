"""What the tests of the readers share: a file in, everything that was found in it out."""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import TypeVar

from gestand.core.refusals import Refused
from gestand.network.importers import Found, FoundDevice, RecognisedFile, read_found, recognise
from gestand.network.importers.values import address_of, mac_of

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


def reads_or_refuses(content: bytes) -> None:
    """The one promise about any file: what is read is well formed, a refusal is a sentence, and neither takes long."""
    began = time.process_time()
    try:
        _known, found = read(content)
    except Refused as refusal:
        assert str(refusal)  # noqa: PT017 - nothing else may be raised
        found = []
    for one in found:
        if isinstance(one, FoundDevice):
            assert all(len(value) <= 500 for value in [one.name, one.model, *one.host_names, *one.facts.values()])
            assert all(address_of(address) == address for address in one.addresses)
            assert all(mac_of(mac) == mac for mac in one.macs)
    assert time.process_time() - began < 10
