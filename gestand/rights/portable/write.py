"""Writing the portable package: one ZIP, streamed, memory flat. The same data gives the same bytes.

Nothing in it tells of the hour at which it was made or of the office that made it, so that what was taken in elsewhere
and written there again is the very same file. Rows stand by id, moments are in UTC, and the ZIP's own times are fixed.
"""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO, Any, BinaryIO
from uuid import UUID

from django.db.models import TextField
from django.utils import translation
from django.utils.translation import gettext as _

from gestand.core.files import open_file
from gestand.core.files.models import StoredFile
from gestand.core.files.sealing import FileDamaged
from gestand.core.files.store import whole_on_disk
from gestand.rights.package.snapshot import one_view_of_the_database
from gestand.rights.package.spool import spool
from gestand.rights.package.text import file_name, for_cell
from gestand.rights.portable import calendar, contacts, front
from gestand.rights.portable.scope import Scope
from gestand.rights.portable.tables import Division, PortableColumn, PortableTable, division
from gestand.rights.portable.values import as_json, plain

FORMAT = "gestand.portable-package"
FORMAT_VERSION = 1
CHUNK_ROWS = 2000
#: The first moment that a ZIP can hold: it says nothing.
_NO_MOMENT = (1980, 1, 1, 0, 0, 0)
_COPY_BYTES = 256 * 1024
_PACKED_ALREADY = ("image/", "audio/", "video/", "application/pdf", "application/zip", "application/vnd.openxml")
_PACKING_EFFORT = 3
_BOM = "\ufeff".encode()

Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class TableCount:
    """``left_behind``: rows about them that stay, because they hang on somebody else's thing; ``notes``: free texts."""

    name: str
    title: str
    rows: int = 0
    left_behind: int = 0
    notes: int = 0


@dataclass(slots=True)
class PortableSummary:
    """What is inside, in counts; it says nothing about anybody."""

    rows: int = 0
    files: int = 0
    missing_files: int = 0
    tables: list[TableCount] = field(default_factory=list)

    def as_plain(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "files": self.files,
            "damaged_files": self.missing_files,
            "left_behind": sum(table.left_behind for table in self.tables),
            "tables": [
                {
                    "name": table.name,
                    "rows": table.rows,
                    "left_behind": table.left_behind,
                    "of_others": table.left_behind,
                    "notes": table.notes,
                }
                for table in self.tables
            ],
        }


@lru_cache(maxsize=1)
def schema_text() -> str:
    return (Path(__file__).resolve().parent / "schema.json").read_text(encoding="utf-8")


def write_portable(
    scope: Scope, *, to: BinaryIO, language: str = "", progress: Progress | None = None
) -> PortableSummary:
    """Write what goes along as one ZIP into ``to``. Titles are in ``language``, else in the language of who takes it.

    ``progress(done, total, words)`` is told after each table.
    """
    with translation.override(language or scope.language):
        builder = _Builder(scope, language=language or scope.language, to=to)
        try:
            return builder.build(progress or _silent)
        finally:
            for used in builder.spools:
                used.close()


def _silent(_done: int, _total: int, _words: str) -> None:
    """Nobody asked how far it is."""


@dataclass(slots=True)
class _File:
    id: UUID
    path: str


class _Builder:
    def __init__(self, scope: Scope, *, language: str, to: BinaryIO) -> None:
        self.scope = scope
        self.language = language
        self.division: Division = division(language)
        self.summary = PortableSummary()
        self.spools = [spool(), spool(), spool()]
        self.json, self.calendar, self.file_lines = self.spools
        self.files: dict[UUID, str] = {}
        self.zip = zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED)

    def build(self, progress: Progress) -> PortableSummary:
        steps = len(self.division.tables) + 1
        with self.zip:
            with one_view_of_the_database():
                self._begin()
                for place, table in enumerate(self.division.tables):
                    progress(place, steps, table.title)
                    self.summary.tables.append(self._write_table(table, first=place == 0))
                self.summary.rows = sum(table.rows for table in self.summary.tables)
                self._write_stream("contacts.vcf", contacts.cards(self.scope))
                self._list_files()
            progress(len(self.division.tables), steps, _("Files"))
            self.calendar.write(calendar.FOOT)
            self._write_whole("calendar.ics", self.calendar)
            self._write_files()
            self._end()
            self._write_whole("data.json", self.json)
            self._write_stream("schema.json", iter([schema_text().encode("utf-8")]))
            page = front.page(self.scope, self.division, self.summary, language=self.language)
            self._write_stream("index.html", iter([page.encode("utf-8", "replace")]))
        progress(steps, steps, "")
        return self.summary

    # -- data.json -------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        scope = {"kind": self.scope.kind.value, "id": str(self.scope.id), "name": self.scope.name}
        self.json.write(
            b'{"format":'
            + as_json({"name": FORMAT, "version": FORMAT_VERSION})
            + b',\n"scope":'
            + as_json(scope)
            + b',\n"language":'
            + as_json(self.language)
            + b',\n"tables":['
        )
        self.calendar.write(calendar.HEAD)

    def _write_table(self, table: PortableTable, *, first: bool) -> TableCount:
        told = TableCount(table.name, table.title)
        columns = self.scope.columns_of(table)
        self.json.write((b"\n" if first else b",\n") + as_json(self._about(table, columns))[:-1] + b',"rows":[')
        rows = self.scope.rows_of(table, self.division)
        told.left_behind = self.scope.left_behind(table, self.division)
        chunks = iter(rows.values_list(*(column.attribute for column in columns)).iterator(chunk_size=CHUNK_ROWS))
        chunk = list(islice(chunks, CHUNK_ROWS))
        if chunk:
            self._write_rows(table, columns, chunk, chunks, told)
        sheet = f"csv/{table.name}.csv" if told.rows else None
        self.json.write(b'],"csv":' + as_json(sheet) + b"}")
        return told

    def _write_rows(
        self,
        table: PortableTable,
        columns: Sequence[PortableColumn],
        chunk: list[tuple[Any, ...]],
        chunks: Iterator[tuple[Any, ...]],
        told: TableCount,
    ) -> None:
        entries = calendar.Entries(table, columns)
        names = [column.name for column in columns]
        texts = [
            place for place, each in enumerate(columns) if isinstance(each.field, TextField) and not each.field.choices
        ]
        with self.zip.open(self._entry(f"csv/{table.name}.csv"), "w", force_zip64=True) as entry:
            entry.write(_BOM)
            text = io.TextIOWrapper(entry, encoding="utf-8", errors="replace", newline="")
            sheet = csv.writer(text)
            sheet.writerow(names)
            while chunk:
                written = self._plain_rows(table, columns, chunk)
                lines = [as_json(dict(zip(names, row, strict=True))) for row in written]
                self.json.write((b",\n" if told.rows else b"\n") + b",\n".join(lines))
                sheet.writerows([_cell(value) for value in row] for row in written)
                for row in chunk:
                    self.calendar.write(entries.of(row))
                    told.notes += sum(bool(row[place]) for place in texts)
                told.rows += len(chunk)
                chunk = list(islice(chunks, CHUNK_ROWS))
            text.flush()
            text.detach()

    def _about(self, table: PortableTable, columns: Sequence[PortableColumn]) -> dict[str, Any]:
        return {
            "name": table.name,
            "title": table.title,
            "purposes": [str(purpose.value) for purpose in table.personal.purposes],
            "fields": [_field(column) for column in columns],
            "left_out": [
                {"field": each.name, "label": each.label, "because": each.because}
                for each in self.scope.left_out_of(table)
            ],
        }

    def _plain_rows(
        self, table: PortableTable, columns: Sequence[PortableColumn], chunk: list[tuple[Any, ...]]
    ) -> list[list[Any]]:
        by_column = [list(values) for values in zip(*chunk, strict=True)]
        for place, column in enumerate(columns):
            if column.is_reference:
                by_column[place] = self._references(table, column, by_column[place])
            elif column.kind == "file":
                by_column[place] = self._paths(by_column[place])
            else:
                by_column[place] = [plain(column.kind, value) for value in by_column[place]]
        return [list(row) for row in zip(*by_column, strict=True)]

    def _references(self, table: PortableTable, column: PortableColumn, values: list[Any]) -> list[Any]:
        """Ids of rows that go along; to what stays nothing points."""
        target = self.division.table(column.target)
        wanted = {value for value in values if value is not None}
        if target is None or not wanted:
            return [None] * len(values)
        there = (
            wanted if column.is_required and target is not table else self.scope.within(target, wanted, self.division)
        )
        return [str(value) if value in there else None for value in values]

    def _paths(self, values: list[Any]) -> list[Any]:
        for stored in sorted(
            StoredFile.objects.filter(pk__in=[value for value in values if value is not None]),
            key=lambda each: values.index(each.pk),
        ):
            self.files.setdefault(stored.pk, f"files/{file_name(len(self.files) + 1, stored.name)}")
        return [self.files.get(value) if value is not None else None for value in values]

    def _end(self) -> None:
        stays = [{"table": each.name, "title": each.title, "because": each.because} for each in self.division.stays]
        self.json.write(b'],\n"stays":' + as_json(stays) + b',\n"files":[')
        self.file_lines.seek(0)
        while piece := self.file_lines.read(_COPY_BYTES):
            self.json.write(piece)
        self.json.write(b"]}\n")

    # -- files -----------------------------------------------------------------------------------------------------

    def _list_files(self) -> None:
        for number, stored in enumerate(self._stored()):
            missing = {} if whole_on_disk(stored) else {"missing": True}
            about = {
                "path": self.files[stored.pk],
                "name": stored.name,
                "media_type": stored.media_type,
                "size_bytes": stored.size_bytes,
                "sha256": stored.sha256,
                "stored_at": plain("moment", stored.stored_at),
            }
            self.file_lines.write((b",\n" if number else b"\n") + as_json({**about, **missing}))

    def _stored(self) -> Iterator[StoredFile]:
        """In the order of their paths."""
        ids = list(self.files)
        for start in range(0, len(ids), CHUNK_ROWS):
            some = StoredFile.objects.in_bulk(ids[start : start + CHUNK_ROWS])
            yield from (some[key] for key in ids[start : start + CHUNK_ROWS])

    def _write_files(self) -> None:
        for stored in self._stored():
            if not whole_on_disk(stored):
                self.summary.missing_files += 1
                continue
            packing = zipfile.ZIP_STORED if stored.media_type.startswith(_PACKED_ALREADY) else zipfile.ZIP_DEFLATED
            try:
                content = open_file(stored)
            except FileDamaged:
                self.summary.missing_files += 1
                continue
            with content:
                self._write_stream(self.files[stored.pk], _pieces(content), packing=packing)
            self.summary.files += 1

    # -- the ZIP ---------------------------------------------------------------------------------------------------

    def _write_whole(self, name: str, content: IO[bytes]) -> None:
        content.seek(0, os.SEEK_SET)
        self._write_stream(name, iter(lambda: content.read(_COPY_BYTES), b""))

    def _write_stream(self, name: str, pieces: Iterator[bytes], *, packing: int = zipfile.ZIP_DEFLATED) -> None:
        with self.zip.open(self._entry(name, packing), "w", force_zip64=True) as entry:
            for piece in pieces:
                entry.write(piece)

    @staticmethod
    def _entry(name: str, packing: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, _NO_MOMENT)
        entry.compress_type = packing
        # A ZipInfo of one's own takes it nowhere else (Python 3.11 to 3.13).
        entry._compresslevel = _PACKING_EFFORT  # type: ignore[attr-defined] # noqa: SLF001
        entry.create_system = 3
        entry.external_attr = 0o644 << 16
        return entry


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    while piece := content.read(_COPY_BYTES):
        yield piece


def _field(column: PortableColumn) -> dict[str, Any]:
    choices = {str(key): str(label) for key, label in (column.field.flatchoices or ())}
    return {
        "name": column.name,
        "label": column.label,
        "kind": column.kind,
        "category": column.category.value if column.category else None,
        **({"target": column.target} if column.target else {}),
        **({"targets": list(column.among)} if column.among else {}),
        **({"choices": choices} if choices else {}),
    }


def _cell(value: Any) -> str:
    """For a spreadsheet, which runs none of it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return for_cell(value if isinstance(value, str) else as_json(value).decode())
