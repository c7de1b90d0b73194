"""Excel workbooks in which every cell is text, whatever it looks like; it stays text when somebody edits it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from gestand.core.spreadsheet_cells import for_workbook, without_formula


def write_workbook(
    target: IO[bytes], *, title: str, head: list[str], lines: Iterable[list[str]], widths: Iterable[int] = ()
) -> None:
    """One sheet with a head that stays in sight, written row by row."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width

    def text_cell(text: str, *, bold: bool = False) -> Any:
        cell: Any = WriteOnlyCell(sheet, value=for_workbook(text))
        cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)
        if text != without_formula(text):
            cell.quotePrefix = True
        return cell

    sheet.append([text_cell(text, bold=True) for text in head])
    for line in lines:
        sheet.append([text_cell(text) for text in line])
    book.save(target)
