"""The hand-over of a client's network as one ZIP: the book on paper, and the same for machines."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gestand.core.files import open_file
from gestand.core.files.sealing import FileDamaged
from gestand.core.files.uploads import harmless_name
from gestand.network.book.contents import Documentation, documentation_of, is_documented, usable_documentation_of
from gestand.network.book.machine import PHOTO_FOLDER, as_json, schema_text
from gestand.network.book.paper import as_pdf
from gestand.network.book.sheets import as_csv, write_workbook
from gestand.network.models import Device, DevicePhoto
from gestand.people.models import Client

Progress = Callable[[int, int, str], None]

_COPY_BYTES = 256 * 1024
_STEPS = 4


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What is inside, in counts. ``missing``: photos that could not be read any more."""

    rows: int
    devices: int
    photos: int
    missing: int


def write_hand_over(
    client: Client, *, language: str, at: datetime, to: IO[bytes], progress: Progress | None = None
) -> HandedOver:
    """Write everything as one ZIP. Refuses (``NothingDocumented``) when nothing is written down, (``Frozen``) what
    may only be stored.
    """
    tell = progress or _silent
    with translation.override(language), zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        tell(0, _STEPS, _("Looking everything up"))
        found = usable_documentation_of(client)
        tell(1, _STEPS, _("Typesetting the book"))
        _put(archive, _("Network book.pdf"), as_pdf(found, language=language, at=at), at)
        tell(2, _STEPS, _("Writing the files for programs"))
        counts = write_machine_files(archive, found, at=at, folder="")
        _put(archive, _("READ ME.txt"), _read_me(found).encode("utf-8"), at)
        tell(_STEPS, _STEPS, "")
    return counts


def write_held_documents(archive: zipfile.ZipFile, *, client_id: UUID, language: str, at: datetime) -> None:
    """The same in a folder of the package in which goes back what was held for a client. Who is restricted was asked
    before; nothing when nothing is written down.
    """
    client = Client.objects.filter(id=client_id).first()
    if client is None or not is_documented(client_id):
        return
    with translation.override(language):
        found = documentation_of(client)
        folder = f"{_('network')}/"
        _put(archive, f"{folder}{_('Network book.pdf')}", as_pdf(found, language=language, at=at), at)
        write_machine_files(archive, found, at=at, folder=folder)
        _put(archive, f"{folder}{_('READ ME.txt')}", _read_me(found).encode("utf-8"), at)


def write_machine_files(archive: zipfile.ZipFile, found: Documentation, *, at: datetime, folder: str) -> HandedOver:
    """The files for programs and the photos, into ``folder`` ("network/", or nothing)."""
    photos, missing = _write_photos(archive, found, at=at, folder=folder)
    _put(archive, f"{folder}network.json", as_json(found, on=timezone.localdate(at), photos=photos), at)
    _put(archive, f"{folder}network.schema.json", schema_text().encode("utf-8"), at)
    for name, content in as_csv(found):
        _put(archive, f"{folder}csv/{name}", content, at)
    workbook = io.BytesIO()
    write_workbook(found, workbook)
    _put(archive, f"{folder}{_('Network')}.xlsx", workbook.getvalue(), at)
    rows = sum(len(rows) for rows in found.rows.values())
    return HandedOver(rows, len(found.of(Device)), len(photos), missing)


def _write_photos(
    archive: zipfile.ZipFile, found: Documentation, *, at: datetime, folder: str
) -> tuple[dict[UUID, str], int]:
    written: dict[UUID, str] = {}
    missing = 0
    for number, photo in enumerate(found.of(DevicePhoto), start=1):
        stored = found.files.get(photo.file_id)
        if stored is None:
            continue
        name = f"{PHOTO_FOLDER}/{number:04d} {harmless_name(stored.name)}"
        try:
            content = open_file(stored)
        except FileDamaged:
            missing += 1
            continue
        with content, archive.open(_entry(f"{folder}{name}", at, packed=False), "w", force_zip64=True) as target:
            while piece := content.read(_COPY_BYTES):
                target.write(piece)
        written[photo.file_id] = name
    return written, missing


def _read_me(found: Documentation) -> str:
    lines = [
        _("Network book of %(client)s") % {"client": found.client.name},
        "",
        _("%(file)s: everything for people, to print or to read on a screen.") % {"file": _("Network book.pdf")},
        _("%(file)s: every table on a sheet of its own, for Excel or LibreOffice.") % {"file": f"{_('Network')}.xlsx"},
        _("csv: the same tables, each as a file of its own."),
        _("network.json: the same for programs, described by network.schema.json. Gestand takes this ZIP in again."),
    ]
    if found.of(DevicePhoto):
        lines.append(_("photos: the photos of the devices."))
    lines += ["", _("Passwords and keys are in none of these files. They are handed over separately."), ""]
    return "\r\n".join(lines)


def _put(archive: zipfile.ZipFile, name: str, content: bytes, at: datetime) -> None:
    archive.writestr(_entry(name, at, packed=not name.endswith((".pdf", ".xlsx"))), content)


def _entry(name: str, at: datetime, *, packed: bool) -> zipfile.ZipInfo:
    """An entry that says nothing of this machine."""
    entry = zipfile.ZipInfo(name, timezone.localtime(at).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def _silent(_done: int, _total: int, _words: str) -> None:
    """Nobody asked how far it is."""
