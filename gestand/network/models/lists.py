"""Lists of devices that somebody of the team keeps under a name, and what was changed for many devices at once."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, days, while_there_is_work
from gestand.core.ids import new_id
from gestand.network.models.base import documentation
from gestand.network.models.devices import Device


class DeviceView(models.Model):
    """Filters, order and columns, as the query of the list's address."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("filters"), max_length=800)
    is_shared = models.BooleanField(_("for the whole team"), default=False)

    personal: ClassVar = Personal(
        subject="account",
        categories={"account": Category.ACCOUNT, "name": Category.ACCOUNT, "query": Category.ACCOUNT},
        impersonal=["id", "is_shared"],
        purposes=[Purpose.STANDIN],
        keep=while_there_is_work(then=days(0), clock="account__left_on"),
    )

    class Meta:
        verbose_name = _("saved list of devices")
        verbose_name_plural = _("saved lists of devices")
        ordering: ClassVar = ["name", "id"]
        indexes: ClassVar = [
            models.Index(fields=["name"], name="network_view_shared", condition=models.Q(is_shared=True))
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "name"], name="network_view_name_once")]

    def __str__(self) -> str:
        return self.name


class DeviceListChoice(models.Model):
    """How somebody likes the list of devices: its columns in their order, and the saved list that it opens with."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    columns = models.CharField(_("columns"), max_length=300, blank=True)  # names with commas; empty: the usual ones
    opens_with = models.ForeignKey(
        DeviceView,
        verbose_name=_("opens with"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    personal: ClassVar = Personal(
        subject="account",
        categories={"account": Category.ACCOUNT, "columns": Category.ACCOUNT, "opens_with": Category.ACCOUNT},
        impersonal=[],
        purposes=[Purpose.STANDIN],
        keep=while_there_is_work(then=days(0), clock="account__left_on"),
    )

    class Meta:
        verbose_name = _("choice for the list of devices")
        verbose_name_plural = _("choices for the list of devices")

    def __str__(self) -> str:
        return self.columns


class BulkEdit(models.Model):
    """The last time that somebody changed many devices at once; it can be undone until the next one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(_("when"))
    fields = models.CharField(_("what was changed"), max_length=300)  # names of fields, with commas

    personal: ClassVar = Personal(
        subject="account",
        categories={"account": Category.ACCOUNT, "at": Category.ACCOUNT},
        impersonal=["id", "fields"],
        purposes=[Purpose.STANDIN],
        keep=while_there_is_work(then=days(0), clock="account__left_on"),
    )

    class Meta:
        verbose_name = _("change of several devices")
        verbose_name_plural = _("changes of several devices")

    def __str__(self) -> str:
        return str(self.id)


class BulkEditRow(models.Model):
    """What one device said before it was changed together with others."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    edit = models.ForeignKey(
        BulkEdit, verbose_name=_("change of several devices"), on_delete=models.CASCADE, related_name="rows"
    )
    device = models.ForeignKey(Device, verbose_name=_("device"), on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(_("before"), default=dict)  # field: value as the database has it; a row by its id
    changed_at = models.DateTimeField(_("changed"))

    personal: ClassVar = documentation(
        client="device__client",
        categories={"device": Category.NETWORK, "before": Category.NETWORK},
        impersonal=["id", "edit", "changed_at"],
    )

    class Meta:
        verbose_name = _("device changed with others")
        verbose_name_plural = _("devices changed with others")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return str(self.id)
