"""Where a client's things stand: sites, places in a building, the lines that come in, and Wi-Fi."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category
from gestand.core.ids import new_id
from gestand.network.models.base import OfClient, OfSite, documentation
from gestand.people.models import Address, Client


class Site(models.Model):
    """A house, an office, a shop: one network with one way out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=80)
    address = models.ForeignKey(
        Address, verbose_name=_("address"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("written down"), editable=False)
    changed_at = models.DateTimeField(_("last changed"), editable=False)

    objects = OfClient.as_manager()

    personal: ClassVar = documentation(
        client="client",
        categories={
            "client": Category.RELATION,
            "name": Category.NETWORK,
            "address": Category.ADDRESS,
            "note": Category.FREE_TEXT,
        },
        impersonal=["id", "created_at", "changed_at"],
        told=["name"],
    )

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "name"], name="network_site_name_once")]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """A room, a cupboard, a rack: where somebody walks to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="places")
    name = models.CharField(_("name"), max_length=80)

    objects = OfSite.as_manager()

    personal: ClassVar = documentation(
        client="site__client", categories={"site": Category.NETWORK, "name": Category.NETWORK}, impersonal=["id"]
    )

    class Meta:
        verbose_name = _("place in the building")
        verbose_name_plural = _("places in the building")
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "name"], name="network_place_name_once")]

    def __str__(self) -> str:
        return self.name


class LineKind(models.TextChoices):
    FIBRE = "fibre", _("Fibre")
    CABLE = "cable", _("Cable")
    DSL = "dsl", _("DSL")
    MOBILE = "mobile", _("Mobile")
    SATELLITE = "satellite", _("Satellite")
    OTHER = "other", _("Other")


class Connection(models.Model):
    """An internet line of a site. The password of its modem belongs to the vault."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="connections")
    provider = models.CharField(_("provider"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=LineKind.choices, default=LineKind.FIBRE)
    contract_number = models.CharField(_("contract or customer number"), max_length=60, blank=True)
    helpdesk_phone = models.CharField(_("helpdesk"), max_length=20, blank=True)
    down_mbit = models.PositiveIntegerField(_("download, Mbit/s"), null=True, blank=True)
    up_mbit = models.PositiveIntegerField(_("upload, Mbit/s"), null=True, blank=True)
    external_ipv4 = models.CharField(_("fixed IPv4 address"), max_length=18, blank=True)
    external_ipv6 = models.CharField(_("fixed IPv6 prefix"), max_length=43, blank=True)
    modem = models.ForeignKey(
        "network.Device", verbose_name=_("modem"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ends_on = models.DateField(_("contract ends"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("written down"), editable=False)
    changed_at = models.DateTimeField(_("last changed"), editable=False)

    objects = OfSite.as_manager()

    personal: ClassVar = documentation(
        client="site__client",
        categories={
            "site": Category.NETWORK,
            "provider": Category.NETWORK,
            "kind": Category.NETWORK,
            "contract_number": Category.NETWORK,
            "helpdesk_phone": Category.NETWORK,
            "down_mbit": Category.NETWORK,
            "up_mbit": Category.NETWORK,
            "external_ipv4": Category.IP,
            "external_ipv6": Category.IP,
            "modem": Category.NETWORK,
            "ends_on": Category.NETWORK,
            "note": Category.FREE_TEXT,
        },
        impersonal=["id", "created_at", "changed_at"],
        told=["provider"],
    )

    class Meta:
        verbose_name = _("internet connection")
        verbose_name_plural = _("internet connections")
        ordering: ClassVar = ["provider", "id"]
        indexes: ClassVar = [
            models.Index(fields=["ends_on"], name="network_line_by_end", condition=Q(ends_on__isnull=False))
        ]

    def __str__(self) -> str:
        return self.provider


class WirelessSecurity(models.TextChoices):
    WPA3 = "wpa3", _("WPA3")
    WPA23 = "wpa23", _("WPA2 and WPA3")
    WPA2 = "wpa2", _("WPA2")
    ENTERPRISE = "enterprise", _("WPA Enterprise (own login each)")
    OLD = "old", _("WPA or WEP (unsafe)")
    OPEN = "open", _("Open")


class WirelessNetwork(models.Model):
    """A Wi-Fi network. Its key belongs to the vault."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="wireless")
    name = models.CharField(_("name (SSID)"), max_length=32)
    security = models.CharField(
        _("security"), max_length=10, choices=WirelessSecurity.choices, default=WirelessSecurity.WPA23
    )
    is_for_guests = models.BooleanField(_("for guests"), default=False)
    is_hidden = models.BooleanField(_("name hidden"), default=False)
    subnet = models.ForeignKey(
        "network.Subnet", verbose_name=_("network"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("written down"), editable=False)
    changed_at = models.DateTimeField(_("last changed"), editable=False)

    objects = OfSite.as_manager()

    personal: ClassVar = documentation(
        client="site__client",
        categories={
            "site": Category.NETWORK,
            "name": Category.NETWORK,
            "security": Category.NETWORK,
            "subnet": Category.NETWORK,
            "note": Category.FREE_TEXT,
        },
        impersonal=["id", "is_for_guests", "is_hidden", "created_at", "changed_at"],
        told=["name"],
    )

    class Meta:
        verbose_name = _("Wi-Fi network")
        verbose_name_plural = _("Wi-Fi networks")
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["site", "name"], name="network_wifi_name_once")]

    def __str__(self) -> str:
        return self.name
