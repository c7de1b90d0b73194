"""Writing the package: one pass over the tables, every format from the same rows, memory flat however much there is."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO, Any, BinaryIO
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gestand.core.files import open_file
from gestand.core.files.models import StoredFile
from gestand.core.files.sealing import FileDamaged
from gestand.core.filled import filled_tables
from gestand.people.preferences.receipts import receipt_json
from gestand.rights.package import page
from gestand.rights.package.handling import handling_of
from gestand.rights.package.index import Index
from gestand.rights.package.look import Look
from gestand.rights.package.machine import MachineCopy, schema_text
from gestand.rights.package.rows import RowWriter
from gestand.rights.package.snapshot import one_view_of_the_database
from gestand.rights.package.spool import spool
from gestand.rights.package.summary import PackageSummary, TableSummary
from gestand.rights.package.tables import Table, personal_tables, rows_of_others
from gestand.rights.subjects import Subjects, subjects_of

Progress = Callable[[int, int, str], None]
Chunk = list[tuple[Any, ...]]

_COPY_BYTES = 256 * 1024
#: What does not get smaller by packing it again.
_PACKED_ALREADY = ("image/", "audio/", "video/", "application/pdf", "application/zip", "application/vnd.openxml")
#: Of 9: more effort takes twice the time for two per cent (the typefaces do not pack).
_PACKING_EFFORT = 3
_BOM = "\ufeff".encode()


def write_package(
    person_id: UUID,
    *,
    language: str,
    at: datetime,
    to: BinaryIO,
    progress: Progress | None = None,
    pdf: bool = True,
) -> PackageSummary:
    """Write everything that is held about a person as one ZIP into ``to`` (streamed; flat memory).

    The same rows and the same ``at`` give the same bytes. ``progress(done, total, words)`` is told after each table.
    ``pdf=False`` leaves the paper version out. Refuses (``NobodyThere``) when there is no such person.
    """
    with translation.override(language):
        builder = _Builder(subjects_of(person_id), language=language, at=at, to=to, pdf=pdf)
        try:
            return builder.build(progress=progress or _silent)
        finally:
            for used in builder.spools:
                used.close()


def _silent(_done: int, _total: int, _words: str) -> None:
    """Nobody asked how far it is."""


class _Builder:
    def __init__(self, subjects: Subjects, *, language: str, at: datetime, to: BinaryIO, pdf: bool) -> None:
        self.subjects = subjects
        self.at = at
        self.language = language
        self.pdf = pdf
        self.summary = PackageSummary()
        self.tables = personal_tables(language, timezone.localdate(at))
        self.rows = RowWriter(subjects, self.tables)
        self.spools = [spool(), spool(), spool()]
        body, paper, machine = self.spools
        self.index = Index(subjects, self.tables, body, paper if pdf else None, language=language, at=at)
        self.machine = MachineCopy(machine, self.index, language=language, at=at)
        self.zip = zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED)
        self.separator = ";" if language == "nl" else ","

    def build(self, *, progress: Progress) -> PackageSummary:
        steps = len(self.tables) + 2
        with self.zip:
            with one_view_of_the_database():
                filled = filled_tables(table.model for table in self.tables)
                others = rows_of_others((table for table in self.tables if table.model in filled), self.subjects)
                for place, table in enumerate(self.tables):
                    progress(place, steps, table.title)
                    told = TableSummary(table.name, of_others=others.get(table.name, 0))
                    self._write_table(table, table.rows(self.subjects) if table.model in filled else iter(()), told)
                    self.summary.tables.append(told)
                self.summary.rows = sum(table.rows for table in self.summary.tables)
                self._write_handling()
                self._write_consents()
            progress(len(self.tables), steps, _("Files"))
            self._write_files()
            self._write_whole("data.json", self.machine.finished(self.rows.files))
            self._write_text("schema.json", schema_text())
            self._write_text(_("README.txt"), self.index.readme(self.summary, separator=self.separator))
            self._write_whole("index.html", self.index.finished(self.summary), packed_part=page.typefaces_size())
            if self.pdf:
                progress(len(self.tables) + 1, steps, _("The version on paper"))
                self._write_paper()
        progress(steps, steps, "")
        return self.summary

    def _write_table(self, table: Table, chunks: Iterator[Chunk], told: TableSummary) -> None:
        chunk = next(chunks, None)
        if chunk is None and not told.of_others:
            self.machine.nothing_in(table)
            return
        self.machine.begin_table(table)
        if chunk is not None:
            look = Look(table.columns)
            self.index.begin_table(table)
            with self.zip.open(self._entry(f"csv/{table.file_name}"), "w") as entry:
                entry.write(_BOM)
                text = io.TextIOWrapper(entry, encoding="utf-8", errors="replace", newline="")
                sheet = csv.writer(text, delimiter=self.separator)
                sheet.writerow([column.label for column in table.columns])
                while chunk is not None:
                    written = self.rows.write(table, chunk, told)
                    sheet.writerows(written.sheet)
                    self.machine.rows(written.raw)
                    following = next(chunks, None)
                    self.index.rows(look.of(written.anchors, written.cells), is_all=told.rows == 1 and not following)
                    chunk = following
                text.flush()
                text.detach()
            self.index.end_table(table, told)
        self.machine.end_table(table, told)

    def _write_handling(self) -> None:
        self.summary.handled = self.index.handling(self.machine.handling(handling_of(self.subjects, at=self.at)))

    def _write_consents(self) -> None:
        """What was agreed to and withdrawn, as a receipt that other programs know (ISO/IEC TS 27560)."""
        receipt = receipt_json(self.subjects.person, language=self.language, at=self.at)
        self._write_text("consents.json", receipt.decode("utf-8"))

    def _write_files(self) -> None:
        if not self.rows.files:
            return
        for stored in StoredFile.objects.filter(pk__in=list(self.rows.files)).order_by("pk").iterator(chunk_size=500):
            name = self.rows.files[stored.pk]
            packed = stored.media_type.startswith(_PACKED_ALREADY)
            entry = self._entry(name, zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED)
            try:
                with open_file(stored) as content, self.zip.open(entry, "w", force_zip64=True) as target:
                    while piece := content.read(_COPY_BYTES):
                        target.write(piece)
                self.summary.files += 1
            except FileDamaged:
                self.summary.damaged_files += 1
                self.index.damaged(name, stored.name)

    def _write_paper(self) -> None:
        for number, document in enumerate(self.index.paper_parts(), start=1):
            name = _("overview.pdf")
            if number > 1:
                stem, _dot, ending = name.rpartition(".")
                name = f"{stem}-{number}.{ending}"
            with self.zip.open(self._entry(name), "w") as entry:
                entry.write(document)

    def _write_whole(self, name: str, content: IO[bytes], *, packed_part: int = 0) -> None:
        """``packed_part``: so many bytes of it do not get smaller; a file that is hardly more is not packed again."""
        size = content.seek(0, os.SEEK_END)
        content.seek(0)
        packing = zipfile.ZIP_STORED if size < 2 * packed_part else zipfile.ZIP_DEFLATED
        with content, self.zip.open(self._entry(name, packing), "w", force_zip64=True) as entry:
            while piece := content.read(_COPY_BYTES):
                entry.write(piece)

    def _write_text(self, name: str, text: str) -> None:
        with self.zip.open(self._entry(name), "w") as entry:
            entry.write(text.encode("utf-8"))

    def _entry(self, name: str, packing: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
        """An entry that says nothing of this machine or of the hour at which it was packed."""
        entry = zipfile.ZipInfo(name, timezone.localtime(self.at).timetuple()[:6])
        entry.compress_type = packing
        # A ZipInfo of one's own takes it nowhere else (Python 3.11 to 3.13).
        entry._compresslevel = _PACKING_EFFORT  # type: ignore[attr-defined] # noqa: SLF001
        entry.create_system = 3
        entry.external_attr = 0o644 << 16
        return entry
