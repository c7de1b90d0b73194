"""What one piece of an import will write: devices with their parts, addresses that pass on, and the history of it all.

Collected row by row, saved at once: tens of thousands of devices in a few statements.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from gestand.core.ids import free_short_ids, new_id, new_short_id
from gestand.network.imports.differing import key_of, kind_of_address
from gestand.network.imports.drafts import DraftInterface
from gestand.network.imports.gaps import subnets_at
from gestand.network.imports.matching import parts
from gestand.network.imports.tables import Row, insert_rows, save_fields
from gestand.network.kernels.addresses import read_address, read_network, read_ranges, sort_key, usable
from gestand.network.models import (
    AddressUse,
    Change,
    Device,
    DeviceUser,
    ImportLine,
    Interface,
    InterfaceKind,
    LineState,
    NetworkImport,
    Place,
    Site,
    Subnet,
    ThingKind,
)
from gestand.people.kernels.folding import folded

if TYPE_CHECKING:
    from gestand.core.actors import Actor

_DEVICE_FIELDS = (
    "name", "host_name", "make", "model", "serial_number", "operating_system", "system_cycle", "system_ends_on",
    "kind", "state", "gone_on", "supplier", "purchased_on", "warranty_ends_on", "note", "facts", "site", "place",
    "seen_on", "changed_at", "wiped_on", "wiped_how", "wiped_by", "not_wiped_because",
)  # fmt: skip


class Ledger:
    """``at`` is the moment of the yes: the same for all, so that a later change shows."""

    def __init__(self, batch: NetworkImport, *, by: Actor, at: datetime) -> None:
        self._batch, self._by, self._at = batch, by, at
        self.day: date = batch.looked_on
        self.devices: list[Row] = []
        self.changed: dict[UUID, Device] = {}
        self.renamed: list[Interface] = []
        self.ended: dict[UUID, AddressUse] = {}
        self.touched: set[UUID] = set()
        #: A MAC stands at one client once.
        self.mac_holders: dict[str, UUID] = {}
        self._interfaces: list[Row] = []
        self._uses: list[Row] = []
        self._users: list[Row] = []
        self._history: list[Row] = []
        self._given: dict[tuple[UUID, str], UUID] = {}
        self._keys: set[str] = set()
        self._open: dict[tuple[UUID, str], AddressUse] | None = None

    def look_around(self, lines: Iterable[ImportLine], sites: Iterable[Site]) -> None:
        """Read what stands there that these lines may touch: places, networks, who has their addresses now."""
        self._here = here = list(sites)
        self._places: dict[tuple[UUID, str], Place] = {
            (one.site_id, folded(one.name)): one for one in Place.objects.filter(site__in=here)
        }
        self._subnets = _Subnets({one.id for one in here})
        self._keys = {
            key_of(address[0])
            for line in lines
            for interface in line.found.get("interfaces", ())
            for address in interface[4]
        }

    def _open_uses(self) -> dict[tuple[UUID, str], AddressUse]:
        """Who has these addresses now: read when the first passes on, which in a file without news none does."""
        if self._open is None:
            self._open = {}
            for some in parts(self._keys):
                uses = AddressUse.objects.filter(site__in=self._here, sort_key__in=some, until_on__isnull=True)
                self._open |= {(use.site_id, use.sort_key): use for use in uses.select_related("device")}
        return self._open

    def place(self, name: str, site: Site, traces: dict[str, Any]) -> Place | None:
        if not name:
            return None
        known = self._places.get((site.id, folded(name)))
        if known is None:
            known = Place.objects.create(site=site, name=name[:80])
            self._places[site.id, folded(name)] = known
            traces["place"] = str(known.id)
        return known

    def add_interfaces(
        self,
        line: ImportLine,
        device_id: UUID,
        interfaces: Iterable[DraftInterface],
        traces: dict[str, Any],
        *,
        position: int,
    ) -> dict[str, UUID]:
        """By MAC, of which one device alone has each."""
        made: dict[str, UUID] = {}
        for mac, name, kind, _vendor, _addresses in interfaces:
            if not mac or mac in made:
                continue
            if self.mac_holders.setdefault(mac, device_id) != device_id:
                line.problems = [*line.problems, ["mac_elsewhere", mac]]
                continue
            made[mac] = new_id()
            self._interfaces.append(
                {
                    "id": made[mac],
                    "device_id": device_id,
                    "name": name,
                    "kind": kind or InterfaceKind.WIRED,
                    "mac": mac,
                    "position": position + len(made) - 1,
                }
            )
        if made:
            traces["interfaces"] = [str(one) for one in made.values()]
        return made

    def claim(  # noqa: PLR0917 - of one device, from one line
        self,
        line: ImportLine,
        device_id: UUID,
        site: Site,
        address: str,
        origin: str,
        interface_id: UUID | None,
        traces: dict[str, Any],
    ) -> None:
        """The device has this address now; who had it before had it until then."""
        key = key_of(address)
        since = self.day
        subnet = self._subnets.around(site.id, key)
        if subnet is not None and _is_edge(subnet, address):
            line.problems = [*line.problems, ["address_edge", address]]
            return
        if (holder := self._given.get((site.id, key))) is not None:
            if holder != device_id:
                line.problems = [*line.problems, ["address_twice", address]]
            return
        use = self._open_uses().get((site.id, key))
        if use is not None:
            if use.device_id == device_id:
                return
            if use.since_on > self.day or (use.device is not None and use.device.changed_at == self._at):
                why = "address_newer" if use.since_on > self.day else "address_twice"
                line.problems = [*line.problems, [why, address]]
                return
            self.end(use, traces)
            since = max(since, use.until_on or since)
        self._given[site.id, key] = device_id
        use_id = new_id()
        self._uses.append(
            {
                "id": use_id,
                "site_id": site.id,
                "subnet_id": subnet.id if subnet else None,
                "address": address,
                "sort_key": key,
                "kind": kind_of_address(origin, key, _ranges(subnet)),
                "device_id": device_id,
                "interface_id": interface_id,
                "since_on": since,
            }
        )
        traces.setdefault("uses", []).append(str(use_id))

    def end(self, use: AddressUse, traces: dict[str, Any]) -> None:
        """Nobody is at this address any more, or somebody else."""
        use = self._open_uses().pop((use.site_id, use.sort_key), use)
        use.until_on = max(self.day, use.since_on)
        self.ended[use.id] = use
        traces.setdefault("ended", []).append([str(use.id), use.until_on.isoformat()])
        if use.device_id is not None and traces.get("own", "") != str(use.device_id):
            self.touched.add(use.device_id)
            self.tell(use.device_id, {"address": [use.address, ""]})

    def add_user(self, device_id: UUID, person: UUID, traces: dict[str, Any], *, is_over: bool = False) -> None:
        """``is_over``: somebody used it until now, of whom it is not known since when."""
        user_id, day = new_id(), {"until_on" if is_over else "since_on": self.day}
        self._users.append({"id": user_id, "device_id": device_id, "person_id": person, **day})
        traces["user"] = str(user_id)

    def tell(self, device_id: UUID, fields: dict[str, list[str]]) -> None:
        self.touched.add(device_id)
        self._history.append(
            {
                "id": new_id(),
                "client_id": self._batch.client_id,
                "thing_kind": ThingKind.DEVICE,
                "thing_id": device_id,
                "at": self._at,
                "by": self._by.id,
                "verb": "import",
                "fields": fields,
            }
        )

    def _with_short_ids(self) -> Iterator[Row]:
        drawn = free_short_ids([new_short_id() for _ in self.devices], Device)
        return ({**device, "short_id": short_id} for device, short_id in zip(self.devices, drawn, strict=True))

    def save(self, lines: list[ImportLine]) -> None:
        """What ends goes before what begins: an address has one user at a time."""
        save_fields(self.ended.values(), ["until_on"])
        insert_rows(Device, self._with_short_ids())
        save_fields(self.changed.values(), _DEVICE_FIELDS)
        insert_rows(Interface, self._interfaces)
        save_fields(self.renamed, ["name", "kind"])
        insert_rows(AddressUse, self._uses)
        insert_rows(DeviceUser, self._users)
        insert_rows(Change, self._history)
        save_fields(lines, ["outcome", "thing_id", "traces", "problems"])
        save_fields((line for line in lines if line.state != LineState.NEW), ["differences"])


class _Subnets:
    """Which network an address lies in."""

    def __init__(self, sites: set[UUID]) -> None:
        self._at = subnets_at(sites)
        self._firsts = {site: [one.first for one in subnets] for site, subnets in self._at.items()}

    def around(self, site_id: UUID, key: str) -> Subnet | None:
        place = bisect_right(self._firsts.get(site_id, ()), key) - 1
        if place < 0:
            return None
        found = self._at[site_id][place]
        return found if found.last >= key else None


def _is_edge(subnet: Subnet, address: str) -> bool:
    """No form takes the network's own address, or its broadcast address, for a device."""
    found = read_address(address)
    return int(found) not in _usable_of(subnet.prefix)


@lru_cache(maxsize=256)
def _usable_of(prefix: str) -> range:
    span = usable(read_network(prefix))
    return range(span.first, span.last + 1)


def _ranges(subnet: Subnet | None) -> list[tuple[str, str]]:
    """Its DHCP ranges, by the keys under which addresses sort."""
    if subnet is None or not subnet.dhcp_first:
        return []
    ranges = [(read_address(subnet.dhcp_first), read_address(subnet.dhcp_last)), *read_ranges(subnet.dhcp_more)]
    return [(sort_key(first), sort_key(last)) for first, last in ranges]
