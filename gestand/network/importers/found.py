"""What every reader gives: devices, networks, leases and the like as they stand in a file, not yet judged.

Days are ``date``, moments are aware and in UTC; an address or MAC is written in one way (``values``), "" when unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.refusals import Refused
from gestand.people.importers.contact import FileLayout, RecognisedFile, UnreadableRow

__all__ = [
    "AddressOrigin",
    "FileFormat",
    "FileLayout",
    "Found",
    "FoundAddress",
    "FoundContact",
    "FoundDevice",
    "FoundDomain",
    "FoundInterface",
    "FoundLease",
    "FoundNetwork",
    "FoundPlace",
    "FoundScan",
    "FoundScanEnd",
    "FoundService",
    "Limits",
    "NotANetworkFile",
    "RecognisedFile",
    "Remark",
    "UnreadableRow",
]


#: What a device calls its own kind when it asks for an address (DHCP option 60).
VENDOR_CLASS = "vendor class"


class NotANetworkFile(Refused):
    """The file as a whole cannot be read; the sentence says what it is and what to do."""

    code = "not_a_network_file"


class Limits:
    """Bounds that no honest file meets."""

    HOSTS = 100_000
    ROWS = 100_000
    SCAN_BYTES = 1024 * 1024 * 1024  # a thorough scan writes ten kilobytes a host
    FILE_BYTES = 64 * 1024 * 1024
    JSON_BYTES = 32 * 1024 * 1024  # is read as a whole
    JSON_DEPTH = 60
    LINE_CHARACTERS = 20_000
    OUTPUT_LINES = 200_000
    XML_DEPTH = 40
    XML_TOKEN_BYTES = 1024 * 1024
    XML_BYTES_A_HOST = 16 * 1024 * 1024
    NAMES_A_HOST = 20
    ADDRESSES_A_HOST = 100
    SERVICES_A_HOST = 500
    INTERFACES_A_DEVICE = 200
    COMMAND_CHARACTERS = 2_000


class FileFormat(models.TextChoices):
    NMAP = "nmap", _("nmap scan (XML)")
    DNSMASQ = "dnsmasq", _("DHCP leases of dnsmasq")
    ISC_DHCPD = "isc_dhcpd", _("DHCP leases of ISC dhcpd")
    KEA = "kea", _("DHCP leases of Kea")
    MIKROTIK = "mikrotik", _("DHCP leases of MikroTik")
    UNIFI = "unifi", _("Clients or devices of UniFi (JSON)")
    SYSTEMINFO = "systeminfo", _("Output of systeminfo (Windows)")
    IPCONFIG = "ipconfig", _("Output of ipconfig /all (Windows)")
    COLLECTOR = "collector", _("Collector of Gestand (JSON)")
    ITFLOW_ASSETS = "itflow_assets", _("Assets from ITFlow")
    ITFLOW_NETWORKS = "itflow_networks", _("Networks from ITFlow")
    ITFLOW_LOCATIONS = "itflow_locations", _("Locations from ITFlow")
    ITFLOW_CONTACTS = "itflow_contacts", _("Contacts from ITFlow")
    ITFLOW_DOMAINS = "itflow_domains", _("Domains from ITFlow")
    BOOK = "book", _("Network book of Gestand")
    EXCEL = "excel", _("Excel")
    TABLE = "table", _("Table (CSV)")


class AddressOrigin(StrEnum):
    """Where an address came from, as far as the file says it: the values of ``AddressKind`` of the tables."""

    UNKNOWN = ""
    STATIC = "static"
    RESERVED = "reserved"
    DHCP = "dhcp"


@dataclass(frozen=True, slots=True)
class FoundAddress:
    address: str
    prefix_length: int | None = None
    origin: AddressOrigin = AddressOrigin.UNKNOWN


@dataclass(slots=True)
class FoundInterface:
    """A port or radio. ``kind`` is "wired", "wireless", "other" or "" (unknown); ``vendor`` is what the file names."""

    mac: str = ""
    name: str = ""
    kind: str = ""
    vendor: str = ""
    addresses: list[FoundAddress] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FoundService:
    port: int
    protocol: str = "tcp"
    name: str = ""
    product: str = ""
    version: str = ""


@dataclass(slots=True)
class FoundDevice:
    """One device. ``row`` is its place in the file: the number of a line or of a
    spreadsheet's row; in a scan or JSON the first host is 1.

    ``kind`` is a guess, a value of ``DeviceKind`` or ""; ``system_certainty`` is how sure a scan was of the operating
    system, 0 to 100. ``is_up`` is None where the file does not look. ``facts`` has more of this kind, as text, by a
    word of the readers ("processor", "memory"); ``unknown`` keeps what no field takes, by the file's own column.
    """

    row: int
    name: str = ""
    host_names: list[str] = field(default_factory=list)
    interfaces: list[FoundInterface] = field(default_factory=list)
    kind: str = ""
    make: str = ""
    model: str = ""
    serial_number: str = ""
    operating_system: str = ""
    system_certainty: int = 100
    services: list[FoundService] = field(default_factory=list)
    is_up: bool | None = None
    is_the_scanner: bool = False
    seen_at: datetime | None = None
    state: str = ""
    site: str = ""
    place: str = ""
    user_name: str = ""
    purchased_on: date | None = None
    installed_on: date | None = None
    warranty_ends_on: date | None = None
    supplier: str = ""
    hangs_on_mac: str = ""
    hangs_on_port: str = ""
    note: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    cells: list[str] = field(default_factory=list)

    @property
    def host_name(self) -> str:
        return self.host_names[0] if self.host_names else ""

    @property
    def addresses(self) -> list[str]:
        return [one.address for interface in self.interfaces for one in interface.addresses]

    @property
    def macs(self) -> list[str]:
        return [interface.mac for interface in self.interfaces if interface.mac]

    @property
    def vendor(self) -> str:
        return next((interface.vendor for interface in self.interfaces if interface.vendor), "")


@dataclass(slots=True)
class FoundNetwork:
    """A subnet. ``prefix`` is "192.168.1.0/24" or "fd00::/64"; ``dhcp_first`` and ``dhcp_last`` are addresses."""

    row: int
    prefix: str
    name: str = ""
    vlan: int | None = None
    gateway: str = ""
    dns: list[str] = field(default_factory=list)
    dhcp_first: str = ""
    dhcp_last: str = ""
    site: str = ""
    note: str = ""
    cells: list[str] = field(default_factory=list)


@dataclass(slots=True)
class FoundPlace:
    """A site or location of the client."""

    row: int
    name: str
    street: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    phone: str = ""
    note: str = ""
    cells: list[str] = field(default_factory=list)


@dataclass(slots=True)
class FoundContact:
    """A person at the client: the people room decides what becomes of it."""

    row: int
    name: str
    job_title: str = ""
    department: str = ""
    mail: str = ""
    phone: str = ""
    mobile: str = ""
    place: str = ""
    note: str = ""
    cells: list[str] = field(default_factory=list)


@dataclass(slots=True)
class FoundDomain:
    row: int
    name: str
    registrar: str = ""
    hosting_at: str = ""
    dns_at: str = ""
    mail_at: str = ""
    expires_on: date | None = None
    note: str = ""
    cells: list[str] = field(default_factory=list)


@dataclass(slots=True)
class FoundLease:
    """An address that a router gave out or keeps for somebody. ``ends_at`` is None when it never ends or is unknown."""

    row: int
    address: str
    mac: str = ""
    host_name: str = ""
    origin: AddressOrigin = AddressOrigin.DHCP
    is_active: bool = True
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    vendor_class: str = ""
    note: str = ""

    def as_device(self) -> FoundDevice:
        """The device that holds the lease, for whoever asks about devices alone."""
        return FoundDevice(
            row=self.row,
            host_names=[self.host_name] if self.host_name else [],
            interfaces=[FoundInterface(mac=self.mac, addresses=[FoundAddress(self.address, None, self.origin)])],
            is_up=self.is_active,
            seen_at=self.starts_at,
            note=self.note,
            unknown={VENDOR_CLASS: self.vendor_class} if self.vendor_class else {},
        )


@dataclass(frozen=True, slots=True)
class FoundScan:
    """The first thing that a scan gives. ``targets`` are the ranges that it looked at, as (first, last) addresses:
    only what lies within them can be called gone. Empty when the command line does not say.
    """

    scanner: str
    version: str = ""
    command: str = ""
    started_at: datetime | None = None
    targets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FoundScanEnd:
    """The last thing that a scan gives, finished or not."""

    is_finished: bool
    finished_at: datetime | None = None
    hosts_up: int = 0
    hosts_down: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about the file or a row. ``code`` is one of ``problems.SENTENCES``."""

    code: str
    row: int = 0
    value: str = ""


Found = (
    FoundScan
    | FoundScanEnd
    | FoundDevice
    | FoundNetwork
    | FoundPlace
    | FoundContact
    | FoundDomain
    | FoundLease
    | Remark
    | UnreadableRow
)
