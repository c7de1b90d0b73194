"""Tables of the room network."""

from gestand.network.models.addressing import AddressKind, AddressUse, Subnet, Vlan
from gestand.network.models.books import BookState, NetworkBook
from gestand.network.models.completeness import PassedQuestion
from gestand.network.models.devices import (
    Device,
    DeviceKind,
    DevicePhoto,
    DeviceState,
    DeviceUser,
    Interface,
    InterfaceKind,
    Link,
    LinkKind,
)
from gestand.network.models.handing import HandedHow, HandOver
from gestand.network.models.imports import ImportLine, ImportState, LineOutcome, LineState, NetworkImport
from gestand.network.models.lists import BulkEdit, BulkEditRow, DeviceListChoice, DeviceView
from gestand.network.models.sites import Connection, LineKind, Place, Site, WirelessNetwork, WirelessSecurity
from gestand.network.models.software import (
    Account,
    BackupPlan,
    Certificate,
    Domain,
    Licence,
    LicenceKind,
    LicenceSeat,
    Mailbox,
    MailboxKind,
    Tenant,
)
from gestand.network.models.things import Change, Dependency, ThingKind
from gestand.network.models.watch import CalendarFeed, EndKind, ListSettings, Silence

__all__ = [
    "Account",
    "AddressKind",
    "AddressUse",
    "BackupPlan",
    "BookState",
    "BulkEdit",
    "BulkEditRow",
    "CalendarFeed",
    "Certificate",
    "Change",
    "Connection",
    "Dependency",
    "Device",
    "DeviceKind",
    "DeviceListChoice",
    "DevicePhoto",
    "DeviceState",
    "DeviceUser",
    "DeviceView",
    "Domain",
    "EndKind",
    "HandOver",
    "HandedHow",
    "ImportLine",
    "ImportState",
    "Interface",
    "InterfaceKind",
    "Licence",
    "LicenceKind",
    "LicenceSeat",
    "LineKind",
    "LineOutcome",
    "LineState",
    "Link",
    "LinkKind",
    "ListSettings",
    "Mailbox",
    "MailboxKind",
    "NetworkBook",
    "NetworkImport",
    "PassedQuestion",
    "Place",
    "Silence",
    "Site",
    "Subnet",
    "Tenant",
    "ThingKind",
    "Vlan",
    "WirelessNetwork",
    "WirelessSecurity",
]
