"""A list of devices as CSV or Excel, a row at a time. No cell is a formula, whatever somebody typed as a name."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _

from gestand.core.spreadsheet_cells import without_formula
from gestand.network.models import DeviceKind, DeviceState
from gestand.network.queries.device_list import DeviceRow
from gestand.people.exporters.workbook import write_workbook

_NAME_WIDTH, _WIDTH = 28, 20
_ROWS_A_PIECE = 200


def heads(columns: Sequence[str]) -> list[str]:
    """The names of the columns; an import of such a file knows each of them again."""
    return [_("Name of the device"), *(word for name in columns for word in _heads()[name])]


def _heads() -> dict[str, tuple[str, ...]]:
    return {
        "client": (_("Client"),),
        "kind": (_("Kind of device"),),
        "place": (_("Site"), _("Place in the building")),
        "make": (_("Make"), _("Model")),
        "serial": (_("Serial number"),),
        "system": (_("Operating system"),),
        "address": (_("IP address"),),
        "mac": (_("MAC address"),),
        "user": (_("User"),),
        "state": (_("State of the device"),),
        "warranty": (_("Warranty until"),),
        "bought": (_("Bought on"),),
        "supplier": (_("Supplier"),),
        "host": (_("Host name"),),
        "seen": (_("Last seen"),),
        "changed": (_("Last changed"),),
        "short_id": (_("Short id"),),
    }


def _cells() -> dict[str, Callable[[DeviceRow], Sequence[str]]]:
    kinds = {kind: str(label) for kind, label in DeviceKind.choices}
    states = {state: str(label) for state, label in DeviceState.choices}
    return {
        "client": lambda row: (row.client,),
        "kind": lambda row: (kinds.get(row.kind, row.kind),),
        "place": lambda row: (row.site or "", row.place or ""),
        "make": lambda row: (row.make, row.model),
        "serial": lambda row: (row.serial_number,),
        "system": lambda row: (row.operating_system,),
        "address": lambda row: (", ".join(row.addresses),),
        "mac": lambda row: (", ".join(row.macs),),
        "user": lambda row: (", ".join(name for _person, name in row.users),),
        "state": lambda row: (states.get(row.state, row.state),),
        "warranty": lambda row: (row.warranty_ends_on.isoformat() if row.warranty_ends_on else "",),
        "bought": lambda row: (row.purchased_on.isoformat() if row.purchased_on else "",),
        "supplier": lambda row: (row.supplier,),
        "host": lambda row: (row.host_name,),
        "seen": lambda row: (row.seen_on.isoformat() if row.seen_on else "",),
        "changed": lambda row: (timezone.localdate(row.changed_at).isoformat(),),
        "short_id": lambda row: (row.short_id,),
    }


def lines(rows: Iterable[DeviceRow], columns: Sequence[str]) -> Iterator[list[str]]:
    every = _cells()
    makers = [every[name] for name in columns]
    for row in rows:
        yield [row.name, *(cell for make in makers for cell in make(row))]


def as_csv(rows: Iterable[DeviceRow], columns: Sequence[str]) -> Iterator[bytes]:
    """Semicolons and a byte-order mark: what a Dutch Excel opens with one click."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    stream.write("\ufeff")
    writer.writerow(heads(columns))
    for number, line in enumerate(lines(rows, columns), start=1):
        writer.writerow([without_formula(cell) for cell in line])
        if not number % _ROWS_A_PIECE:
            yield _taken(stream)
    yield _taken(stream)


def _taken(stream: io.StringIO) -> bytes:
    text = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return text.encode("utf-8", "replace")


def write_excel(target: IO[bytes], rows: Iterable[DeviceRow], columns: Sequence[str]) -> None:
    """A workbook in which every cell is text."""
    head = heads(columns)
    widths = [_NAME_WIDTH, *([_WIDTH] * (len(head) - 1))]
    write_workbook(target, title=_("Devices"), head=head, lines=lines(rows, columns), widths=widths)
