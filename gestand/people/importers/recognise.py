"""What kind of file this is (by its content, never by its name), and the reader that goes with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from gestand.people.importers import delimited, sheets
from gestand.people.importers.columns import guess_columns, known_export, looks_like_header
from gestand.people.importers.contact import (
    FileFormat,
    FileLayout,
    ImportedContact,
    Limits,
    NotAContactsFile,
    RecognisedFile,
    UnreadableRow,
)
from gestand.people.importers.encodings import open_text, recognise_encoding
from gestand.people.importers.rows import RowReader
from gestand.people.importers.vcard import read_cards

_SAMPLE_ROWS = 60
_SHOWN_SAMPLES = 5
_HEADER_WITHIN = 10
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")


def recognise(stream: BinaryIO) -> RecognisedFile:
    """Look into a file. Refuses (``NotAContactsFile``) what holds no contacts, with what to do about it."""
    start = _start(stream)
    if start.startswith(b"PK\x03\x04"):
        return _recognise_workbook(stream)
    _refuse_other_kinds(start)
    encoding = recognise_encoding(stream)
    beginning = _beginning(stream, encoding)
    if not beginning.strip():
        raise NotAContactsFile(_("This file is empty."))
    if re.match(r"\s*BEGIN:VCARD", beginning, re.IGNORECASE):
        return RecognisedFile(FileLayout(FileFormat.VCARD, encoding=encoding))
    if re.match(r"\s*<(?:!doctype|html|\?xml|head|body|table|script)", beginning, re.IGNORECASE):
        raise NotAContactsFile(
            _("This is a web page or XML file, not a contacts file. Export your contacts as CSV or vCard.")
        )
    if re.match(r"\s*(?:\{|\[\s*[\{\[\"])", beginning):
        raise NotAContactsFile(_("This is a JSON file, not a contacts file. Export your contacts as CSV or vCard."))
    if re.match(r"\s*BEGIN:VCALENDAR", beginning, re.IGNORECASE):
        raise NotAContactsFile(_("This is a calendar, not a contacts file. Export your contacts as CSV or vCard."))
    delimiter = delimited.recognise_delimiter(stream, encoding)
    layout = FileLayout(FileFormat.TABLE, encoding=encoding, delimiter=delimiter)
    return _recognise_table(stream, layout)


def read_contacts(
    stream: BinaryIO, layout: FileLayout, *, header: tuple[str, ...] = ()
) -> Iterator[ImportedContact | UnreadableRow]:
    """Read a recognised file again, one row at a time. ``header`` and ``layout.columns`` belong to tables.

    Refuses a file with more rows than ``Limits.ROWS``.
    """
    rows = (
        read_cards(stream, encoding=layout.encoding)
        if layout.format == FileFormat.VCARD
        else _read_table(stream, layout, header)
    )
    for count, row in enumerate(rows, start=1):
        if count > Limits.ROWS:
            raise NotAContactsFile(
                _("This file has more than 100,000 rows. Cut it in parts and import them one after the other.")
            )
        yield row


def _start(stream: BinaryIO) -> bytes:
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(0)
    if size == 0:
        raise NotAContactsFile(_("This file is empty."))
    if size > Limits.FILE_BYTES:
        raise NotAContactsFile(
            _("This file is larger than 64 MB. Cut it in parts and import them one after the other.")
        )
    start = stream.read(4096)
    stream.seek(0)
    return start


def _refuse_other_kinds(start: bytes) -> None:
    export = _("Export your contacts as CSV, vCard or Excel (.xlsx) and choose that file.")
    kinds = (
        (start.startswith(_PICTURES), _("This is a picture, not a contacts file.")),
        (start.startswith(b"%PDF"), _("This is a PDF, not a contacts file.")),
        (start.startswith(b"!BDN"), _("This is an Outlook data file (.pst), which only Outlook opens.")),
        (
            start.startswith(b"\xd0\xcf\x11\xe0"),
            _("This is an old Excel or Outlook file (.xls, .msg). Save it as .xlsx or CSV."),
        ),
        (start.startswith((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh")), _("This is a packed file. Unpack it first.")),
        (
            start.startswith((b"SQLite format 3", b"\x7fELF", b"MZ\x90")),
            _("This is a program or database, not a contacts file."),
        ),
    )
    for matches, sentence in kinds:
        if matches:
            raise NotAContactsFile(f"{sentence} {export}")


def _beginning(stream: BinaryIO, encoding: str) -> str:
    text = open_text(stream, encoding)
    try:
        return text.read(4096).lstrip("\ufeff")
    finally:
        text.detach()
        stream.seek(0)


def _recognise_workbook(stream: BinaryIO) -> RecognisedFile:
    """The first visible sheet with a header that we know, else the first with rows."""
    found: RecognisedFile | None = None
    for name in sheets.sheet_names(stream)[:20]:
        try:
            known = _recognise_table(stream, FileLayout(FileFormat.EXCEL, sheet=name))
        except NotAContactsFile:
            continue
        if sum(1 for key in known.layout.columns if key) >= 3:  # noqa: PLR2004 - a sheet of contacts, not of totals
            return known
        found = found or known
    if found is None:
        raise NotAContactsFile(_("This workbook holds no rows."))
    return found


def _recognise_table(stream: BinaryIO, layout: FileLayout) -> RecognisedFile:
    records: list[tuple[int, list[str]]] = []
    for record in _records(stream, layout):
        if isinstance(record, UnreadableRow):
            continue
        if any(cell.strip() for cell in record[1]):
            records.append(record)
        if len(records) >= _SAMPLE_ROWS:
            break
    if not records:
        raise NotAContactsFile(_("This file holds no rows."))
    place = next((at for at, (_n, cells) in enumerate(records[:_HEADER_WITHIN]) if looks_like_header(cells)), None)
    width = max(len(cells) for _n, cells in records)
    if width > Limits.COLUMNS:
        raise NotAContactsFile(_("This file has more than 300 columns, so it is no list of contacts."))
    if place is None:
        header_row, samples = 0, [cells for _n, cells in records]
        header = [str(_("Column %(number)d")) % {"number": number} for number in range(1, width + 1)]
        guesses = guess_columns([""] * width, samples)
    else:
        header_row, samples = records[place][0], [cells for _n, cells in records[place + 1 :]]
        header = _named(records[place][1], max([len(records[place][1]), *(_filled(cells) for cells in samples[:1])]))
        guesses = guess_columns(header, samples)
    export = known_export(header) if header_row else ""
    if not any(guesses) and width == 1:
        raise NotAContactsFile(
            _(
                "There are no contacts in this file that we can find: "
                "it has one column, without phones or e-mail addresses."
            )
        )
    return RecognisedFile(
        FileLayout(
            format=export if export and layout.format == FileFormat.TABLE else layout.format,
            encoding=layout.encoding,
            delimiter=layout.delimiter,
            sheet=layout.sheet,
            header_row=header_row,
            columns=tuple(guesses),
        ),
        header=tuple(header),
        samples=tuple(tuple(cell[:200] for cell in cells) for cells in samples[:_SHOWN_SAMPLES]),
        certain=bool(export),
    )


def _filled(cells: list[str]) -> int:
    return max((place for place, cell in enumerate(cells, start=1) if cell.strip()), default=0)


def _named(header: list[str], width: int) -> list[str]:
    """Every column with a name of its own."""
    names: list[str] = []
    for place in range(width):
        name = (header[place].strip().lstrip("\ufeff") if place < len(header) else "")[:80]
        name = name or str(_("Column %(number)d")) % {"number": place + 1}
        while name in names:
            name = f"{name} ({place + 1})"
        names.append(name)
    return names


def _records(stream: BinaryIO, layout: FileLayout) -> Iterator[tuple[int, list[str]] | UnreadableRow]:
    if layout.format == FileFormat.EXCEL:
        return iter(sheets.read_records(stream, sheet=layout.sheet))
    return delimited.read_records(stream, encoding=layout.encoding, delimiter=layout.delimiter)


def _read_table(
    stream: BinaryIO, layout: FileLayout, header: tuple[str, ...]
) -> Iterator[ImportedContact | UnreadableRow]:
    reader = RowReader(header, layout.columns, several=layout.format == FileFormat.GOOGLE)
    for record in _records(stream, layout):
        if isinstance(record, UnreadableRow):
            if record.row > layout.header_row:
                yield record
            continue
        number, cells = record
        if number <= layout.header_row:
            continue
        row = reader.read(number, cells)
        if row is not None:
            yield row
