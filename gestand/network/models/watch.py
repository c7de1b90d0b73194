"""What is watched until it ends: what somebody said about an end, and who reads the calendar of ends."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, NoPersonalData, Personal, Purpose, while_there_is_work, years
from gestand.core.ids import new_id
from gestand.network.models.base import OfClient, documentation
from gestand.network.models.things import TABLE_OF_KIND, ThingKind
from gestand.people.models import Client
from gestand.team.models import Account


class EndKind(models.TextChoices):
    """What of a thing runs out."""

    BACKUP = "backup", _("Backup")
    CERTIFICATE = "certificate", _("Certificate")
    DOMAIN = "domain", _("Domain")
    SYSTEM = "system", _("Security updates")
    LICENCE = "licence", _("Licence")
    CONTRACT = "contract", _("Internet contract")
    WARRANTY = "warranty", _("Warranty")


class Silence(models.Model):
    """Somebody knows of this end, or it does not matter. It holds for this very day: another end is told anew."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.CASCADE, related_name="+")
    thing_kind = models.CharField(_("kind"), max_length=12, choices=ThingKind.choices)
    thing_id = models.UUIDField(_("thing"))
    what = models.CharField(_("what ends"), max_length=12, choices=EndKind.choices)
    ends_on = models.DateField(_("the day it ends"))
    until_on = models.DateField(_("remind me on"), null=True, blank=True)  # None: it does not matter
    reason = models.CharField(_("why"), max_length=200)
    said_by = models.UUIDField(_("said by"), null=True, editable=False)
    said_at = models.DateTimeField(_("said"), editable=False)

    objects = OfClient.as_manager()

    personal: ClassVar = documentation(
        client="client",
        categories={
            "client": Category.RELATION,
            "ends_on": Category.NETWORK,
            "until_on": Category.NETWORK,
            "reason": Category.FREE_TEXT,
            "said_by": Category.ACCOUNT,
        },
        impersonal=["id", "thing_kind", "thing_id", "what", "said_at"],
        points_to={"thing_id": list(TABLE_OF_KIND.values())},
    )

    class Meta:
        verbose_name = _("known end")
        verbose_name_plural = _("known ends")
        ordering: ClassVar = ["-said_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thing_id", "what"], name="network_end_silenced_once"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.thing_id}"


class CalendarFeed(models.Model):
    """The secret address under which one account's calendar reads what ends. Only its fingerprint is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    shows_names = models.BooleanField(_("names of clients and things in the calendar"), default=False)
    made_at = models.DateTimeField()
    read_on = models.DateField(_("last read"), null=True)

    personal: ClassVar = Personal(
        subject="account",
        categories={"account": Category.ACCOUNT, "read_on": Category.ACCOUNT},
        impersonal=["id", "digest", "shows_names", "made_at"],
        purposes=[Purpose.MAINTENANCE],
        keep=while_there_is_work(then=years(0), clock="account__left_on"),
    )

    class Meta:
        verbose_name = _("calendar of what ends")
        verbose_name_plural = _("calendars of what ends")

    def __str__(self) -> str:
        return str(self.id)


class ListSettings(models.Model):
    """One row: which lists are fetched from outside, what became of it, and in which list devices were looked up."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    fetches_systems = models.BooleanField(_("days on which systems get their last updates"), default=False)
    fetches_makers = models.BooleanField(_("makers of network cards"), default=False)
    looked_up_in = models.DateField(null=True, editable=False)  # the date of that list of systems
    tried_at = models.DateTimeField(null=True, editable=False)
    failure = models.TextField(blank=True, editable=False)  # a sentence of our own

    personal: ClassVar = NoPersonalData("which public lists are fetched, and when that was last tried")

    class Meta:
        verbose_name = _("settings of the lists")
        verbose_name_plural = _("settings of the lists")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="network_one_row_of_list_settings")]

    def __str__(self) -> str:
        return str(_("settings of the lists"))
