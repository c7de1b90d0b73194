"""From a row of any list of devices, and the meaning of its columns, to one device."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gestand.network.importers.found import Found, FoundDevice, Remark, UnreadableRow
from gestand.network.importers.kinds import guess_kind, kind_of
from gestand.network.importers.tables.cells import day_in, interfaces_of
from gestand.network.importers.tables.columns import FIELDS, NEVER_READ, column_names
from gestand.network.importers.values import host_name_of, text_of
from gestand.network.models.devices import DeviceState
from gestand.people.importers.contact import Limits as TableLimits
from gestand.people.kernels.folding import folded, tidied_text

#: The first that fits decides: "niet in gebruik" stands before "in gebruik".
_STATES = (
    (DeviceState.SPARE, re.compile(r"\b(?:spare|reserve|voorraad|stock|ready to deploy|niet in gebruik|kast)\b")),
    (DeviceState.REPAIR, re.compile(r"\b(?:repair|reparatie|kapot|broken|defect)\b")),
    (
        DeviceState.GONE,
        re.compile(r"\b(?:gone|weg|lost|stolen|gestolen|retired|afgevoerd|verkocht|sold|disposed|inactief|inactive)\b"),
    ),
    (DeviceState.IN_USE, re.compile(r"\b(?:in use|in gebruik|deployed|actief|active)\b")),
)
_LONGEST_NOTE = 20_000


def state_of(text: str) -> str:
    words = folded(text)
    return next((state for state, known in _STATES if known.search(words)), "")


class DeviceRows:
    """Reads the rows of one table. ``columns``: a key of ``columns.FIELDS`` for each, "" for what is kept beside."""

    def __init__(self, header: Sequence[str], columns: Sequence[str]) -> None:
        self._header = list(header)
        self._names = column_names(header)
        self._columns = [(place, key) for place, key in enumerate(columns[: len(header)]) if key in FIELDS]
        self._beside = [
            place for place, key in enumerate(columns[: len(header)]) if key not in FIELDS and key != NEVER_READ
        ]
        self.secrets = [header[place] for place, key in enumerate(columns[: len(header)]) if key == NEVER_READ]

    def read(self, number: int, cells: list[str]) -> Iterator[Found]:
        """The device and what was noticed about it; nothing for an empty row."""
        if not any(cell.strip() for cell in cells):
            return
        kept = self._without_secrets(cells)
        if any(len(cell) > TableLimits.CELL_CHARACTERS for cell in cells):
            yield UnreadableRow(number, "cell_too_long", [cell[:2000] for cell in kept])
            return
        if any(cell.strip() for cell in cells[len(self._header) :]):
            yield UnreadableRow(number, "too_many_cells", kept)
            return
        row = self._by_key(cells)
        remarks: list[Remark] = []
        device = device_of(number, row, remarks)
        device.cells = kept
        device.unknown = {
            self._names[place]: text_of(cells[place], 500)
            for place in self._beside
            if place < len(cells) and cells[place].strip()
        }
        if not (device.name or device.host_names or device.serial_number or device.interfaces):
            yield UnreadableRow(number, "no_device", kept)
            return
        yield device
        yield from remarks

    def _by_key(self, cells: list[str]) -> dict[str, str]:
        row: dict[str, str] = {}
        for place, key in self._columns:
            value = cells[place].strip() if place < len(cells) else ""
            if value:
                row[key] = f"{row[key]}\n{value}" if key in row else value
        return row

    def _without_secrets(self, cells: list[str]) -> list[str]:
        """The row as it goes back in the file of refused rows."""
        open_places = {place for place, _key in self._columns} | set(self._beside)
        return [cell if place in open_places else "" for place, cell in enumerate(cells)]


def device_of(number: int, row: dict[str, str], remarks: list[Remark]) -> FoundDevice:
    """A device from its fields as text."""
    interfaces, odd = interfaces_of(row.get("address", ""), row.get("mac", ""))
    remarks += [
        Remark("address_wrong" if row.get("address", "").find(one) >= 0 else "mac_wrong", number, one)
        for one in odd[:5]
    ]
    host_name = host_name_of(row.get("host_name", ""))
    device = FoundDevice(
        row=number,
        name=text_of(row.get("name", ""), 80),
        host_names=[host_name] if host_name else [],
        interfaces=interfaces,
        make=text_of(row.get("make", ""), 80),
        model=text_of(row.get("model", ""), 120),
        serial_number=text_of(row.get("serial_number", ""), 80),
        operating_system=text_of(row.get("operating_system", "")),
        site=text_of(row.get("site", ""), 80),
        place=text_of(row.get("place", ""), 80),
        user_name=text_of(row.get("user_name", ""), 120),
        supplier=text_of(row.get("supplier", ""), 80),
        state=state_of(row.get("state", "")),
        purchased_on=day_in(row, "purchased_on", number, remarks),
        installed_on=day_in(row, "installed_on", number, remarks),
        warranty_ends_on=day_in(row, "warranty_ends_on", number, remarks),
        note=tidied_text(row.get("note", ""))[:_LONGEST_NOTE],
    )
    device.kind = kind_of(row.get("kind", "")) or guess_kind(device)
    return device
