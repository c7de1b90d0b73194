"""What belongs to a request besides its answer: letters as they went, corrections, weighings, notices, reminders."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, after, keep_for, years
from gestand.core.ids import new_id
from gestand.rights.models.requests import LANGUAGES, AnswerChannel, Request

_WHO_DID = _("it concerns the member of the team who did it")


class Occasion(models.TextChoices):
    """What a letter about a request is for; each has a text of its own by kind of request."""

    RECEIVED = "received", _("Confirmation of receipt")
    IDENTITY = "identity", _("Question who asks")
    EXTENDED = "extended", _("Extension")
    REFUSED = "refused", _("Refusal")
    DONE = "done", _("Answer")
    PASSED_ON = "passed_on", _("Told that it was passed on")
    LIFTING = "lifting", _("Notice before a restriction is lifted")
    CLIENT = "client", _("To the client whose data it is")
    RECIPIENT = "recipient", _("To who received the data")


class RequestLetter(models.Model):
    """One letter as it went, with the version of the text that it began from. ``sent_at`` is empty while it waits."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(
        Request, on_delete=models.CASCADE, related_name="letters", verbose_name=_("request"), editable=False
    )
    occasion = models.CharField(_("what for"), max_length=10, choices=Occasion.choices)
    language = models.CharField(max_length=2, default="nl", choices=LANGUAGES)
    text_version = models.CharField(_("version of the text"), max_length=20)  # "standard 1", "own 3"
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    channel = models.CharField(_("how"), max_length=10, choices=AnswerChannel.choices)
    mail_id = models.UUIDField(null=True, editable=False)
    written_at = models.DateTimeField(_("written"))
    written_by = models.UUIDField(_("written by"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True)

    personal: ClassVar = Personal(
        subject="request__person",
        categories={
            "request": Category.REQUEST,
            "occasion": Category.REQUEST,
            "text_version": Category.REQUEST,
            "subject": Category.REQUEST,
            "text": Category.REQUEST,
            "channel": Category.REQUEST,
            "written_at": Category.REQUEST,
            "written_by": Category.ACCOUNT,
            "sent_at": Category.REQUEST,
        },
        impersonal=["id", "language", "mail_id"],
        purposes=[Purpose.RIGHTS],
        keep=after("request__closed_at", years(3), why="keep.request_dossier"),
        erase=keep_for("keep.request_dossier"),
        withhold={"written_by": _WHO_DID},
    )

    class Meta:
        verbose_name = _("letter about a request")
        verbose_name_plural = _("letters about requests")
        ordering: ClassVar = ["written_at", "id"]
        indexes: ClassVar = [models.Index(fields=["mail_id"], name="request_letter_by_mail")]

    def __str__(self) -> str:
        return f"{self.occasion} {self.request_id}"


class Correction(models.Model):
    """One field that was put right at a request, as it was before and as it is since (GDPR 16)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(
        Request, on_delete=models.CASCADE, related_name="corrections", verbose_name=_("request"), editable=False
    )
    what = models.CharField(_("what"), max_length=20)  # "person", "phone", "mail", "address"
    row_id = models.UUIDField(editable=False)
    field_name = models.CharField(_("field"), max_length=40)
    old = models.TextField(_("before"), blank=True)
    new = models.TextField(_("since"), blank=True)
    applied_at = models.DateTimeField(_("corrected on"))
    applied_by = models.UUIDField(_("corrected by"), null=True, editable=False)

    personal: ClassVar = Personal(
        subject="request__person",
        categories={
            "request": Category.REQUEST,
            "what": Category.REQUEST,
            "field_name": Category.REQUEST,
            "old": Category.REQUEST,
            "new": Category.REQUEST,
            "applied_at": Category.REQUEST,
            "applied_by": Category.ACCOUNT,
        },
        impersonal=["id", "row_id"],
        purposes=[Purpose.RIGHTS],
        keep=after("request__closed_at", years(3), why="keep.request_dossier"),
        erase=keep_for("keep.request_dossier"),
        withhold={"applied_by": _WHO_DID},
    )

    class Meta:
        verbose_name = _("correction at a request")
        verbose_name_plural = _("corrections at requests")
        ordering: ClassVar = ["applied_at", "id"]

    def __str__(self) -> str:
        return f"{self.what} {self.field_name}"


class Weighing(models.Model):
    """What was decided about an objection for one purpose, with the reasons (GDPR 21(1))."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(
        Request, on_delete=models.CASCADE, related_name="weighings", verbose_name=_("request"), editable=False
    )
    purpose = models.CharField(_("purpose"), max_length=40, choices=Purpose.choices)
    honoured = models.BooleanField(_("followed"))
    reasons = models.TextField(_("reasons"), blank=True)
    decided_at = models.DateTimeField(_("decided on"))
    decided_by = models.UUIDField(_("decided by"), null=True, editable=False)

    personal: ClassVar = Personal(
        subject="request__person",
        categories={
            "request": Category.REQUEST,
            "purpose": Category.REQUEST,
            "honoured": Category.REQUEST,
            "reasons": Category.REQUEST,
            "decided_at": Category.REQUEST,
            "decided_by": Category.ACCOUNT,
        },
        impersonal=["id"],
        purposes=[Purpose.RIGHTS],
        keep=after("request__closed_at", years(3), why="keep.request_dossier"),
        erase=keep_for("keep.request_dossier"),
        withhold={"decided_by": _WHO_DID},
    )

    class Meta:
        verbose_name = _("weighing of an objection")
        verbose_name_plural = _("weighings of objections")
        ordering: ClassVar = ["decided_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "purpose"], name="one_weighing_each_purpose"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.honoured}"


class NoticeHow(models.TextChoices):
    MAIL = "mail", _("by mail from here")
    BY_HAND = "by_hand", _("told otherwise")
    NOT_NEEDED = "not_needed", _("impossible, or out of all proportion")


class RecipientNotice(models.Model):
    """A recipient that must hear of a correction, an erasure or a restriction (GDPR 19); open until ``done_on``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(
        Request, on_delete=models.CASCADE, related_name="notices", verbose_name=_("request"), editable=False
    )
    recipient = models.CharField(_("recipient"), max_length=40)  # the key in the register
    name = models.CharField(_("name of the recipient"), max_length=160)
    how = models.CharField(_("how"), max_length=10, choices=NoticeHow.choices, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    mail_id = models.UUIDField(null=True, editable=False)
    done_on = models.DateField(_("told on"), null=True)
    done_by = models.UUIDField(_("told by"), null=True, editable=False)

    personal: ClassVar = Personal(
        subject="request__person",
        categories={
            "request": Category.REQUEST,
            "recipient": Category.REQUEST,
            "name": Category.REQUEST,
            "how": Category.REQUEST,
            "note": Category.REQUEST,
            "done_on": Category.REQUEST,
            "done_by": Category.ACCOUNT,
        },
        impersonal=["id", "mail_id"],
        purposes=[Purpose.RIGHTS],
        keep=after("request__closed_at", years(3), why="keep.request_dossier"),
        erase=keep_for("keep.request_dossier"),
        withhold={"done_by": _WHO_DID},
    )

    class Meta:
        verbose_name = _("notice to a recipient")
        verbose_name_plural = _("notices to recipients")
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "recipient"], name="one_notice_each_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} {self.request_id}"


class Reminder(models.Model):
    """That the owner was reminded of a day that comes near: once for each day and step."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(
        Request, on_delete=models.CASCADE, related_name="reminders", verbose_name=_("request"), editable=False
    )
    due_on = models.DateField(_("answer promised by"))
    days_before = models.PositiveSmallIntegerField(_("days before"))
    reminded_at = models.DateTimeField(_("reminded on"))

    personal: ClassVar = Personal(
        subject="request__person",
        categories={"request": Category.REQUEST, "due_on": Category.REQUEST, "reminded_at": Category.REQUEST},
        impersonal=["id", "days_before"],
        purposes=[Purpose.RIGHTS],
        keep=after("request__closed_at", years(3), why="keep.request_dossier"),
        erase=keep_for("keep.request_dossier"),
    )

    class Meta:
        verbose_name = _("reminder of a request")
        verbose_name_plural = _("reminders of requests")
        ordering: ClassVar = ["reminded_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "due_on", "days_before"], name="one_reminder_each_step"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.days_before}"
