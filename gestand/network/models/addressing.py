"""VLANs, subnets, and which address is used by what, today and before."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category
from gestand.core.ids import new_id
from gestand.network.models.base import OfSite, documentation
from gestand.network.models.sites import Site


class Vlan(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="vlans")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=60)

    objects = OfSite.as_manager()

    personal: ClassVar = documentation(
        client="site__client",
        categories={"site": Category.NETWORK, "number": Category.NETWORK, "name": Category.NETWORK},
        impersonal=["id"],
    )

    class Meta:
        verbose_name = _("VLAN")
        verbose_name_plural = _("VLANs")
        ordering: ClassVar = ["number", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "number"], name="network_vlan_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=4094), name="network_vlan_number_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Subnet(models.Model):
    """A range of addresses of a site. ``first`` and ``last`` are its addresses as 32 hexadecimal digits, so that IPv4
    and IPv6 sort and compare in the database.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="subnets")
    vlan = models.ForeignKey(
        Vlan, verbose_name=_("VLAN"), null=True, blank=True, on_delete=models.SET_NULL, related_name="subnets"
    )
    name = models.CharField(
        _("name"), max_length=60, blank=True, help_text=_("What it is for: office, guests, cameras.")
    )
    prefix = models.CharField(_("network"), max_length=43, help_text=_("192.168.1.0/24 or fd00:1::/64"))
    version = models.PositiveSmallIntegerField(_("IP version"), editable=False)
    first = models.CharField(_("first address"), max_length=32, editable=False)
    last = models.CharField(_("last address"), max_length=32, editable=False)
    gateway = models.CharField(_("gateway"), max_length=39, blank=True)
    dns = models.CharField(_("DNS servers"), max_length=200, blank=True)
    dhcp_first = models.CharField(_("DHCP from"), max_length=39, blank=True)
    dhcp_last = models.CharField(_("DHCP up to"), max_length=39, blank=True)
    dhcp_more = models.CharField(
        _("more DHCP ranges"), max_length=400, blank=True, help_text=_("192.168.1.200-192.168.1.220")
    )
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("written down"), editable=False)
    changed_at = models.DateTimeField(_("last changed"), editable=False)

    objects = OfSite.as_manager()

    personal: ClassVar = documentation(
        client="site__client",
        categories={
            "site": Category.NETWORK,
            "vlan": Category.NETWORK,
            "name": Category.NETWORK,
            "prefix": Category.IP,
            "first": Category.IP,
            "last": Category.IP,
            "gateway": Category.IP,
            "dns": Category.IP,
            "dhcp_first": Category.IP,
            "dhcp_last": Category.IP,
            "dhcp_more": Category.IP,
            "note": Category.FREE_TEXT,
        },
        impersonal=["id", "version", "created_at", "changed_at"],
        told=["prefix", "name"],
    )

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering: ClassVar = ["version", "first", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "first", "last"], name="network_subnet_once"),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="network_subnet_first_before_last"),
        ]

    def __str__(self) -> str:
        return self.prefix


class AddressKind(models.TextChoices):
    STATIC = "static", _("Set on the device")
    RESERVED = "reserved", _("Reserved in DHCP")
    DHCP = "dhcp", _("From DHCP")
    SET_ASIDE = "set_aside", _("Set aside")


class AddressUse(models.Model):
    """An address and what uses it; with an end it is history. Whose interface it is may be unknown (set aside)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="address_uses")
    subnet = models.ForeignKey(
        Subnet, verbose_name=_("network"), null=True, blank=True, on_delete=models.SET_NULL, related_name="uses"
    )
    address = models.CharField(_("address"), max_length=39)
    sort_key = models.CharField(_("sorted under"), max_length=32, editable=False)  # 32 hexadecimal digits
    kind = models.CharField(_("kind"), max_length=10, choices=AddressKind.choices, default=AddressKind.STATIC)
    device = models.ForeignKey(
        "network.Device",
        verbose_name=_("device"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="addresses",
    )
    interface = models.ForeignKey(
        "network.Interface",
        verbose_name=_("interface"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="addresses",
    )
    name = models.CharField(_("for what"), max_length=120, blank=True)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = OfSite.as_manager()

    personal: ClassVar = documentation(
        client="site__client",
        categories={
            "site": Category.NETWORK,
            "subnet": Category.NETWORK,
            "address": Category.IP,
            "sort_key": Category.IP,
            "kind": Category.NETWORK,
            "device": Category.NETWORK,
            "interface": Category.NETWORK,
            "name": Category.NETWORK,
            "since_on": Category.NETWORK,
            "until_on": Category.NETWORK,
        },
        impersonal=["id"],
        told=["address", "name"],
    )

    class Meta:
        verbose_name = _("address in a network")
        verbose_name_plural = _("addresses in a network")
        ordering: ClassVar = ["sort_key", "-since_on", "id"]
        indexes: ClassVar = [models.Index(fields=["site", "sort_key"], name="network_use_by_address")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "sort_key"], condition=Q(until_on__isnull=True), name="network_address_used_once"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")), name="network_use_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.address
