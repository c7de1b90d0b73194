"""Excel workbooks (.xlsx) as records, row by row, with a guard against bombs."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from gestand.core.files.zips import ZIP_FAULTS
from gestand.people.importers.contact import Limits, NotAContactsFile

if TYPE_CHECKING:
    from openpyxl import Workbook

_LONGEST_GAP = 10_000
_ERRORS = frozenset({"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"})


def refuse_bomb(stream: BinaryIO) -> None:
    """Refuse a workbook that unpacks to far more than it weighs, or that is no workbook."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
    except ZIP_FAULTS as error:
        raise damaged() from error
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        raise NotAContactsFile(
            _("This is a packed file (zip), not an Excel workbook. Unpack it first and choose the contacts file in it.")
        )
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if (
        len(entries) > Limits.ZIP_ENTRIES
        or unpacked > Limits.UNZIPPED_BYTES
        or (unpacked > 10 * 1024 * 1024 and unpacked / packed > Limits.UNZIPPED_RATIO)
    ):
        raise NotAContactsFile(
            _(
                "This workbook unpacks to more than we open. "
                "Copy the contacts alone to a new workbook, or save them as CSV."
            )
        )
    stream.seek(0)


def damaged() -> NotAContactsFile:
    return NotAContactsFile(
        _(
            "This workbook is damaged or locked with a password. "
            "Open it in Excel, save it again as .xlsx without a password and try again."
        )
    )


@contextmanager
def _opened(stream: BinaryIO) -> Iterator[Workbook]:
    from defusedxml import DefusedXmlException
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    refuse_bomb(stream)
    # What openpyxl raises on a damaged workbook is not documented: these were met in a fuzz run of the reader.
    known = (
        *ZIP_FAULTS, InvalidFileException, DefusedXmlException, SyntaxError, KeyError, TypeError, IndexError,
        AttributeError, OverflowError,
    )  # fmt: skip
    try:
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        try:
            yield book
        finally:
            book.close()
    except NotAContactsFile:
        raise
    except known as error:
        raise damaged() from error


def sheet_names(stream: BinaryIO) -> list[str]:
    """Names of the visible sheets that hold cells, in order."""
    with _opened(stream) as book:
        return [sheet.title for sheet in book.worksheets if getattr(sheet, "sheet_state", "visible") == "visible"]


def read_records(stream: BinaryIO, *, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number; empty rows are left out."""
    with _opened(stream) as book:
        if sheet not in book.sheetnames:
            return
        page: Any = book[sheet]
        page.reset_dimensions()  # what the file says about its own size is not to be trusted
        empty = 0
        for number, row in enumerate(page.iter_rows(values_only=True), start=1):
            cells = [_as_text(value) for value in row[: Limits.COLUMNS + 1]]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                empty = 0
                yield number, cells
            else:
                empty += 1
                if empty > _LONGEST_GAP:
                    return


def _as_text(value: object) -> str:  # noqa: PLR0911 - one answer for each type
    """A cell as a person would read it: no ".0" behind a number, no time behind a date."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return "" if value in _ERRORS else value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)
