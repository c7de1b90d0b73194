"""Data that goes to an organisation which the person names (GDPR 20(2)); packages of other offices taken in here."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, NoPersonalData, Personal, Purpose, after, keep_for, years
from gestand.core.files.models import StoredFile
from gestand.core.ids import new_id
from gestand.rights.models.packages import Package
from gestand.rights.models.requests import LANGUAGES, Request


class TransferState(models.TextChoices):
    ASKED = "asked", _("Waits for the organisation")
    CONFIRMED = "confirmed", _("Is being sealed")
    SENT = "sent", _("Link sent")
    COLLECTED = "collected", _("Fetched")
    EXPIRED = "expired", _("Not fetched in time")
    WITHDRAWN = "withdrawn", _("Taken back")


class Transfer(models.Model):
    """One sending of a portable package. What lies on the disk opens with the link alone, which we do not keep."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(
        Request, on_delete=models.CASCADE, related_name="transfers", verbose_name=_("request"), editable=False
    )
    package = models.OneToOneField(
        Package, null=True, on_delete=models.SET_NULL, related_name="transfer", verbose_name=_("sealed package")
    )
    organisation = models.CharField(_("organisation"), max_length=160)
    email = models.EmailField(_("e-mail address of the organisation"))
    language = models.CharField(max_length=2, default="nl", choices=LANGUAGES)
    state = models.CharField(_("state"), max_length=10, choices=TransferState.choices, default=TransferState.ASKED)
    asked_at = models.DateTimeField(_("asked on"))
    asked_by = models.UUIDField(_("asked by"), null=True, editable=False)
    confirm_digest = models.CharField(_("fingerprint of the link"), max_length=64, blank=True, editable=False)
    confirm_until = models.DateTimeField(null=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True)
    sent_at = models.DateTimeField(_("link sent on"), null=True)
    collected_at = models.DateTimeField(_("fetched on"), null=True)
    ended_at = models.DateTimeField(_("ended on"), null=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    sha256 = models.CharField(_("fingerprint of the package"), max_length=64, blank=True)  # what went, provably
    mail_id = models.UUIDField(null=True, editable=False)  # the last mail to the organisation
    job_id = models.UUIDField(null=True, editable=False)

    personal: ClassVar = Personal(
        subject="request__person",
        categories={
            "request": Category.REQUEST,
            "organisation": Category.REQUEST,
            "email": Category.REQUEST,
            "state": Category.REQUEST,
            "asked_at": Category.REQUEST,
            "asked_by": Category.ACCOUNT,
            "confirm_digest": Category.REQUEST,
            "confirmed_at": Category.REQUEST,
            "sent_at": Category.REQUEST,
            "collected_at": Category.REQUEST,
            "ended_at": Category.REQUEST,
            "rows": Category.REQUEST,
            "sha256": Category.REQUEST,
        },
        impersonal=["id", "package", "language", "confirm_until", "mail_id", "job_id"],
        purposes=[Purpose.RIGHTS],
        keep=after("request__closed_at", years(3), why="keep.request_dossier"),
        erase=keep_for("keep.request_dossier"),  # to whom it went must be provable
        recipients=["named_organisation"],
        withhold={
            "asked_by": _("it concerns the member of the team who did it"),
            "confirm_digest": _("it only proves that a link was ours"),
        },
    )

    class Meta:
        verbose_name = _("sending to an organisation")
        verbose_name_plural = _("sendings to organisations")
        ordering: ClassVar = ["-asked_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["confirm_digest"], name="transfer_by_link"),
            models.Index(fields=["state"], name="transfer_by_state"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class TakenState(models.TextChoices):
    WAITING = "waiting", _("Waits for your yes")
    WRITING = "writing", _("Being written")
    DONE = "done", _("Taken in")
    FAILED = "failed", _("Refused")


class TakenPackage(models.Model):
    """A package of another office, from its upload to the day on which it is forgotten."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.OneToOneField(StoredFile, null=True, on_delete=models.SET_NULL, related_name="+")  # gone once written
    state = models.CharField(max_length=8, choices=TakenState.choices, default=TakenState.WAITING)
    scope = models.CharField(max_length=6, blank=True)
    counts = models.JSONField(default=dict)
    failure = models.CharField(max_length=600, blank=True)
    language = models.CharField(max_length=2, default="nl", choices=LANGUAGES)
    made_by = models.UUIDField(null=True)
    staged_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    forget_on = models.DateField()
    job_id = models.UUIDField(null=True)

    personal: ClassVar = NoPersonalData(
        "it counts what was in a package; the people in it are nowhere before the yes, and the file itself is declared "
        "as data outside tables"
    )

    class Meta:
        verbose_name = _("package of another office")
        verbose_name_plural = _("packages of other offices")
        ordering: ClassVar = ["-staged_at"]

    def __str__(self) -> str:
        return str(self.id)
