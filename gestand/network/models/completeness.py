"""What need not be known of a client."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category
from gestand.core.ids import new_id
from gestand.network.models.base import OfClient, documentation
from gestand.people.models import Client


class PassedQuestion(models.Model):
    """Somebody said that a question of completeness does not apply to this client."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.CASCADE, related_name="+")
    code = models.CharField(_("question"), max_length=24)
    by = models.UUIDField(_("by"), null=True, editable=False)
    at = models.DateTimeField(_("when"), editable=False)

    objects = OfClient.as_manager()

    personal: ClassVar = documentation(
        client="client",
        categories={"client": Category.RELATION, "code": Category.NETWORK, "by": Category.ACCOUNT},
        impersonal=["id", "at"],
    )

    class Meta:
        verbose_name = _("question that does not apply")
        verbose_name_plural = _("questions that do not apply")
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.code
