"""What was said and written: calls, mails, letters, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Hat, HeldFor, Personal, Purpose, while_client, years
from gestand.core.files.models import StoredFile
from gestand.core.ids import new_id
from gestand.people.models.clients import Client, Person

if TYPE_CHECKING:
    from gestand.core.actors import Actor


class CorrespondenceKind(models.TextChoices):
    CALL = "call", _("Call")
    MAIL = "mail", _("Mail")
    LETTER = "letter", _("Letter")
    VISIT = "visit", _("Visit")
    NOTE = "note", _("Note")


class Direction(models.TextChoices):
    IN = "in", _("from them")
    OUT = "out", _("from us")
    NONE = "none", _("internal")


class CorrespondenceQuerySet(models.QuerySet["Correspondence"]):
    def visible_to(self, actor: Actor) -> Self:
        if actor.clients is None:
            return self
        return self.filter(Q(client_id__in=actor.clients) | Q(client__isnull=True, written_by=actor.id))

    def unassigned(self) -> Self:
        return self.filter(client__isnull=True, person__isnull=True)


class Correspondence(models.Model):
    """One call, mail, letter, visit or note. Without client and person it is a loose end of at most 14 days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(
        Client, verbose_name=_("client"), null=True, blank=True, on_delete=models.CASCADE, related_name="correspondence"
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="correspondence",
    )
    kind = models.CharField(_("kind"), max_length=8, choices=CorrespondenceKind.choices)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices, default=Direction.IN)
    purpose = models.CharField(_("purpose"), max_length=40, choices=Purpose.choices, default=Purpose.CONTACT)
    at = models.DateTimeField(_("when"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    caller = models.CharField(_("who, as noted"), max_length=160, blank=True)  # while nobody is chosen: name or number
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("what was said"), blank=True)
    written_by = models.UUIDField(_("written down by"), null=True, editable=False)
    created_at = models.DateTimeField(_("written down"), editable=False)
    changed_at = models.DateTimeField(_("last changed"), editable=False)
    loose_until_on = models.DateField(
        _("loose until"), null=True, editable=False
    )  # unassigned: the day on which it goes

    objects = CorrespondenceQuerySet.as_manager()

    personal: ClassVar = Personal(
        subject=["person", "client"],
        categories={
            "client": Category.RELATION,
            "person": Category.RELATION,
            "caller": Category.NAME,
            "subject": Category.CORRESPONDENCE,
            "text": Category.CORRESPONDENCE,
            "at": Category.CORRESPONDENCE,
            "kind": Category.CORRESPONDENCE,
            "direction": Category.CORRESPONDENCE,
            "minutes": Category.CORRESPONDENCE,
            "written_by": Category.ACCOUNT,
        },
        impersonal=["id", "purpose", "created_at", "changed_at", "loose_until_on"],
        purposes=[Purpose.CONTACT, Purpose.MAINTENANCE],
        keep=while_client(then=years(3), clock="client__ended_on|person__relation_ended_on|loose_until_on"),
        loose_forgotten_by="people.forget_loose_ends",
        withhold={"written_by": _("it concerns the member of the team who wrote it down")},
    )

    class Meta:
        verbose_name = _("conversation, letter or note")
        verbose_name_plural = _("conversations, letters and notes")
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["client", "-at", "-id"], name="correspondence_by_client"),
            models.Index(fields=["person", "-at"], name="correspondence_by_person"),
            models.Index(
                fields=["loose_until_on"], name="correspondence_loose", condition=Q(loose_until_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Attachment(models.Model):
    """A file that belongs to a letter, mail or note. What a business handed over for the work is its own, and held for
    it as its processor.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    correspondence = models.ForeignKey(
        Correspondence, verbose_name=_("entry"), on_delete=models.CASCADE, related_name="attachments"
    )
    file = models.OneToOneField(StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")
    is_held_for_client = models.BooleanField(_("held for the client, as its processor"), default=False)

    personal: ClassVar = Personal(
        subject=["correspondence__person", "correspondence__client"],
        hat=Hat.PROCESSOR_FOR_BUSINESS,
        held_for=HeldFor(
            "correspondence__client",
            when="is_held_for_client",
            told=["correspondence__at", "correspondence__kind", "correspondence__subject"],
        ),
        categories={"correspondence": Category.CORRESPONDENCE, "file": Category.FILE},
        impersonal=["id", "is_held_for_client"],
        purposes=[Purpose.CONTACT, Purpose.MAINTENANCE],
        keep=while_client(
            then=years(3), clock="correspondence__client__ended_on|correspondence__person__relation_ended_on"
        ),
        loose_forgotten_by="people.forget_loose_ends",
        files=["file"],
    )

    class Meta:
        verbose_name = _("attached file")
        verbose_name_plural = _("attached files")
        indexes: ClassVar = [
            models.Index(fields=["correspondence"], name="attachment_held", condition=Q(is_held_for_client=True)),
        ]

    def __str__(self) -> str:
        return str(self.id)
