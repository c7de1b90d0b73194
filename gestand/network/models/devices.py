"""Devices with their interfaces, users, photos, and what hangs on what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category
from gestand.core.files.models import StoredFile
from gestand.core.ids import new_id, new_short_id
from gestand.network.models.base import OfClient, documentation
from gestand.network.models.sites import Place, Site
from gestand.people.models import Client, Person


class DeviceKind(models.TextChoices):
    COMPUTER = "computer", _("Computer")
    SERVER = "server", _("Server")
    PHONE = "phone", _("Phone")
    TABLET = "tablet", _("Tablet")
    PRINTER = "printer", _("Printer")
    ROUTER = "router", _("Router or modem")
    SWITCH = "switch", _("Switch")
    ACCESS_POINT = "access_point", _("Access point")
    NAS = "nas", _("NAS")
    CAMERA = "camera", _("Camera")
    TELEVISION = "television", _("Television or player")
    UPS = "ups", _("UPS")
    OTHER = "other", _("Other")


class DeviceState(models.TextChoices):
    IN_USE = "in_use", _("In use")
    SPARE = "spare", _("Spare")
    REPAIR = "repair", _("In repair")
    GONE = "gone", _("Gone")


class Device(models.Model):
    """One thing with a plug or a battery. Its passwords belong to the vault."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    short_id = models.CharField(_("short id"), max_length=7, unique=True, default=new_short_id, editable=False)
    client = models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.CASCADE, related_name="devices")
    site = models.ForeignKey(
        Site, verbose_name=_("site"), null=True, blank=True, on_delete=models.SET_NULL, related_name="devices"
    )
    place = models.ForeignKey(
        Place, verbose_name=_("place"), null=True, blank=True, on_delete=models.SET_NULL, related_name="devices"
    )
    kind = models.CharField(_("kind"), max_length=14, choices=DeviceKind.choices)
    name = models.CharField(_("name"), max_length=80)
    host_name = models.CharField(_("host name"), max_length=253, blank=True)
    make = models.CharField(_("make"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    serial_number = models.CharField(_("serial number"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=DeviceState.choices, default=DeviceState.IN_USE)
    operating_system = models.CharField(_("operating system"), max_length=120, blank=True)
    system_cycle = models.CharField(_("version with an end of life"), max_length=60, blank=True)  # "windows/11-24h2-w"
    system_ends_on = models.DateField(_("security updates until"), null=True, editable=False)  # of that version
    facts = models.JSONField(_("more of this kind"), default=dict, blank=True)  # fields that fit its kind, as text
    purchased_on = models.DateField(_("bought"), null=True, blank=True)
    supplier = models.CharField(_("supplier"), max_length=80, blank=True)
    warranty_ends_on = models.DateField(_("warranty ends"), null=True, blank=True)
    gone_on = models.DateField(_("gone"), null=True, blank=True)
    wiped_on = models.DateField(_("wiped"), null=True, blank=True)
    wiped_how = models.CharField(_("how it was wiped"), max_length=200, blank=True)
    wiped_by = models.CharField(_("wiped by"), max_length=120, blank=True)
    not_wiped_because = models.CharField(_("why it was not wiped"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    seen_on = models.DateField(_("last seen in the network"), null=True, editable=False)
    created_at = models.DateTimeField(_("written down"), editable=False)
    changed_at = models.DateTimeField(_("last changed"), editable=False)

    objects = OfClient.as_manager()

    personal: ClassVar = documentation(
        client="client",
        categories={
            "client": Category.RELATION,
            "site": Category.NETWORK,
            "place": Category.NETWORK,
            "name": Category.NETWORK,
            "host_name": Category.NETWORK,
            "make": Category.NETWORK,
            "model": Category.NETWORK,
            "serial_number": Category.NETWORK,
            "operating_system": Category.NETWORK,
            "system_cycle": Category.NETWORK,
            "system_ends_on": Category.NETWORK,
            "facts": Category.NETWORK,
            "purchased_on": Category.NETWORK,
            "supplier": Category.NETWORK,
            "warranty_ends_on": Category.NETWORK,
            "gone_on": Category.NETWORK,
            "wiped_on": Category.NETWORK,
            "wiped_how": Category.NETWORK,
            "wiped_by": Category.NAME,
            "not_wiped_because": Category.NETWORK,
            "note": Category.FREE_TEXT,
            "seen_on": Category.NETWORK,
        },
        impersonal=["id", "short_id", "kind", "state", "created_at", "changed_at"],
        told=["name", "kind", "serial_number"],
    )

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        ordering: ClassVar = ["name", "id"]
        indexes: ClassVar = [
            models.Index(fields=["client", "name", "id"], name="network_device_by_name"),
            # All that the list of devices filters by: it walks this index alone, however few devices fit.
            models.Index(
                Lower("name"),
                "id",
                "state",
                "kind",
                "client",
                "site",
                "make",
                "operating_system",
                "system_cycle",
                "warranty_ends_on",
                "seen_on",
                name="network_device_list",
            ),
            models.Index("client", Lower("name"), "id", name="network_device_by_client"),
            models.Index("kind", Lower("name"), "id", name="network_device_by_kind"),
            models.Index("state", Lower("name"), "id", name="network_device_by_state"),
            models.Index("make", Lower("name"), "id", name="network_device_by_make"),
            models.Index("operating_system", Lower("name"), "id", name="network_device_by_os"),
            models.Index(fields=["seen_on", "id"], name="network_device_by_seen", condition=Q(seen_on__isnull=False)),
            models.Index(fields=["changed_at", "id"], name="network_device_by_change"),
            models.Index(fields=["system_cycle"], name="network_device_by_system", condition=~Q(system_cycle="")),
            models.Index(fields=["serial_number"], name="network_device_by_serial", condition=~Q(serial_number="")),
            models.Index(
                fields=["warranty_ends_on", "id"],
                name="network_device_by_warranty",
                condition=Q(warranty_ends_on__isnull=False),
            ),
            models.Index(
                fields=["system_ends_on", "id"],
                name="network_device_by_system_end",
                condition=Q(system_ends_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class InterfaceKind(models.TextChoices):
    WIRED = "wired", _("Wired")
    WIRELESS = "wireless", _("Wireless")
    OTHER = "other", _("Other")


class Interface(models.Model):
    """A network port or radio of a device."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    device = models.ForeignKey(Device, verbose_name=_("device"), on_delete=models.CASCADE, related_name="interfaces")
    name = models.CharField(_("name"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=InterfaceKind.choices, default=InterfaceKind.WIRED)
    mac = models.CharField(_("MAC address"), max_length=17, blank=True)  # "00:11:22:aa:bb:cc"
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    personal: ClassVar = documentation(
        client="device__client",
        categories={
            "device": Category.NETWORK,
            "name": Category.NETWORK,
            "kind": Category.NETWORK,
            "mac": Category.NETWORK,
        },
        impersonal=["id", "position"],
        told=["mac"],
    )

    class Meta:
        verbose_name = _("interface")
        verbose_name_plural = _("interfaces")
        ordering: ClassVar = ["position", "id"]
        indexes: ClassVar = [models.Index(fields=["mac"], name="network_interface_by_mac", condition=~Q(mac=""))]

    def __str__(self) -> str:
        return self.name or self.mac


class LinkKind(models.TextChoices):
    CABLE = "cable", _("Cable")
    WIRELESS = "wireless", _("Wi-Fi")
    POWER = "power", _("Power")
    USB = "usb", _("USB")


class Link(models.Model):
    """What hangs on what: ``lower`` reaches the internet (or the mains) through ``upper``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    upper = models.ForeignKey(Device, verbose_name=_("hangs on"), on_delete=models.CASCADE, related_name="lower_links")
    upper_port = models.CharField(_("port there"), max_length=40, blank=True)
    lower = models.ForeignKey(Device, verbose_name=_("device"), on_delete=models.CASCADE, related_name="upper_links")
    lower_port = models.CharField(_("port here"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=LinkKind.choices, default=LinkKind.CABLE)

    personal: ClassVar = documentation(
        client="lower__client",
        categories={
            "upper": Category.NETWORK,
            "upper_port": Category.NETWORK,
            "lower": Category.NETWORK,
            "lower_port": Category.NETWORK,
            "kind": Category.NETWORK,
        },
        impersonal=["id"],
    )

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["upper", "lower", "kind"], name="network_link_once"),
            models.CheckConstraint(condition=~Q(upper=F("lower")), name="network_link_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.lower_id} on {self.upper_id}"


class DeviceUser(models.Model):
    """Who works with a device, and since when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    device = models.ForeignKey(Device, verbose_name=_("device"), on_delete=models.CASCADE, related_name="users")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="devices_used")
    user_name = models.CharField(_("user name"), max_length=120, blank=True)
    since_on = models.DateField(_("since"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)

    personal: ClassVar = documentation(
        client="device__client",
        subject=["person"],
        categories={
            "device": Category.NETWORK,
            "person": Category.NETWORK,
            "user_name": Category.NETWORK,
            "since_on": Category.NETWORK,
            "until_on": Category.NETWORK,
        },
        impersonal=["id"],
        told=["user_name"],
    )

    class Meta:
        verbose_name = _("user of a device")
        verbose_name_plural = _("users of devices")
        ordering: ClassVar = ["since_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["device", "person"], condition=Q(until_on__isnull=True), name="network_device_user_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} of {self.device_id}"


class DevicePhoto(models.Model):
    """A photo, made smaller and without what the camera wrote in it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    device = models.ForeignKey(Device, verbose_name=_("device"), on_delete=models.CASCADE, related_name="photos")
    file = models.OneToOneField(StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")
    thumbnail = models.OneToOneField(
        StoredFile, verbose_name=_("thumbnail"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    width_px = models.PositiveSmallIntegerField(_("width"), editable=False)
    height_px = models.PositiveSmallIntegerField(_("height"), editable=False)
    caption = models.CharField(_("what one sees"), max_length=120, blank=True)
    taken_at = models.DateTimeField(_("added"), editable=False)

    personal: ClassVar = documentation(
        client="device__client",
        categories={
            "device": Category.NETWORK,
            "file": Category.FILE,
            "thumbnail": Category.FILE,
            "caption": Category.NETWORK,
        },
        impersonal=["id", "width_px", "height_px", "taken_at"],
        files=["file", "thumbnail"],
        told=["caption"],
    )

    class Meta:
        verbose_name = _("photo of a device")
        verbose_name_plural = _("photos of devices")
        ordering: ClassVar = ["taken_at", "id"]

    def __str__(self) -> str:
        return self.caption or str(self.id)
