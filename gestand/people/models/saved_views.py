"""A list of clients that somebody of the team looks at often, kept under a name."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, days, while_there_is_work
from gestand.core.ids import new_id


class SavedView(models.Model):
    """Filters, order and columns, as the query of the list's address."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("filters"), max_length=400)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    personal: ClassVar = Personal(
        subject="account",
        categories={"account": Category.ACCOUNT, "name": Category.ACCOUNT, "query": Category.ACCOUNT},
        impersonal=["id", "order"],
        purposes=[Purpose.STANDIN],
        keep=while_there_is_work(then=days(0), clock="account__left_on"),
    )

    class Meta:
        verbose_name = _("saved list")
        verbose_name_plural = _("saved lists")
        ordering: ClassVar = ["order", "name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "name"], name="view_name_once")]

    def __str__(self) -> str:
        return self.name
