"""Which of these a dropped file is (by its content, never by its name), and the reader that goes with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from gestand.network.importers import nmap
from gestand.network.importers.collector import reading as collector
from gestand.network.importers.found import (
    FileFormat,
    FileLayout,
    Found,
    Limits,
    NotANetworkFile,
    RecognisedFile,
    Remark,
    UnreadableRow,
)
from gestand.network.importers.json_files import read_json
from gestand.network.importers.leases import dnsmasq, isc, kea, mikrotik, unifi
from gestand.network.importers.tables import columns, itflow
from gestand.network.importers.tables.devices import DeviceRows
from gestand.network.importers.windows import ipconfig, systeminfo
from gestand.people.importers import delimited, sheets
from gestand.people.importers.contact import Limits as TableLimits
from gestand.people.importers.contact import NotAContactsFile
from gestand.people.importers.encodings import open_text, recognise_encoding

_BEGINNING_CHARACTERS = 64 * 1024
_SAMPLE_ROWS = 60
_SHOWN_SAMPLES = 5
_HEADER_WITHIN = 10
_SHEETS_LOOKED_AT = 20
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE nmaprun|!--|nmaprun)", re.IGNORECASE)
_WIDE_XML = (b"\xff\xfe<\x00", b"\xfe\xff\x00<", b"<\x00?\x00", b"\x00<\x00?")
_ZIP = b"PK\x03\x04"
_NAMES_BYTES = 1024 * 1024
_DNSMASQ_NEEDED = 0.7


def recognise(stream: BinaryIO) -> RecognisedFile:
    """Look into a file. Refuses (``NotANetworkFile``) what holds nothing of a network, with what to do about it."""
    start = _start(stream)
    if _XML.match(start) or start.startswith(_WIDE_XML):
        return _recognise_scan(stream, start)
    if start.startswith(_ZIP) and _is_network_book(stream):
        return RecognisedFile(FileLayout(FileFormat.BOOK), certain=True)
    _refuse_size(stream, Limits.FILE_BYTES)
    if start.startswith(_ZIP):
        with _our_sentences():
            return _recognise_workbook(stream)
    _refuse_other_kinds(start)
    with _our_sentences():
        encoding = recognise_encoding(stream)
        beginning = _beginning(stream, encoding)
    if not beginning.strip():
        raise NotANetworkFile(_("This file is empty."))
    if known := _known_text(stream, beginning, encoding):
        return known
    with _our_sentences():
        delimiter = delimited.recognise_delimiter(stream, encoding)
        layout = FileLayout(FileFormat.TABLE, encoding=encoding, delimiter=delimiter)
        return _recognise_table(stream, layout)


def read_found(stream: BinaryIO, layout: FileLayout, *, header: tuple[str, ...] = ()) -> Iterator[Found]:
    """Read a recognised file again, one thing at a time. ``header`` and ``layout.columns`` belong to tables.

    A refusal may come after things were given (a damaged file, too many rows): whoever keeps them waits for the end.
    """
    encoding = layout.encoding
    with _our_sentences():
        match layout.format:
            case FileFormat.NMAP:
                yield from nmap.read_scan(stream)
            case FileFormat.DNSMASQ:
                yield from dnsmasq.read_leases(stream, encoding=encoding)
            case FileFormat.ISC_DHCPD:
                yield from isc.read_leases(stream, encoding=encoding)
            case FileFormat.KEA:
                yield from kea.read_leases(stream, encoding=encoding)
            case FileFormat.MIKROTIK:
                yield from mikrotik.read_leases(stream, encoding=encoding)
            case FileFormat.UNIFI:
                yield from unifi.read_clients(stream, encoding=encoding)
            case FileFormat.COLLECTOR:
                yield from collector.read_collected(stream, encoding=encoding)
            case FileFormat.SYSTEMINFO:
                yield from systeminfo.read_computers(stream, encoding=encoding, is_csv=bool(layout.delimiter))
                yield from ipconfig.read_computers(stream, encoding=encoding)  # people write both into one file
            case FileFormat.IPCONFIG:
                yield from ipconfig.read_computers(stream, encoding=encoding)
            case _:
                yield from _read_table(stream, layout, header)


def _start(stream: BinaryIO) -> bytes:
    stream.seek(0)
    start = stream.read(4096)
    if not start:
        raise NotANetworkFile(_("This file is empty."))
    _refuse_size(stream, Limits.SCAN_BYTES)
    return start


def _refuse_size(stream: BinaryIO, limit: int) -> None:
    stream.seek(0, 2)
    size = stream.tell()
    stream.seek(0)
    if size > limit:
        raise NotANetworkFile(
            _("This file is larger than %(size)d MB. Cut it in parts and import them one after the other.")
            % {"size": limit // 1024 // 1024}
        )


def _is_network_book(stream: BinaryIO) -> bool:
    """A ZIP names what it holds in its last part."""
    stream.seek(0, 2)
    stream.seek(max(0, stream.tell() - _NAMES_BYTES))
    names = stream.read()
    stream.seek(0)
    return b"network.json" in names and b"network.schema.json" in names


@contextmanager
def _our_sentences() -> Iterator[None]:
    """The readers of tables speak of contacts when they refuse."""
    try:
        yield
    except (NotAContactsFile, UnicodeError) as error:
        raise NotANetworkFile(
            _(
                "This file cannot be read: it is damaged, locked, packed or no text at all. "
                "Save it again as CSV, Excel (.xlsx) or in the program's own form, and choose that file."
            )
        ) from error


def _refuse_other_kinds(start: bytes) -> None:
    kinds = (
        (start.startswith(_PICTURES), _("This is a picture. Nothing about a network can be read from it.")),
        (start.startswith(b"%PDF"), _("This is a PDF. Ask for the list as CSV or Excel.")),
        (start.startswith(b"\xd0\xcf\x11\xe0"), _("This is an old Excel file (.xls). Save it as .xlsx or CSV.")),
        (
            start.startswith((b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh")),
            _("This is a packed file. Unpack it first and choose what is in it."),
        ),
        (start.startswith((b"SQLite format 3", b"\x7fELF", b"MZ\x90")), _("This is a program or database.")),
    )
    for matches, sentence in kinds:
        if matches:
            raise NotANetworkFile(sentence)


def _beginning(stream: BinaryIO, encoding: str) -> str:
    text = open_text(stream, encoding)
    try:
        return text.read(_BEGINNING_CHARACTERS).lstrip("\ufeff").replace("\x00", "")
    finally:
        text.detach()
        stream.seek(0)


def _recognise_scan(stream: BinaryIO, start: bytes) -> RecognisedFile:
    """Its first event tells: reading stops there."""
    if re.search(rb"<html|<!doctype html|<workbook|<rss|<svg", start, re.IGNORECASE):
        raise NotANetworkFile(_("This is a web page or another XML file, not a scan by nmap."))
    for _found in nmap.read_scan(stream):
        break
    stream.seek(0)
    return RecognisedFile(FileLayout(FileFormat.NMAP))


def _known_text(stream: BinaryIO, beginning: str, encoding: str) -> RecognisedFile | None:
    if re.match(r"\s*[\[{]\s*[\[{\"\]}]", beginning):
        return RecognisedFile(FileLayout(_json_format(stream, encoding), encoding=encoding))
    if re.match(r"\s*<(?:!doctype|html|head|body|table|script)", beginning, re.IGNORECASE):
        raise NotANetworkFile(_("This is a web page or another XML file, not a scan by nmap."))
    if systeminfo.is_systeminfo(beginning):
        delimiter = "," if beginning.lstrip().startswith('"') else ""
        return RecognisedFile(FileLayout(FileFormat.SYSTEMINFO, encoding=_of_windows(encoding), delimiter=delimiter))
    if ipconfig.is_ipconfig(beginning):
        return RecognisedFile(FileLayout(FileFormat.IPCONFIG, encoding=_of_windows(encoding)))
    if format_ := _lease_format(beginning):
        return RecognisedFile(FileLayout(format_, encoding=encoding))
    if mikrotik.is_cut_table(beginning):
        raise NotANetworkFile(
            _("This list of a MikroTik is cut to fit the screen. Make it with: /ip dhcp-server lease print detail")
        )
    if re.match(r"\s*(?:# )?(?:Starting )?Nmap \d", beginning):
        raise NotANetworkFile(
            _("This is nmap's output for the screen. Scan again with -oX scan.xml and choose that file.")
        )
    return None


def _lease_format(beginning: str) -> str:
    whole = beginning.splitlines()
    lines = [line for line in whole[:-1] or whole if line.strip()] or [""]
    if {cell.strip() for cell in lines[0].split(",")} >= kea.SIGNS:
        return FileFormat.KEA
    if any(isc.START.fullmatch(line) or line.startswith('server-duid "') for line in lines):
        return FileFormat.ISC_DHCPD
    leases = [line for line in lines if not line.startswith("duid ")]
    if leases and sum(1 for line in leases if dnsmasq.LINE.fullmatch(line)) >= len(leases) * _DNSMASQ_NEEDED:
        return FileFormat.DNSMASQ
    return FileFormat.MIKROTIK if mikrotik.is_of_mikrotik(beginning) else ""


def _of_windows(encoding: str) -> str:
    """A few accents of code page 850 read as well in an old Macintosh's, which Windows never writes."""
    return "cp850" if encoding == "mac_roman" else encoding


def _json_format(stream: BinaryIO, encoding: str) -> str:
    held = read_json(stream, encoding=encoding)
    stream.seek(0)
    if collector.is_collected(held):
        return FileFormat.COLLECTOR
    if unifi.entries_of(held) is not None:
        return FileFormat.UNIFI
    if isinstance(held, dict) and "tables" in held and "persons" in held:
        return FileFormat.BOOK
    raise NotANetworkFile(_("This JSON file is not from UniFi and not from the collector. Export the list as CSV."))


def _recognise_workbook(stream: BinaryIO) -> RecognisedFile:
    """The first visible sheet that lists devices, else the first with rows."""
    found: RecognisedFile | None = None
    for name in sheets.sheet_names(stream)[:_SHEETS_LOOKED_AT]:
        try:
            known = _recognise_table(stream, FileLayout(FileFormat.EXCEL, sheet=name))
        except NotANetworkFile:
            continue
        if known.certain or len(set(known.layout.columns) & columns.FIELDS.keys()) >= 3:  # noqa: PLR2004
            return known
        found = found or known
    if found is None:
        raise NotANetworkFile(_("This workbook holds no list of devices that we can find."))
    return found


def _recognise_table(stream: BinaryIO, layout: FileLayout) -> RecognisedFile:
    records: list[tuple[int, list[str]]] = []
    for record in _records(stream, layout):
        if not isinstance(record, UnreadableRow) and any(cell.strip() for cell in record[1]):
            records.append(record)
        if len(records) >= _SAMPLE_ROWS:
            break
    if not records:
        raise NotANetworkFile(_("This file holds no rows."))
    if max(len(cells) for _number, cells in records) > TableLimits.COLUMNS:
        raise NotANetworkFile(_("This file has more than 300 columns, so it is no list of devices."))
    for number, cells in records[:_HEADER_WITHIN]:
        header = [cell.strip().lstrip("\ufeff") for cell in cells]
        if export := itflow.recognise_export(header):
            return _as_known(layout, export, number, header, itflow.columns_of(export, header), records)
    place = next(
        (at for at, (_n, cells) in enumerate(records[:_HEADER_WITHIN]) if columns.looks_like_header(cells)), None
    )
    if place is None and columns.may_be_header([cells for _number, cells in records]):
        place = 0
    samples = [cells for _number, cells in records[0 if place is None else place + 1 :]]
    width = max(len(cells) for cells in [*samples[:1], records[place or 0][1]])
    header = _named(records[place][1] if place is not None else [], width)
    guesses = columns.guess_columns(header if place is not None else [""] * width, samples)
    filled = max(sum(1 for cell in cells if cell.strip()) for _number, cells in records)
    if filled == 1 and not columns.KNOWN_BY & set(guesses):
        raise NotANetworkFile(
            _(
                "There are no devices in this file that we can find: it has one column, without names of columns, MAC "
                "or IP addresses."
            )
        )
    return _as_known(layout, layout.format, records[place][0] if place is not None else 0, header, guesses, records)


def _as_known(  # noqa: PLR0917 - what a layout is made of
    layout: FileLayout,
    format_: str,
    header_row: int,
    header: list[str],
    keys: list[str],
    records: list[tuple[int, list[str]]],
) -> RecognisedFile:
    secret = {place for place, key in enumerate(keys) if key == columns.NEVER_READ}
    samples = [
        tuple("" if place in secret else cell[:200] for place, cell in enumerate(cells))
        for number, cells in records
        if number > header_row
    ]
    return RecognisedFile(
        FileLayout(
            format=format_,
            encoding=layout.encoding,
            delimiter=layout.delimiter,
            sheet=layout.sheet,
            header_row=header_row,
            columns=tuple(keys),
        ),
        header=tuple(_named(header, len(header))),
        samples=tuple(samples[:_SHOWN_SAMPLES]),
        certain=format_ not in (FileFormat.TABLE, FileFormat.EXCEL),
    )


def _named(header: list[str], width: int) -> list[str]:
    """Every column with a name of its own."""
    names: list[str] = []
    taken: set[str] = set()
    for place in range(width):
        name = (header[place].strip().lstrip("\ufeff") if place < len(header) else "")[:80]
        name = name or _("Column %(number)d") % {"number": place + 1}
        if name in taken:
            name = f"{name} ({place + 1})"
        taken.add(name)
        names.append(name)
    return names


def _records(stream: BinaryIO, layout: FileLayout) -> Iterator[tuple[int, list[str]] | UnreadableRow]:
    if layout.sheet:
        return iter(sheets.read_records(stream, sheet=layout.sheet))
    return delimited.read_records(stream, encoding=layout.encoding, delimiter=layout.delimiter)


def _read_table(stream: BinaryIO, layout: FileLayout, header: tuple[str, ...]) -> Iterator[Found]:
    if layout.format == FileFormat.BOOK:
        return  # is taken in as a whole, by gestand.network.book.taking_in
    reader: DeviceRows | itflow.ExportRows
    if layout.format in (FileFormat.TABLE, FileFormat.EXCEL):
        reader = DeviceRows(header, layout.columns)
        for name in reader.secrets:
            yield Remark("secrets_left_out", value=name[:80])
    else:
        reader = itflow.ExportRows(layout.format, layout.columns)
    count = 0
    for record in _records(stream, layout):
        number = record.row if isinstance(record, UnreadableRow) else record[0]
        if number <= layout.header_row:
            continue
        count += 1
        if count > Limits.ROWS:
            raise NotANetworkFile(
                _("This file has more than 100,000 rows. Cut it in parts and import them one after the other.")
            )
        if isinstance(record, UnreadableRow):
            yield record
        else:
            yield from reader.read(number, record[1])
