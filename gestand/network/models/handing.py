"""That a client got its documentation, or did not want it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category
from gestand.core.ids import new_id
from gestand.network.models.base import OfClient, documentation
from gestand.people.models import Client


class HandedHow(models.TextChoices):
    BOOK = "book", _("As network book")
    OTHERWISE = "otherwise", _("In another way")
    DECLINED = "declined", _("The client does not want it")


class HandOver(models.Model):
    """The documentation was given to the client on this day, or the client declined it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.CASCADE, related_name="+")
    handed_on = models.DateField(_("when"))
    how = models.CharField(_("how"), max_length=10, choices=HandedHow.choices)
    note = models.CharField(_("to whom, or why not"), max_length=200, blank=True)
    said_by = models.UUIDField(_("written down by"), null=True, editable=False)
    said_at = models.DateTimeField(_("written down"), editable=False)

    objects = OfClient.as_manager()

    personal: ClassVar = documentation(
        client="client",
        categories={
            "client": Category.RELATION,
            "handed_on": Category.RELATION,
            "how": Category.RELATION,
            "note": Category.FREE_TEXT,
            "said_by": Category.ACCOUNT,
        },
        impersonal=["id", "said_at"],
        told=["handed_on", "how"],
    )

    class Meta:
        verbose_name = _("hand-over of the documentation")
        verbose_name_plural = _("hand-overs of the documentation")
        ordering: ClassVar = ["-handed_on", "-id"]
        indexes: ClassVar = [models.Index(fields=["client", "-handed_on"], name="network_handed_to_client")]

    def __str__(self) -> str:
        return f"{self.how} {self.handed_on}"
