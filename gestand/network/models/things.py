"""What is true of every thing that is documented: what it depends on, and what was changed about it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category
from gestand.core.ids import new_id
from gestand.network.models.base import OfClient, documentation
from gestand.people.models import Client


class ThingKind(models.TextChoices):
    SITE = "site", _("Site")
    CONNECTION = "connection", _("Internet connection")
    WIRELESS = "wireless", _("Wi-Fi network")
    SUBNET = "subnet", _("Network")
    DEVICE = "device", _("Device")
    LICENCE = "licence", _("Licence")
    DOMAIN = "domain", _("Domain")
    CERTIFICATE = "certificate", _("Certificate")
    TENANT = "tenant", _("Tenant")
    MAILBOX = "mailbox", _("Mailbox")
    ACCOUNT = "account", _("Account")
    BACKUP = "backup", _("Backup")


#: The table of each kind, for a column that names a thing by its id alone.
TABLE_OF_KIND = {
    ThingKind.SITE: "network.Site",
    ThingKind.CONNECTION: "network.Connection",
    ThingKind.WIRELESS: "network.WirelessNetwork",
    ThingKind.SUBNET: "network.Subnet",
    ThingKind.DEVICE: "network.Device",
    ThingKind.LICENCE: "network.Licence",
    ThingKind.DOMAIN: "network.Domain",
    ThingKind.CERTIFICATE: "network.Certificate",
    ThingKind.TENANT: "network.Tenant",
    ThingKind.MAILBOX: "network.Mailbox",
    ThingKind.ACCOUNT: "network.Account",
    ThingKind.BACKUP: "network.BackupPlan",
}


class Dependency(models.Model):
    """``dependent`` stops when ``needed`` does. Both are things of one client."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.CASCADE, related_name="dependencies")
    dependent_kind = models.CharField(_("what stops"), max_length=12, choices=ThingKind.choices)
    dependent_id = models.UUIDField(_("what stops"))
    needed_kind = models.CharField(_("when this fails"), max_length=12, choices=ThingKind.choices)
    needed_id = models.UUIDField(_("when this fails"))

    objects = OfClient.as_manager()

    personal: ClassVar = documentation(
        client="client",
        categories={"client": Category.RELATION},
        impersonal=["id", "dependent_kind", "dependent_id", "needed_kind", "needed_id"],
        points_to={"dependent_id": list(TABLE_OF_KIND.values()), "needed_id": list(TABLE_OF_KIND.values())},
    )

    class Meta:
        verbose_name = _("dependency")
        verbose_name_plural = _("dependencies")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["dependent_id"], name="network_depends_from"),
            models.Index(fields=["needed_id"], name="network_depends_on"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dependent_id", "needed_id"], name="network_depends_once"),
            models.CheckConstraint(condition=~Q(dependent_id=F("needed_id")), name="network_depends_on_other"),
        ]

    def __str__(self) -> str:
        return f"{self.dependent_id} on {self.needed_id}"


class Change(models.Model):
    """What a field said before. It goes with the thing that it is about."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.CASCADE, related_name="+")
    thing_kind = models.CharField(_("kind"), max_length=12, choices=ThingKind.choices)
    thing_id = models.UUIDField(_("thing"))
    at = models.DateTimeField(_("when"))
    by = models.UUIDField(_("by"), null=True)
    verb = models.CharField(_("what was done"), max_length=20)  # add, change, remove, import, undo
    fields = models.JSONField(_("fields, before and after"), default=dict)  # {"name": ["before", "after"]}, as text

    objects = OfClient.as_manager()

    personal: ClassVar = documentation(
        client="client",
        categories={
            "client": Category.RELATION,
            "by": Category.ACCOUNT,
            "at": Category.NETWORK,
            "fields": Category.NETWORK,
        },
        impersonal=["id", "thing_kind", "thing_id", "verb"],
        points_to={"thing_id": list(TABLE_OF_KIND.values())},
    )

    class Meta:
        verbose_name = _("change of the documentation")
        verbose_name_plural = _("changes of the documentation")
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["thing_id", "-at"], name="network_change_of_thing"),
            models.Index(fields=["client", "-at"], name="network_change_of_client"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.thing_id}"
