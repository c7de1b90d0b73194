"""Putting the pack together: each part in its folder, an index to read, a signed list of every file's SHA-256."""

from __future__ import annotations

import hashlib
import posixpath
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.utils import timezone, translation
from django.utils.functional import Promise

from gestand import __version__
from gestand.core.firm import current_firm
from gestand.core.house import InspectorPart, house
from gestand.statement.proving.pack.pages import csv_page, index_page
from gestand.statement.proving.report import moment
from gestand.statement.proving.signing import canonical, public_key_pem, sign

LOOK = Path(__file__).with_name("look.css")
FORMAT = "gestand.inspector-pack/1"
MANIFEST = "manifest.json"
_PIECE_BYTES = 256 * 1024

Progress = Callable[[int, int, str | Promise], None]


@dataclass(frozen=True, slots=True)
class PackSummary:
    files: int
    parts: list[str]
    sha256: str


@dataclass(slots=True)
class PackedFile:
    path: str
    sha256: str
    size_bytes: int


@dataclass(slots=True)
class Packed:
    """The ZIP that is being written, and what is in it so far."""

    archive: zipfile.ZipFile
    at: datetime
    language: str
    files: dict[str, PackedFile] = field(default_factory=dict)

    def add(self, path: str, content: bytes) -> None:
        clean = posixpath.normpath(path)
        if clean != path or path.startswith(("/", "..")) or path in self.files:
            raise ValueError(f"a file of the pack needs a plain name that nobody else has: {path!r}")
        entry = zipfile.ZipInfo(path, date_time=timezone.localtime(self.at).timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        self.archive.writestr(entry, content)
        self.files[path] = PackedFile(path, hashlib.sha256(content).hexdigest(), len(content))


def write_pack(to: IO[bytes], *, language: str, at: datetime, progress: Progress | None = None) -> PackSummary:
    """Write the whole pack to an empty stream that can be read back. A part that fails fails the pack."""
    with translation.override(language):
        parts = sorted(house.inspector_parts.values(), key=lambda part: (part.order, part.folder))
        with zipfile.ZipFile(to, "w") as archive:
            packed = Packed(archive, at, language)
            contents: list[tuple[InspectorPart, list[PackedFile]]] = []
            for done, part in enumerate(parts):
                if progress is not None:
                    progress(done, len(parts), part.title)
                contents.append((part, _write_part(part, packed)))
            firm = current_firm()
            firm_name = firm.name if firm else "Gestand"
            packed.add("key.pem", public_key_pem())
            packed.add("look.css", LOOK.read_bytes())
            packed.add("index.html", index_page(contents, firm_name=firm_name, at=at, language=language))
            _write_manifest(packed, firm_name)
    to.seek(0)
    digest = hashlib.sha256()
    while piece := to.read(_PIECE_BYTES):
        digest.update(piece)
    return PackSummary(len(packed.files), [part.folder for part in parts], digest.hexdigest())


def _write_part(part: InspectorPart, packed: Packed) -> list[PackedFile]:
    written: list[PackedFile] = []

    def add(name: str, content: bytes) -> None:
        path = f"{part.folder}/{name}"
        packed.add(path, content)
        written.append(packed.files[path])
        if name.endswith(".csv"):
            page = csv_page(name, content, part=str(part.title), language=packed.language)
            if page is not None:
                beside = f"{path.removesuffix('.csv')}.html"
                packed.add(beside, page)
                written.append(packed.files[beside])

    part.write(add, at=packed.at, language=packed.language)
    return written


def _write_manifest(packed: Packed, firm_name: str) -> None:
    """Every file with its SHA-256, in canonical JSON, and the signature over it. The manifest does not list itself."""
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "firm": firm_name,
        "made_at": moment(packed.at),
        "program": f"Gestand {__version__}",
        "files": {each.path: {"sha256": each.sha256, "bytes": each.size_bytes} for each in packed.files.values()},
    }
    written = canonical(manifest)
    packed.add(MANIFEST, written)
    packed.add("manifest.sig", sign(written))
