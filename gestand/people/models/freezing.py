"""Restrictions: whose data is only stored, since when, why, and when that was lifted (GDPR 18)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, after, years
from gestand.core.ids import new_id
from gestand.people.models.clients import Person


class FreezeGround(models.TextChoices):
    """Why the use of data is restricted (GDPR 18(1))."""

    ACCURACY = "accuracy", _("the person says it is not right, and we look into it (article 18(1)(a))")
    UNLAWFUL = "unlawful", _("we may not use it, and the person does not want it erased (article 18(1)(b))")
    CLAIMS = "claims", _("we do not need it any more, but the person needs it for a claim (article 18(1)(c))")
    OBJECTION = "objection", _("the person objected, and we weigh that (article 18(1)(d))")


class Freeze(models.Model):
    """One restriction of one person's data; it holds until ``lifted_at``, and the person is told before that."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="freezes")
    ground = models.CharField(_("why"), max_length=10, choices=FreezeGround.choices)
    occasion = models.UUIDField(null=True, editable=False)  # the request that asked for it
    begun_at = models.DateTimeField(_("restricted since"))
    begun_by = models.UUIDField(_("restricted by"), null=True, editable=False)
    told_at = models.DateTimeField(_("told that it will be lifted"), null=True)
    lifted_at = models.DateTimeField(_("lifted on"), null=True)
    lifted_by = models.UUIDField(_("lifted by"), null=True, editable=False)

    personal: ClassVar = Personal(
        subject="person",
        categories={
            "person": Category.RELATION,
            "ground": Category.REQUEST,
            "begun_at": Category.REQUEST,
            "begun_by": Category.ACCOUNT,
            "told_at": Category.REQUEST,
            "lifted_at": Category.REQUEST,
            "lifted_by": Category.ACCOUNT,
        },
        impersonal=["id", "occasion"],
        purposes=[Purpose.RIGHTS],
        keep=after("lifted_at", years(3), why="keep.request_dossier"),
        withhold={
            "begun_by": _("it concerns the member of the team who did it"),
            "lifted_by": _("it concerns the member of the team who did it"),
        },
    )

    class Meta:
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")
        ordering: ClassVar = ["-begun_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(lifted_at__isnull=True), name="one_running_freeze_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.ground}"
