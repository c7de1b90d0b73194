"""Clients as CSV or Excel. No cell is a formula, whatever somebody typed as a name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from gestand.core.spreadsheet_cells import without_formula
from gestand.people.exporters.workbook import write_workbook
from gestand.people.models import Client
from gestand.people.queries.client_list import ClientRow
from gestand.ui.formats import phone_words

EXPORT_COLUMNS = ("town", "phone", "mail", "contact")
_WIDTHS = (32, 12, 18, 16, 18, 26, 16, 30, 28, 12, 20, 28, 14, 14)

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


def as_csv(lines: Iterable[Line]) -> Iterator[bytes]:
    """Semicolons and a byte-order mark: what a Dutch Excel opens with one click."""
    yield b"\xef\xbb\xbf"
    yield _row(heads())
    for client, row in lines:
        yield _row(cells(client, row))


def _row(values: list[str]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerow([without_formula(value) for value in values])
    return stream.getvalue().encode("utf-8", "replace")


def as_excel(lines: Iterable[Line]) -> bytes:
    """A workbook in which every cell is text."""
    stream = io.BytesIO()
    told = (cells(client, row) for client, row in lines)
    write_workbook(stream, title=_("Clients"), head=heads(), lines=told, widths=_WIDTHS)
    return stream.getvalue()
