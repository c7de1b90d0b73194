"""Every kind of thing that is documented, in one table: its model, its words, its fields. Forms, lists, history, the
book and the files for machines read it from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.house import Label
from gestand.network.models import (
    Account,
    BackupPlan,
    Certificate,
    Connection,
    Device,
    Domain,
    Licence,
    Mailbox,
    Site,
    Subnet,
    Tenant,
    ThingKind,
    WirelessNetwork,
)

if TYPE_CHECKING:
    from gestand.core.actors import Actor

#: Made and set by the program; no form asks for them and no history tells of them.
_OWN = frozenset(
    {
        "id", "short_id", "client", "created_at", "changed_at", "version", "first", "last", "seen_on", "system_ends_on",
        "due_on",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thing:
    """``many``: its heading in lists; ``main``: what a list shows of it, in order; ``ends``: the field with the day on
    which it runs out.
    """

    kind: ThingKind
    model: type[models.Model]
    icon: str
    many: Label
    new: Label
    main: tuple[str, ...]
    ends: str = ""

    @property
    def has_site(self) -> bool:
        """Whether its client is that of its site."""
        return "client" not in {field.name for field in self.model._meta.fields}

    @property
    def client_path(self) -> str:
        return "site__client" if self.has_site else "client"

    @property
    def fields(self) -> tuple[models.Field[Any, Any], ...]:
        """What a person writes down of it, in the order of the model."""
        return tuple(field for field in self.model._meta.concrete_fields if field.name not in _OWN)

    def visible_to(self, actor: Actor) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = self.model._default_manager.visible_to(actor)  # type: ignore[attr-defined]  # noqa: SLF001 - Django's documented API
        return rows

    def of_client(self, client_id: UUID) -> models.QuerySet[Any]:
        return self.model._default_manager.filter(**{f"{self.client_path}_id": client_id})  # noqa: SLF001 - as above


def client_id_of(row: models.Model) -> UUID:
    """The client that a thing belongs to; for one of a site its site must be loaded."""
    found: UUID = row.site.client_id if not hasattr(row, "client_id") else row.client_id  # type: ignore[attr-defined]
    return found


THINGS: dict[str, Thing] = {
    thing.kind.value: thing
    for thing in (
        Thing(ThingKind.SITE, Site, "map-pin", _("Sites"), _("New site"), ("name", "address")),
        Thing(
            ThingKind.CONNECTION,
            Connection,
            "world",
            _("Internet connections"),
            _("New internet connection"),
            ("provider", "kind", "down_mbit", "up_mbit", "external_ipv4", "ends_on"),
            ends="ends_on",
        ),
        Thing(
            ThingKind.WIRELESS,
            WirelessNetwork,
            "wifi",
            _("Wi-Fi networks"),
            _("New Wi-Fi network"),
            ("name", "security", "is_for_guests", "subnet"),
        ),
        Thing(
            ThingKind.SUBNET,
            Subnet,
            "network",
            _("Networks"),
            _("New network"),
            ("prefix", "name", "vlan", "gateway", "dhcp_first", "dhcp_last"),
        ),
        Thing(
            ThingKind.DEVICE,
            Device,
            "device-desktop",
            _("Devices"),
            _("New device"),
            ("name", "kind", "place", "make", "model", "serial_number", "operating_system", "warranty_ends_on"),
            ends="warranty_ends_on",
        ),
        Thing(
            ThingKind.LICENCE,
            Licence,
            "certificate",
            _("Licences and subscriptions"),
            _("New licence"),
            ("product", "publisher", "kind", "seats", "ends_on"),
            ends="ends_on",
        ),
        Thing(
            ThingKind.DOMAIN,
            Domain,
            "world-www",
            _("Domains"),
            _("New domain"),
            ("name", "registrar", "dns_at", "mail_at", "expires_on"),
            ends="expires_on",
        ),
        Thing(
            ThingKind.CERTIFICATE,
            Certificate,
            "rosette-discount-check",
            _("Certificates"),
            _("New certificate"),
            ("name", "issuer", "device", "expires_on"),
            ends="expires_on",
        ),
        Thing(
            ThingKind.TENANT, Tenant, "cloud", _("Cloud tenants"), _("New tenant"), ("service", "name", "identifier")
        ),
        Thing(
            ThingKind.MAILBOX,
            Mailbox,
            "mailbox",
            _("Mailboxes"),
            _("New mailbox"),
            ("address", "kind", "person", "provider", "forwards_to"),
        ),
        Thing(
            ThingKind.ACCOUNT,
            Account,
            "id",
            _("Accounts"),
            _("New account"),
            ("service", "user_name", "person", "device", "website"),
        ),
        Thing(
            ThingKind.BACKUP,
            BackupPlan,
            "archive",
            _("Backups"),
            _("New backup"),
            ("what", "where_to", "program", "every_days", "last_success_on"),
        ),
    )
}


def thing_of(row: models.Model) -> Thing:
    """The kind of thing that a row is."""
    return next(thing for thing in THINGS.values() if isinstance(row, thing.model))


def every_thing() -> Iterator[Thing]:
    yield from THINGS.values()
