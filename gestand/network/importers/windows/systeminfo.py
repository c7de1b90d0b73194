"""The output of ``systeminfo``, as a list or with ``/FO CSV``, English or Dutch, one computer or several.

``systeminfo > computer.txt`` writes code page 850 in a Dutch Windows, PowerShell's ``>`` writes UTF-16.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from gestand.network.importers.found import (
    AddressOrigin,
    Found,
    FoundAddress,
    FoundDevice,
    FoundInterface,
    Limits,
    NotANetworkFile,
    UnreadableRow,
)
from gestand.network.importers.kinds import guess_kind
from gestand.network.importers.leases.lines import read_lines, refuse_more_than
from gestand.network.importers.values import address_of, host_name_of, is_of_the_link, text_of
from gestand.network.models.devices import DeviceKind
from gestand.people.importers.delimited import read_records
from gestand.people.kernels.folding import folded

#: Names of lines (folded) in English and Dutch; several versions of Windows translate differently.
_LINES = {
    "host_name": "host name | host naam | hostnaam | computernaam",
    "system": "os name | naam van besturingssysteem | naam besturingssysteem | besturingssysteem",
    "version": "os version | versie van besturingssysteem | versie besturingssysteem | besturingssysteemversie",
    "make": "system manufacturer | computerfabrikant | fabrikant van systeem | systeemfabrikant",
    "model": "system model | computermodel | model van systeem | systeemmodel",
    "system_type": "system type | type systeem | systeemtype | computertype",
    "processor": "processor s | processors",
    "bios": "bios version | bios versie",
    "memory": "total physical memory | totaal fysiek geheugen",
    "domain": "domain | domein",
    "owner": "registered owner | geregistreerde eigenaar",
    "cards": "network card s | netwerkkaart en | netwerkkaarten | netwerkadapter s | netwerkkaart s",
}
KNOWN = {name.strip(): key for key, names in _LINES.items() for name in names.split("|")}
_LINE = re.compile(r"([^\s:][^:]{0,60}):(?:\s+(.*)|\s*)")
_NUMBERED = re.compile(r"\[\d{1,3}\]:\s*(.*)")
_CONNECTION = re.compile(r"connection name|naam van (?:de )?verbinding|verbindingsnaam|naam verbinding")
_DHCP = re.compile(r"dhcp (?:enabled|ingeschakeld)")
_ITEM_OF_CSV = re.compile(r",(?=\s*(?:\[\d{1,3}\]:|[^,\[\]]{2,40}: ))")
_NOT_SAID = frozenset(["", "n/a", "n.v.t.", "system manufacturer", "system product name", "to be filled by o.e.m."])
_SIGNS_NEEDED = 3


def is_systeminfo(text: str) -> bool:
    """Three lines that only this program writes; or its CSV header."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.count('","') > 10 and len(_known_in(first.strip('"').split('","'))) >= _SIGNS_NEEDED:  # noqa: PLR2004
        return True
    names = [found[1] for line in text.splitlines() if (found := _LINE.fullmatch(line.rstrip()))]
    return len(_known_in(names) - {"domain", "owner"}) >= _SIGNS_NEEDED


def _known_in(names: Iterable[str]) -> set[str]:
    return {key for name in names if (key := KNOWN.get(folded(name)))}


def read_computers(stream: BinaryIO, *, encoding: str, is_csv: bool) -> Iterator[Found]:
    computers = _of_csv(stream, encoding) if is_csv else _of_list(stream, encoding)
    for number, (row, held) in enumerate(computers, start=1):
        refuse_more_than(Limits.ROWS, number)
        yield _device(row, held)


def _of_csv(stream: BinaryIO, encoding: str) -> Iterator[tuple[int, dict[str, list[str]]]]:
    keys: list[str] = []
    for record in read_records(stream, encoding=encoding, delimiter=","):
        if isinstance(record, UnreadableRow):
            continue
        number, cells = record
        if len(_known_in(cells)) >= _SIGNS_NEEDED:  # the header; again where files were joined
            keys = [KNOWN.get(folded(cell), "") for cell in cells]
        elif keys:
            held: dict[str, list[str]] = {}
            for key, cell in zip(keys, cells, strict=False):
                if key:
                    held[key] = [part.strip() for part in _ITEM_OF_CSV.split(cell[: Limits.LINE_CHARACTERS])]
            if held:
                yield number, held


def _of_list(stream: BinaryIO, encoding: str) -> Iterator[tuple[int, dict[str, list[str]]]]:
    """Each computer's lines by key; what is indented belongs to the line above."""
    held: dict[str, list[str]] = {}
    key, start = "", 1
    for number, line in enumerate(read_lines(stream, encoding), start=1):
        if number > Limits.OUTPUT_LINES:
            raise NotANetworkFile(_("This file is longer than the output of any computer. It is not read."))
        found = _LINE.fullmatch(line.rstrip())
        if found and not line[:1].isspace():
            key = KNOWN.get(folded(found[1]), "")
            if key == "host_name" and "host_name" in held:
                yield start, held
                held = {}
            if key == "host_name":
                start = number
            if key:
                held.setdefault(key, [(found[2] or "").strip()])
        elif line and not line[:1].isspace():
            key = ""  # the output of another program may follow
        elif key and line[:1].isspace() and line.strip() and len(held[key]) < Limits.SERVICES_A_HOST:
            held[key].append(line.strip())
    if held:
        yield start, held


def _device(row: int, held: dict[str, list[str]]) -> FoundDevice | UnreadableRow:
    name = host_name_of(_said(held, "host_name"))
    if not name:
        return UnreadableRow(row, "no_device")
    version = _said(held, "version")
    device = FoundDevice(
        row=row,
        host_names=[name],
        make=_said(held, "make"),
        model=_said(held, "model"),
        operating_system=_said(held, "system"),
        interfaces=_cards(held.get("cards", [])[1:]),
    )
    if version:
        device.facts["system_version"] = version.replace(" N/A ", " ")
    for key in ("processor", "bios", "memory", "domain"):
        if value := _said(held, key):
            device.facts[key] = value
    processors = [found[1] for line in held.get("processor", []) if (found := _NUMBERED.fullmatch(line))]
    if processors:
        device.facts["processor"] = text_of(processors[0])
    device.kind = guess_kind(device) or DeviceKind.COMPUTER
    return device


def _said(held: dict[str, list[str]], key: str) -> str:
    value = text_of((held.get(key) or [""])[0])
    return "" if value.casefold() in _NOT_SAID else value


def _cards(lines: list[str]) -> list[FoundInterface]:
    """Cards and their addresses are both numbered "[01]:": what follows tells them apart."""
    cards: list[FoundInterface] = []
    by_dhcp = False
    for line in lines:
        if found := _NUMBERED.fullmatch(line):
            if address := address_of(found[1]):
                if cards and not is_of_the_link(address) and len(cards[-1].addresses) < Limits.ADDRESSES_A_HOST:
                    origin = AddressOrigin.DHCP if by_dhcp and ":" not in address else AddressOrigin.UNKNOWN
                    cards[-1].addresses.append(FoundAddress(address, None, origin))
            elif len(cards) < Limits.INTERFACES_A_DEVICE:
                cards.append(FoundInterface(name=text_of(found[1], 60), kind=kind_of_card(found[1])))
                by_dhcp = False
            continue
        name, colon, value = line.partition(":")
        words = folded(name)
        if colon and cards and _CONNECTION.search(words) and value.strip():
            cards[-1].kind = cards[-1].kind or kind_of_card(value)
            cards[-1].name = text_of(value, 60)
        elif colon and _DHCP.search(words):
            by_dhcp = folded(value) in ("yes", "ja")
    return cards


_WIRELESS = re.compile(r"wi fi|wifi|wireless|wlan|draadloos|draadloze|802 11")
_OTHER = re.compile(
    r"bluetooth|virtual|hyper v|vmware|virtualbox|vpn|tunnel|tap|loopback|wireguard|fortinet|teredo|isatap"
)
_WIRED = re.compile(r"ethernet|gbe|gigabit|lan verbinding|local area connection|network connection|realtek pcie")


def kind_of_card(name: str) -> str:
    words = folded(name)
    if _OTHER.search(words):
        return "other"
    return "wireless" if _WIRELESS.search(words) else "wired" if _WIRED.search(words) else ""
