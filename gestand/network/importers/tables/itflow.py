"""ITFlow's exports (CSV, or the same table saved as Excel): assets, networks, locations, contacts, domains.

Columns as in its ``functions/export.php`` and, before that, ``agent/post/*.php`` (read in 2026). In newer versions the
person who exports chooses the columns, so that a few of its own names must be enough. Its export of credentials is
refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from gestand.network.importers.found import (
    FileFormat,
    Found,
    FoundContact,
    FoundDomain,
    FoundNetwork,
    FoundPlace,
    NotANetworkFile,
    Remark,
    UnreadableRow,
)
from gestand.network.importers.tables.cells import day_in
from gestand.network.importers.tables.devices import device_of
from gestand.network.importers.values import address_of, network_of, range_of, text_of
from gestand.people.kernels.folding import folded, tidied_text

#: Header (folded) -> field, for each export.
_ASSETS = {
    "name": "name", "description": "note", "type": "kind", "make": "make", "model": "model",
    "serial number": "serial_number", "operating system": "operating_system", "purchase date": "purchased_on",
    "warranty expire": "warranty_ends_on", "install date": "installed_on", "assigned to": "user_name",
    "location": "site", "physical location": "place", "notes": "note", "primary ip": "address", "primary mac": "mac",
    "client": "client",
}  # fmt: skip
_NETWORKS = {
    "name": "name", "description": "note", "vlan": "vlan", "network cidr": "prefix", "network": "prefix",
    "ip network": "prefix", "gateway": "gateway", "ip range": "range", "dhcp range": "range", "primary dns": "dns",
    "secondary dns": "dns", "location": "site", "client": "client",
}  # fmt: skip
_LOCATIONS = {
    "name": "name", "description": "note", "address": "street", "city": "city", "state": "region",
    "postal code": "postal_code", "country": "country", "phone": "phone", "hours": "hours", "notes": "note",
    "client": "client",
}  # fmt: skip
_CONTACTS = {
    "name": "name", "title": "job_title", "department": "department", "email": "mail", "phone": "phone",
    "ext": "extension", "mobile": "mobile", "location": "place", "notes": "note", "client": "client",
}  # fmt: skip
_DOMAINS = {
    "domain": "name", "description": "note", "registrar": "registrar", "web host": "hosting_at", "dns host": "dns_at",
    "mail host": "mail_at", "expiration date": "expires_on", "expire": "expires_on", "notes": "note",
    "client": "client",
}  # fmt: skip
#: The columns of each export, and those of which three tell that it is this one.
_EXPORTS = {
    FileFormat.ITFLOW_ASSETS: (
        _ASSETS,
        {"serial number", "operating system", "purchase date", "warranty expire", "install date", "assigned to",
         "physical location", "primary ip", "primary mac"},
    ),
    FileFormat.ITFLOW_NETWORKS: (
        _NETWORKS,
        {"network cidr", "network", "ip network", "gateway", "ip range", "dhcp range", "primary dns", "secondary dns",
         "vlan"},
    ),
    FileFormat.ITFLOW_LOCATIONS: (_LOCATIONS, {"address", "city", "state", "postal code", "hours"}),
    FileFormat.ITFLOW_CONTACTS: (_CONTACTS, {"title", "department", "email", "ext", "mobile"}),
    FileFormat.ITFLOW_DOMAINS: (_DOMAINS, {"domain", "registrar", "web host", "expiration date"}),
}  # fmt: skip
_SIGNS_NEEDED = 3
_LONGEST_NOTE = 20_000


def recognise_export(header: Sequence[str]) -> str:
    """Which export this is, or "". Every column must be one of its own. Refuses the one that holds passwords."""
    words = [folded(name) for name in header if name.strip()]
    if {"username", "password"} <= set(words):
        raise NotANetworkFile(
            _("This file holds passwords. They belong in the vault, and are not read here. Delete the file afterwards.")
        )
    for known, (columns, signs) in _EXPORTS.items():
        if set(words) <= columns.keys() and len(signs & set(words)) >= _SIGNS_NEEDED and len(set(words)) == len(words):
            return known
    return ""


def columns_of(export: str, header: Sequence[str]) -> list[str]:
    """The field that each column fills."""
    columns = _EXPORTS[FileFormat(export)][0]
    return [columns.get(folded(name), "") for name in header]


class ExportRows:
    """Reads the rows of one export."""

    def __init__(self, export: str, columns: Sequence[str]) -> None:
        self._columns = list(columns)
        self._clients: set[str] = set()
        self._read = {
            FileFormat.ITFLOW_ASSETS: _asset,
            FileFormat.ITFLOW_NETWORKS: _network,
            FileFormat.ITFLOW_LOCATIONS: _location,
            FileFormat.ITFLOW_CONTACTS: _contact,
            FileFormat.ITFLOW_DOMAINS: _domain,
        }[FileFormat(export)]

    def read(self, number: int, cells: list[str]) -> Iterator[Found]:
        if not any(cell.strip() for cell in cells):
            return
        row: dict[str, str] = {}
        for key, cell in zip(self._columns, cells, strict=False):
            if key and (value := cell.strip()[:_LONGEST_NOTE]):
                row[key] = f"{row[key]}\n{value}" if key in row else value
        yield from self._other_client(row.get("client", ""))
        remarks: list[Remark] = []
        found = self._read(number, row, remarks)
        if not isinstance(found, Remark | UnreadableRow):
            found.cells = cells  # type: ignore[union-attr]
            yield found
            yield from remarks
        else:
            yield UnreadableRow(number, found.code, cells) if isinstance(found, Remark) else found

    def _other_client(self, name: str) -> Iterator[Remark]:
        """Said once: an export of all clients is taken over at one of them."""
        if name and folded(name) not in self._clients:
            self._clients.add(folded(name))
            if len(self._clients) == 2:  # noqa: PLR2004 - the first that is another one's
                yield Remark("several_clients", value=text_of(name, 80))


def _note(row: dict[str, str]) -> str:
    return tidied_text(row.get("note", ""))[:_LONGEST_NOTE]


def _asset(number: int, row: dict[str, str], remarks: list[Remark]) -> Found:
    device = device_of(number, row, remarks)
    return device if device.name or device.serial_number or device.interfaces else Remark("no_device", number)


def _network(number: int, row: dict[str, str], remarks: list[Remark]) -> Found:
    written = row.get("prefix", "").splitlines()
    prefix = network_of(written[0]) if written else ""
    if not prefix:
        return Remark("network_wrong", number)
    between = range_of(row["range"].splitlines()[0]) if row.get("range") else None
    if row.get("range") and not between:
        remarks.append(Remark("address_wrong", number, text_of(row["range"], 60)))
    vlan = row.get("vlan", "")
    return FoundNetwork(
        row=number,
        prefix=prefix,
        name=text_of(row.get("name", ""), 60),
        vlan=int(vlan) if vlan.isascii() and vlan.isdigit() and len(vlan) < 5 and 1 <= int(vlan) <= 4094 else None,  # noqa: PLR2004
        gateway=address_of(row.get("gateway", "")),
        dns=[one for text in row.get("dns", "").splitlines()[:10] if (one := address_of(text))],
        dhcp_first=between[0] if between else "",
        dhcp_last=between[1] if between else "",
        site=text_of(row.get("site", ""), 80),
        note=_note(row),
    )


def _location(number: int, row: dict[str, str], _remarks: list[Remark]) -> Found:
    if not (name := text_of(row.get("name", ""), 80)):
        return Remark("no_name", number)
    hours = text_of(row.get("hours", ""), 200)
    return FoundPlace(
        row=number,
        name=name,
        street=text_of(row.get("street", ""), 120),
        postal_code=text_of(row.get("postal_code", ""), 20),
        city=text_of(row.get("city", ""), 80),
        region=text_of(row.get("region", ""), 80),
        country=text_of(row.get("country", ""), 80),
        phone=text_of(row.get("phone", ""), 40),
        note="\n".join(filter(None, [_note(row), hours])),
    )


def _contact(number: int, row: dict[str, str], _remarks: list[Remark]) -> Found:
    if not (name := text_of(row.get("name", ""), 120)):
        return Remark("no_name", number)
    phone, extension = text_of(row.get("phone", ""), 40), text_of(row.get("extension", ""), 10)
    return FoundContact(
        row=number,
        name=name,
        job_title=text_of(row.get("job_title", ""), 80),
        department=text_of(row.get("department", ""), 80),
        mail=text_of(row.get("mail", ""), 254),
        phone=f"{phone} tst {extension}" if phone and extension else phone,
        mobile=text_of(row.get("mobile", ""), 40),
        place=text_of(row.get("place", ""), 80),
        note=_note(row),
    )


def _domain(number: int, row: dict[str, str], remarks: list[Remark]) -> Found:
    name = text_of(row.get("name", ""), 253).casefold().rstrip(".")
    if not name or "." not in name or " " in name or "/" in name:
        return Remark("domain_wrong", number)
    return FoundDomain(
        row=number,
        name=name,
        registrar=_vendor(row, "registrar"),
        hosting_at=_vendor(row, "hosting_at"),
        dns_at=_vendor(row, "dns_at"),
        mail_at=_vendor(row, "mail_at"),
        expires_on=day_in(row, "expires_on", number, remarks),
        note=_note(row),
    )


def _vendor(row: dict[str, str], key: str) -> str:
    """Older versions export the number of a supplier in their own tables, which says nothing here."""
    name = text_of(row.get(key, ""), 80)
    return "" if name.isdigit() else name
