"""The documentation for spreadsheets: a CSV file for each table, and one workbook. No cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO

from django.utils.text import capfirst
from django.utils.translation import get_language

from gestand.core.spreadsheet_cells import without_formula
from gestand.network.book.contents import TABLES, Documentation, Table
from gestand.network.book.fields import label_of, shown_fields_of, words
from gestand.people.exporters.workbook import Sheet, write_sheets

_BOM = b"\xef\xbb\xbf"
_NARROWEST, _WIDEST = 10, 48


def title_of(table: Table) -> str:
    return str(capfirst(str(table.model._meta.verbose_name_plural)))


def _heads(table: Table) -> list[str]:
    return [label_of(field) for field in shown_fields_of(table.model)]


def _lines(documentation: Documentation, table: Table) -> list[list[str]]:
    fields = shown_fields_of(table.model)
    return [[words(documentation, row, field) for field in fields] for row in documentation.rows[table.model]]


def as_csv(documentation: Documentation) -> Iterator[tuple[str, bytes]]:
    """The name and content of each file; a table without rows has none. A Dutch Excel wants semicolons."""
    separator = ";" if (get_language() or "nl").startswith("nl") else ","
    for table in TABLES:
        if not documentation.rows[table.model]:
            continue
        stream = io.StringIO()
        sheet = csv.writer(stream, delimiter=separator)
        sheet.writerow([without_formula(head) for head in _heads(table)])
        sheet.writerows([without_formula(cell) for cell in line] for line in _lines(documentation, table))
        yield f"{table.name}.csv", _BOM + stream.getvalue().encode("utf-8", "replace")


def write_workbook(documentation: Documentation, target: IO[bytes]) -> None:
    """One workbook with a sheet for each table that has rows."""
    sheets = []
    for table in TABLES:
        if documentation.rows[table.model]:
            head, lines = _heads(table), _lines(documentation, table)
            sheets.append(Sheet(title_of(table), head, lines, _widths(head, lines)))
    write_sheets(target, sheets)


def _widths(head: list[str], lines: list[list[str]]) -> list[int]:
    """As wide as what stands in a column, within reason."""
    longest = [max((len(line[place]) for line in lines), default=0) for place in range(len(head))]
    return [max(_NARROWEST, min(_WIDEST, max(len(word), most) + 2)) for word, most in zip(head, longest, strict=True)]
