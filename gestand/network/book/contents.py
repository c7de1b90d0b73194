"""Everything that is documented of one client, read once: one statement for each table, however many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import models
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from gestand.core.files.models import StoredFile
from gestand.core.freezing import require_usable
from gestand.core.refusals import Refused
from gestand.network.models import (
    Account,
    AddressUse,
    BackupPlan,
    Certificate,
    Change,
    Connection,
    Dependency,
    Device,
    DevicePhoto,
    DeviceUser,
    Domain,
    HandOver,
    Interface,
    Licence,
    LicenceSeat,
    Link,
    Mailbox,
    PassedQuestion,
    Place,
    Silence,
    Site,
    Subnet,
    Tenant,
    Vlan,
    WirelessNetwork,
)
from gestand.people.models import Address, Client, Person

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the documentation under the name that files for machines give it."""

    name: str
    model: type[models.Model]

    @property
    def client_path(self) -> str:
        """The way from a row to its client, as its declaration has it."""
        return str(self.model.personal.held_for.client)  # type: ignore[attr-defined]

    def of_client(self, client_id: UUID) -> models.QuerySet[Any]:
        return self.model._base_manager.filter(**{f"{self.client_path}_id": client_id})


#: In an order in which what is pointed to comes first; a connection's modem alone points ahead.
TABLES: tuple[Table, ...] = (
    Table("sites", Site),
    Table("places", Place),
    Table("vlans", Vlan),
    Table("subnets", Subnet),
    Table("wireless", WirelessNetwork),
    Table("devices", Device),
    Table("connections", Connection),
    Table("interfaces", Interface),
    Table("links", Link),
    Table("addresses", AddressUse),
    Table("device_users", DeviceUser),
    Table("photos", DevicePhoto),
    Table("licences", Licence),
    Table("licence_seats", LicenceSeat),
    Table("domains", Domain),
    Table("certificates", Certificate),
    Table("tenants", Tenant),
    Table("mailboxes", Mailbox),
    Table("accounts", Account),
    Table("backups", BackupPlan),
    Table("dependencies", Dependency),
    Table("known_ends", Silence),
    Table("passed_questions", PassedQuestion),
    Table("hand_overs", HandOver),
    Table("changes", Change),
)
#: What is told of other things; alone it is no documentation.
_BESIDE = (Change, Dependency, Silence, PassedQuestion, HandOver)


class NothingDocumented(Refused):
    code = "nothing_documented"


@dataclass(slots=True)
class Documentation:
    """The rows by table, and what they point to."""

    client: Client
    rows: dict[type[models.Model], list[Any]]
    addresses: dict[UUID, Address] = field(default_factory=dict)
    persons: dict[UUID, Person] = field(default_factory=dict)
    files: dict[UUID, StoredFile] = field(default_factory=dict)
    _by_id: dict[type[models.Model], dict[Any, Any]] = field(default_factory=dict)
    _by_owner: dict[tuple[type[models.Model], str], dict[Any, list[Any]]] = field(default_factory=dict)

    def of(self, model: type[Row]) -> Sequence[Row]:
        return cast("Sequence[Row]", self.rows[model])

    def one(self, model: type[Row], key: UUID | None) -> Row | None:
        """The row with this id; None when there is none, or it is another client's."""
        if key is None:
            return None
        if model not in self._by_id:
            self._by_id[model] = {row.pk: row for row in self.rows[model]}
        return cast("Row | None", self._by_id[model].get(key))

    def under(self, model: type[Row], name: str, owner: UUID | None) -> Sequence[Row]:
        """The rows whose ``name`` ("device_id") is this owner."""
        if (model, name) not in self._by_owner:
            grouped: dict[Any, list[Any]] = defaultdict(list)
            for row in self.rows[model]:
                grouped[getattr(row, name)].append(row)
            self._by_owner[model, name] = grouped
        return cast("Sequence[Row]", self._by_owner[model, name].get(owner, []))

    def person_name(self, key: UUID | None) -> str:
        person = self.persons.get(key) if key is not None else None
        return person.full_name if person is not None else ""

    @property
    def is_empty(self) -> bool:
        return not any(rows for model, rows in self.rows.items() if model not in _BESIDE)


def documentation_of(client: Client) -> Documentation:
    """Read it. Refuses (``NothingDocumented``) when nothing is written down of this client."""
    found = Documentation(client, {table.model: list(table.of_client(client.id)) for table in TABLES})
    if found.is_empty:
        raise NothingDocumented(
            _("Nothing of the network of %(client)s is written down yet, so there is nothing to make a book of.")
            % {"client": client.name}
        )
    found.persons = Person.objects.in_bulk(_ids(found, "person_id"))
    found.addresses = Address.objects.in_bulk(_ids(found, "address_id"))
    found.files = StoredFile.objects.in_bulk(_ids(found, "file_id"))
    return found


def usable_documentation_of(client: Client) -> Documentation:
    """The same, to be used and given away. Refuses (``Frozen``) what may only be stored, of the client or of anybody
    who is named in it.
    """
    require_usable(clients=[client.id])
    found = documentation_of(client)
    require_usable(persons=list(found.persons))
    return found


def is_documented(client_id: UUID) -> bool:
    """Whether anything at all is written down of this client. One statement."""
    there = Q()
    for table in TABLES:
        if table.model not in _BESIDE:
            there |= Q(Exists(table.of_client(client_id)))
    return Client.objects.filter(there, id=client_id).exists()


def _ids(found: Documentation, name: str) -> list[UUID]:
    every: Iterable[Any] = (row for rows in found.rows.values() for row in rows)
    return sorted({key for row in every if (key := getattr(row, name, None)) is not None})
