"""What runs and what is paid for: licences, tenants, mailboxes, accounts, domains, certificates, backups."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category
from gestand.core.ids import new_id
from gestand.network.models.base import OfClient, documentation
from gestand.network.models.devices import Device
from gestand.people.models import Client, Person

_ALWAYS = {"client": Category.RELATION, "note": Category.FREE_TEXT}
_NEVER = ["id", "created_at", "changed_at"]


def _of_client(related_name: str) -> models.ForeignKey[Client, Client]:
    return models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.CASCADE, related_name=related_name)


def _device(related_name: str = "+") -> models.ForeignKey[Device | None, Device | None]:
    return models.ForeignKey(
        Device, verbose_name=_("device"), null=True, blank=True, on_delete=models.SET_NULL, related_name=related_name
    )


def _person() -> models.ForeignKey[Person | None, Person | None]:
    return models.ForeignKey(
        Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )


class LicenceKind(models.TextChoices):
    SUBSCRIPTION = "subscription", _("Subscription")
    BOUGHT = "bought", _("Bought once")
    FREE = "free", _("Free")


class Licence(models.Model):
    """The right to use a program. Its key belongs to the vault."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = _of_client("licences")
    product = models.CharField(_("product"), max_length=120)
    publisher = models.CharField(_("publisher"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=LicenceKind.choices, default=LicenceKind.SUBSCRIPTION)
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    supplier = models.CharField(_("supplier"), max_length=80, blank=True)
    contract_number = models.CharField(_("contract or order number"), max_length=60, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    renews_itself = models.BooleanField(_("renews itself"), default=False)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("written down"), editable=False)
    changed_at = models.DateTimeField(_("last changed"), editable=False)

    objects = OfClient.as_manager()

    personal: ClassVar = documentation(
        client="client",
        categories={
            **_ALWAYS,
            "product": Category.NETWORK,
            "publisher": Category.NETWORK,
            "kind": Category.NETWORK,
            "seats": Category.NETWORK,
            "supplier": Category.NETWORK,
            "contract_number": Category.NETWORK,
            "starts_on": Category.NETWORK,
            "ends_on": Category.NETWORK,
        },
        impersonal=[*_NEVER, "renews_itself"],
        told=["product"],
    )

    class Meta:
        verbose_name = _("licence")
        verbose_name_plural = _("licences")
        ordering: ClassVar = ["product", "id"]
        indexes: ClassVar = [
            models.Index(fields=["client", "product"], name="network_licence_by_client"),
            models.Index(fields=["ends_on"], name="network_licence_by_end", condition=Q(ends_on__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="network_licence_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.product


class LicenceSeat(models.Model):
    """Who, or which device, holds a seat."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    licence = models.ForeignKey(Licence, verbose_name=_("licence"), on_delete=models.CASCADE, related_name="held_seats")
    person = models.ForeignKey(
        Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    device = models.ForeignKey(
        Device, verbose_name=_("device"), null=True, blank=True, on_delete=models.CASCADE, related_name="licence_seats"
    )

    personal: ClassVar = documentation(
        client="licence__client",
        subject=["person"],
        categories={"licence": Category.NETWORK, "person": Category.NETWORK, "device": Category.NETWORK},
        impersonal=["id"],
    )

    class Meta:
        verbose_name = _("seat of a licence")
        verbose_name_plural = _("seats of licences")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, device__isnull=True) | Q(person__isnull=True, device__isnull=False),
                name="network_seat_of_one",
            ),
            models.UniqueConstraint(
                fields=["licence", "person"], condition=Q(person__isnull=False), name="network_seat_person_once"
            ),
            models.UniqueConstraint(
                fields=["licence", "device"], condition=Q(device__isnull=False), name="network_seat_device_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Domain(models.Model):
    """An internet domain of the client."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = _of_client("domains")
    name = models.CharField(_("domain"), max_length=253)
    registrar = models.CharField(_("registrar"), max_length=80, blank=True)
    dns_at = models.CharField(_("DNS at"), max_length=120, blank=True)
    hosting_at = models.CharField(_("website at"), max_length=120, blank=True)
    mail_at = models.CharField(_("mail at"), max_length=120, blank=True)
    expires_on = models.DateField(_("expires"), null=True, blank=True)
    renews_itself = models.BooleanField(_("renews itself"), default=True)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("written down"), editable=False)
    changed_at = models.DateTimeField(_("last changed"), editable=False)

    objects = OfClient.as_manager()

    personal: ClassVar = documentation(
        client="client",
        categories={
            **_ALWAYS,
            "name": Category.NETWORK,
            "registrar": Category.NETWORK,
            "dns_at": Category.NETWORK,
            "hosting_at": Category.NETWORK,
            "mail_at": Category.NETWORK,
            "expires_on": Category.NETWORK,
        },
        impersonal=[*_NEVER, "renews_itself"],
        told=["name"],
    )

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        ordering: ClassVar = ["name", "id"]
        indexes: ClassVar = [
            models.Index(fields=["expires_on"], name="network_domain_by_end", condition=Q(expires_on__isnull=False))
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "name"], name="network_domain_once")]

    def __str__(self) -> str:
        return self.name


class Certificate(models.Model):
    """A TLS or signing certificate, watched until it ends. Its private key is nowhere here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = _of_client("certificates")
    name = models.CharField(_("for what"), max_length=253)
    issuer = models.CharField(_("issued by"), max_length=120, blank=True)
    device = _device("certificates")
    expires_on = models.DateField(_("expires"))
    renews_itself = models.BooleanField(_("renews itself"), default=False)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("written down"), editable=False)
    changed_at = models.DateTimeField(_("last changed"), editable=False)

    objects = OfClient.as_manager()

    personal: ClassVar = documentation(
        client="client",
        categories={
            **_ALWAYS,
            "name": Category.NETWORK,
            "issuer": Category.NETWORK,
            "device": Category.NETWORK,
            "expires_on": Category.NETWORK,
        },
        impersonal=[*_NEVER, "renews_itself"],
        told=["name"],
    )

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering: ClassVar = ["expires_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["client", "expires_on"], name="network_certificate_by_client"),
            models.Index(fields=["expires_on"], name="network_certificate_by_end"),
        ]

    def __str__(self) -> str:
        return self.name


class Tenant(models.Model):
    """A Microsoft 365, Google or other account of the whole client in a cloud."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = _of_client("tenants")
    service = models.CharField(_("service"), max_length=80, default="Microsoft 365")
    name = models.CharField(_("name of the tenant"), max_length=120)
    identifier = models.CharField(_("tenant id"), max_length=60, blank=True)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("written down"), editable=False)
    changed_at = models.DateTimeField(_("last changed"), editable=False)

    objects = OfClient.as_manager()

    personal: ClassVar = documentation(
        client="client",
        categories={
            **_ALWAYS,
            "service": Category.NETWORK,
            "name": Category.NETWORK,
            "identifier": Category.NETWORK,
        },
        impersonal=_NEVER,
        told=["service", "name"],
    )

    class Meta:
        verbose_name = _("tenant")
        verbose_name_plural = _("tenants")
        ordering: ClassVar = ["service", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "service", "name"], name="network_tenant_once")
        ]

    def __str__(self) -> str:
        return self.name


class MailboxKind(models.TextChoices):
    PERSONAL = "personal", _("Of a person")
    SHARED = "shared", _("Shared")
    ALIAS = "alias", _("Alias or forward")


class Mailbox(models.Model):
    """A mail address that the client has. Its password belongs to the vault."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = _of_client("mailboxes")
    address = models.CharField(_("mail address"), max_length=254)
    kind = models.CharField(_("kind"), max_length=10, choices=MailboxKind.choices, default=MailboxKind.PERSONAL)
    provider = models.CharField(_("provider"), max_length=80, blank=True)
    tenant = models.ForeignKey(
        Tenant, verbose_name=_("tenant"), null=True, blank=True, on_delete=models.SET_NULL, related_name="mailboxes"
    )
    person = _person()
    forwards_to = models.CharField(_("forwards to"), max_length=254, blank=True)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("written down"), editable=False)
    changed_at = models.DateTimeField(_("last changed"), editable=False)

    objects = OfClient.as_manager()

    personal: ClassVar = documentation(
        client="client",
        subject=["person"],
        categories={
            **_ALWAYS,
            "address": Category.EMAIL,
            "kind": Category.NETWORK,
            "provider": Category.NETWORK,
            "tenant": Category.NETWORK,
            "person": Category.NETWORK,
            "forwards_to": Category.EMAIL,
        },
        impersonal=_NEVER,
        told=["address"],
    )

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        ordering: ClassVar = ["address", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "address"], name="network_mailbox_once")]

    def __str__(self) -> str:
        return self.address


class Account(models.Model):
    """A login somewhere, as far as it is no secret: where, and under which name. The password belongs to the vault."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = _of_client("service_accounts")
    service = models.CharField(_("service"), max_length=120)
    website = models.CharField(_("where one logs in"), max_length=200, blank=True)
    user_name = models.CharField(_("user name"), max_length=254, blank=True)
    person = _person()
    device = _device("accounts")
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("written down"), editable=False)
    changed_at = models.DateTimeField(_("last changed"), editable=False)

    objects = OfClient.as_manager()

    personal: ClassVar = documentation(
        client="client",
        subject=["person"],
        categories={
            **_ALWAYS,
            "service": Category.NETWORK,
            "website": Category.NETWORK,
            "user_name": Category.NETWORK,
            "person": Category.NETWORK,
            "device": Category.NETWORK,
        },
        impersonal=_NEVER,
        told=["service", "user_name"],
    )

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering: ClassVar = ["service", "id"]
        indexes: ClassVar = [models.Index(fields=["client", "service"], name="network_account_by_client")]

    def __str__(self) -> str:
        return self.service


class BackupPlan(models.Model):
    """What of the client's is copied where, and when that last worked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = _of_client("backup_plans")
    what = models.CharField(_("what is copied"), max_length=160)
    where_to = models.CharField(_("where to"), max_length=160)
    program = models.CharField(_("with what"), max_length=80, blank=True)
    device = _device("backup_plans")
    every_days = models.PositiveSmallIntegerField(_("every so many days"), default=1)
    last_success_on = models.DateField(_("last worked"), null=True, blank=True)
    due_on = models.DateField(_("has to work again by"), null=True, editable=False)  # by its rhythm; never: at once
    last_restored_on = models.DateField(_("last put back as a test"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("written down"), editable=False)
    changed_at = models.DateTimeField(_("last changed"), editable=False)

    objects = OfClient.as_manager()

    personal: ClassVar = documentation(
        client="client",
        categories={
            **_ALWAYS,
            "what": Category.NETWORK,
            "where_to": Category.NETWORK,
            "program": Category.NETWORK,
            "device": Category.NETWORK,
            "every_days": Category.NETWORK,
            "last_success_on": Category.NETWORK,
            "due_on": Category.NETWORK,
            "last_restored_on": Category.NETWORK,
        },
        impersonal=_NEVER,
        told=["what", "where_to"],
    )

    class Meta:
        verbose_name = _("backup of the client")
        verbose_name_plural = _("backups of the client")
        ordering: ClassVar = ["what", "id"]
        indexes: ClassVar = [
            models.Index(fields=["client", "what"], name="network_backup_by_client"),
            models.Index(fields=["due_on"], name="network_backup_by_due_day", condition=Q(due_on__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(every_days__gte=1), name="network_backup_every_day_at_most")
        ]

    def __str__(self) -> str:
        return self.what
