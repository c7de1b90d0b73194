"""The link with which a person reaches the own preferences without a login."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, while_client, years
from gestand.core.ids import new_id
from gestand.people.models.clients import Person


class PreferenceLinkQuerySet(models.QuerySet["PreferenceLink"]):
    def working(self) -> Self:
        return self.filter(revoked_at__isnull=True)


class PreferenceLink(models.Model):
    """One that works for each person; after two persons are joined the links of both lead to the one who stays.

    The link that goes out is the handle with a signature, so that the database alone makes no link.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="preference_links"
    )
    handle = models.CharField(_("mark of the link"), max_length=32, unique=True, editable=False)  # random
    made_at = models.DateTimeField(_("made on"), editable=False)
    revoked_at = models.DateTimeField(_("revoked on"), null=True, editable=False)

    objects = PreferenceLinkQuerySet.as_manager()

    personal: ClassVar = Personal(
        subject="person",
        categories={
            "person": Category.RELATION,
            "handle": Category.CONSENT,
            "made_at": Category.CONSENT,
            "revoked_at": Category.CONSENT,
        },
        impersonal=["id"],
        purposes=[Purpose.MAILING, Purpose.CHANGES],
        keep=while_client(then=years(3), clock="person__relation_ended_on"),
        withhold={"handle": _("it only proves that a link was ours")},
    )

    class Meta:
        verbose_name = _("link to the preferences")
        verbose_name_plural = _("links to the preferences")
        ordering: ClassVar = ["-made_at", "-id"]

    def __str__(self) -> str:
        return str(self.id)
