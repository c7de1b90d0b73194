"""Tables of the room network."""

from gestand.network.models.addressing import AddressKind, AddressUse, Subnet, Vlan
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

__all__ = [
    "Account",
    "AddressKind",
    "AddressUse",
    "BackupPlan",
    "Certificate",
    "Change",
    "Connection",
    "Dependency",
    "Device",
    "DeviceKind",
    "DevicePhoto",
    "DeviceState",
    "DeviceUser",
    "Domain",
    "Interface",
    "InterfaceKind",
    "Licence",
    "LicenceKind",
    "LicenceSeat",
    "LineKind",
    "Link",
    "LinkKind",
    "Mailbox",
    "MailboxKind",
    "Place",
    "Site",
    "Subnet",
    "Tenant",
    "ThingKind",
    "Vlan",
    "WirelessNetwork",
    "WirelessSecurity",
]
