"""What became of two rows that were one: merges, and pairs that were looked at and are not the same."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, while_client, years
from gestand.core.ids import new_id
from gestand.people.models.clients import Client, Person

_ONE_SUBJECT = Q(person__isnull=True, client__isnull=False) | Q(person__isnull=False, client__isnull=True)


class Merge(models.Model):
    """Two became one: which id is gone, and what differed, so that a wrong merge can be understood."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(  # the one that stayed
        Person, verbose_name=_("person"), null=True, on_delete=models.CASCADE, related_name="merges"
    )
    client = models.ForeignKey(
        Client, verbose_name=_("client"), null=True, on_delete=models.CASCADE, related_name="merges"
    )
    gone_id = models.UUIDField(_("id that went"), db_index=True)
    differed = models.JSONField(_("what differed"), default=dict)  # field -> what the row that went had in it
    moved = models.JSONField(_("what moved along"), default=dict)  # table -> number of rows that moved along
    merged_at = models.DateTimeField(_("joined"))
    merged_by = models.UUIDField(_("joined by"), null=True)

    personal: ClassVar = Personal(
        subject=["person", "client"],
        categories={
            "person": Category.RELATION,
            "client": Category.RELATION,
            "differed": Category.NAME,
            "merged_by": Category.ACCOUNT,
        },
        impersonal=["id", "gone_id", "moved", "merged_at"],
        purposes=[Purpose.CONTACT],
        keep=while_client(then=years(3), clock="client__ended_on|person__relation_ended_on"),
        withhold={"merged_by": _("it concerns the member of the team who joined the two")},
    )

    class Meta:
        verbose_name = _("two that were joined")
        verbose_name_plural = _("two that were joined")
        constraints: ClassVar = [models.CheckConstraint(condition=_ONE_SUBJECT, name="merge_has_one_subject")]

    def __str__(self) -> str:
        return f"{self.gone_id} merged"


class NotTheSame(models.Model):
    """Two that look alike and are not the same: the duplicate finder keeps silent about them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, verbose_name=_("person"), null=True, on_delete=models.CASCADE, related_name="+")
    other_person = models.ForeignKey(
        Person, verbose_name=_("other person"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    client = models.ForeignKey(Client, verbose_name=_("client"), null=True, on_delete=models.CASCADE, related_name="+")
    other_client = models.ForeignKey(
        Client, verbose_name=_("other client"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    said_at = models.DateTimeField(_("said"))
    said_by = models.UUIDField(_("said by"), null=True)

    personal: ClassVar = Personal(
        subject=["person", "client"],
        categories={
            "person": Category.RELATION,
            "other_person": Category.RELATION,
            "client": Category.RELATION,
            "other_client": Category.RELATION,
            "said_by": Category.ACCOUNT,
        },
        impersonal=["id", "said_at"],
        purposes=[Purpose.CONTACT],
        keep=while_client(then=years(3), clock="client__ended_on|person__relation_ended_on"),
        withhold={
            "other_person": _("it concerns somebody else"),
            "other_client": _("it concerns somebody else"),
            "said_by": _("it concerns the member of the team who looked"),
        },
    )

    class Meta:
        verbose_name = _("two that are not the same")
        verbose_name_plural = _("two that are not the same")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    person__isnull=False, other_person__isnull=False, client__isnull=True, other_client__isnull=True
                )
                | Q(person__isnull=True, other_person__isnull=True, client__isnull=False, other_client__isnull=False),
                name="not_the_same_is_a_pair",
            ),
            models.UniqueConstraint(fields=["person", "other_person"], name="person_pair_once"),
            models.UniqueConstraint(fields=["client", "other_client"], name="client_pair_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)
