"""Refused rows as a file to correct and upload again: the same columns, with the reason behind them.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, which the reader takes off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO

from django.utils.translation import gettext as _

from gestand.core.spreadsheet_cells import without_formula
from gestand.people.exporters.workbook import write_workbook
from gestand.people.importers import FileFormat
from gestand.people.importers.columns import FIELDS
from gestand.people.importers.problems import sentence
from gestand.people.imports.models import ImportBatch, ImportRow, RowState
from gestand.people.imports.staging import CARD_HEADER

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def header_of(batch: ImportBatch) -> list[str]:
    names = [str(FIELDS[key]) for key in CARD_HEADER] if batch.format == FileFormat.VCARD else list(batch.header)
    return [*names, _("Reason")]


def refused_rows(batch: ImportBatch) -> Iterator[list[str]]:
    width = len(header_of(batch)) - 1
    rows = ImportRow.objects.filter(batch=batch, state=RowState.REFUSED).order_by("number")
    for row in rows.iterator(chunk_size=500):
        cells = [str(cell) for cell in row.cells]
        reason = " ".join(sentence(code, value) for code, value in row.problems)
        padded = [*cells, *[""] * (width - len(cells))]
        yield [*padded[:width], reason, *padded[width:]]


def as_csv(batch: ImportBatch) -> Iterator[bytes]:
    """With a byte-order mark and semicolons, as a Dutch Excel opens it at a double click."""
    line = io.StringIO()
    writer = csv.writer(line, delimiter=";")
    yield b"\xef\xbb\xbf"
    for cells in chain([header_of(batch)], refused_rows(batch)):
        writer.writerow([without_formula(cell) for cell in cells])
        if line.tell() > 64 * 1024:
            yield line.getvalue().encode()
            line.seek(0)
            line.truncate()
    yield line.getvalue().encode()


def as_workbook(batch: ImportBatch) -> IO[bytes]:
    target: IO[bytes] = SpooledTemporaryFile(max_size=2 * 1024 * 1024)  # noqa: SIM115 - the response closes it
    write_workbook(target, title=_("Refused rows"), head=header_of(batch), lines=refused_rows(batch))
    target.seek(0)
    return target
