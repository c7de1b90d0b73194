"""Excel workbooks in which every cell is text, whatever it looks like; it stays text when somebody edits it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any

from gestand.core.spreadsheet_cells import for_workbook, without_formula

#: What the name of a sheet may not hold, and how long it may be.
_NO_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    head: list[str]
    lines: Iterable[list[str]]
    widths: Iterable[int] = ()


def write_workbook(
    target: IO[bytes], *, title: str, head: list[str], lines: Iterable[list[str]], widths: Iterable[int] = ()
) -> None:
    """One sheet with a head that stays in sight, written row by row."""
    write_sheets(target, [Sheet(title, head, lines, widths)])


def write_sheets(target: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Several sheets, each with a head that stays in sight, written row by row."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book, sheet)
    book.save(target)


def _write(book: Any, wanted: Sheet) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(_NO_NAME.sub(" ", wanted.title)[:_LONGEST_NAME])
    sheet.freeze_panes = "A2"
    for place, width in enumerate(wanted.widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width

    def text_cell(text: str, *, bold: bool = False) -> Any:
        cell: Any = WriteOnlyCell(sheet, value=for_workbook(text))
        cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)
        if text != without_formula(text):
            cell.quotePrefix = True
        return cell

    sheet.append([text_cell(text, bold=True) for text in wanted.head])
    for line in wanted.lines:
        sheet.append([text_cell(text) for text in line])
