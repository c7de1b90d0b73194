"""Refused rows as a file to correct and upload again: the same columns, with the reason behind them.

A cell that a spreadsheet would take for a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO

from django.utils.translation import gettext as _

from gestand.people.importers import FileFormat
from gestand.people.importers.columns import FIELDS
from gestand.people.importers.problems import sentence
from gestand.people.imports.models import ImportBatch, ImportRow, RowState
from gestand.people.imports.staging import CARD_HEADER

_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
#: A telephone number or an amount is no formula, and an apostrophe would spoil it.
_PLAIN_NUMBER = re.compile(r"[+-]?[\d\s().\-/]+")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless_cell(text: str) -> str:
    """Text that no spreadsheet runs."""
    return f"'{text}" if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def header_of(batch: ImportBatch) -> list[str]:
    names = [str(FIELDS[key]) for key in CARD_HEADER] if batch.format == FileFormat.VCARD else list(batch.header)
    return [*names, _("Reason")]


def refused_rows(batch: ImportBatch) -> Iterator[list[str]]:
    width = len(header_of(batch)) - 1
    rows = ImportRow.objects.filter(batch=batch, state=RowState.REFUSED).order_by("number")
    for row in rows.iterator(chunk_size=500):
        cells = [harmless_cell(str(cell)) for cell in row.cells]
        reason = " ".join(sentence(code, value) for code, value in row.problems)
        padded = [*cells, *[""] * (width - len(cells))]
        yield [*padded[:width], harmless_cell(reason), *padded[width:]]


def as_csv(batch: ImportBatch) -> Iterator[bytes]:
    """With a byte-order mark and semicolons, as a Dutch Excel opens it at a double click."""
    line = io.StringIO()
    writer = csv.writer(line, delimiter=";")
    yield b"\xef\xbb\xbf"
    writer.writerow([harmless_cell(cell) for cell in header_of(batch)])
    for cells in refused_rows(batch):
        writer.writerow(cells)
        if line.tell() > 64 * 1024:
            yield line.getvalue().encode()
            line.seek(0)
            line.truncate()
    yield line.getvalue().encode()


def as_workbook(batch: ImportBatch) -> IO[bytes]:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Refused rows"))
    for cells in (header_of(batch), *refused_rows(batch)):
        line = []
        for text in cells:
            cell = WriteOnlyCell(sheet, value=_without_control(text))
            cell.data_type = "s"  # text, whatever it looks like
            line.append(cell)
        sheet.append(line)
    target: IO[bytes] = SpooledTemporaryFile(max_size=2 * 1024 * 1024)  # noqa: SIM115 - the response closes it
    book.save(target)
    target.seek(0)
    return target


def _without_control(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", text)
