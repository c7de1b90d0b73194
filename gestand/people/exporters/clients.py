"""Clients as CSV or Excel. No cell is a formula, whatever somebody typed as a name."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from gestand.people.models import Client
from gestand.people.queries.client_list import ClientRow
from gestand.ui.formats import phone_words

EXPORT_COLUMNS = ("town", "phone", "mail", "contact")
#: What a spreadsheet takes for a formula (OWASP, CSV injection).
_FORMULA = re.compile(r"^[\s\u00a0]*[=+\-@\t\r＝＋－＠]")
_FORBIDDEN_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Line = tuple[Client, ClientRow]


def heads() -> list[str]:
    return [
        _("Name"),
        _("Kind"),
        _("Legal form"),
        _("Chamber-of-commerce number"),
        _("VAT id"),
        _("Contact"),
        _("Telephone"),
        _("E-mail"),
        _("Street and number"),
        _("Postal code"),
        _("Town"),
        _("Website"),
        _("Client since"),
        _("Client until"),
    ]


def cells(client: Client, row: ClientRow) -> list[str]:
    return [
        client.name,
        str(client.get_kind_display()),
        str(client.get_legal_form_display()) if client.legal_form else "",
        client.kvk_number,
        client.vat_id,
        row.contact,
        phone_words(row.phone) if row.phone else "",
        row.mail,
        row.street,
        row.postal_code,
        row.town,
        client.website,
        client.started_on.isoformat(),
        client.ended_on.isoformat() if client.ended_on else "",
    ]


def harmless(text: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe before what would be a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def as_csv(lines: Iterable[Line]) -> Iterator[bytes]:
    """Semicolons and a byte-order mark: what a Dutch Excel opens with one click."""
    yield b"\xef\xbb\xbf"
    yield _row(heads())
    for client, row in lines:
        yield _row(cells(client, row))


def _row(values: list[str]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerow([harmless(value) for value in values])
    return stream.getvalue().encode("utf-8", "replace")


def as_excel(lines: Iterable[Line]) -> bytes:
    """A workbook in which every cell is text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Clients"))
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGHIJKLMN", (32, 12, 18, 16, 18, 26, 16, 30, 28, 12, 20, 28, 14, 14), strict=True):
        sheet.column_dimensions[letter].width = width

    def text_cells(values: list[str], *, bold: bool = False) -> list[object]:
        made: list[object] = []
        for value in values:
            cell = WriteOnlyCell(sheet, value="")
            cell.value = _FORBIDDEN_IN_XML.sub("", value)
            cell.data_type = "s"
            if bold:
                cell.font = Font(bold=True)
            made.append(cell)
        return made

    sheet.append(text_cells(heads(), bold=True))
    for client, row in lines:
        sheet.append(text_cells(cells(client, row)))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
