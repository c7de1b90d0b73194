"""Requests of data subjects and the packages that answer them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, after, days, years
from gestand.core.files.models import StoredFile
from gestand.core.ids import new_id
from gestand.people.models import Person


class RequestKind(models.TextChoices):
    ACCESS = "access", _("Access: what do you have about me?")
    RECTIFICATION = "rectification", _("Correction")
    ERASURE = "erasure", _("Erasure")
    RESTRICTION = "restriction", _("Restriction")
    PORTABILITY = "portability", _("Take data along")
    WITHDRAWAL = "withdrawal", _("Withdraw consent")
    OBJECTION = "objection", _("Objection")


class Channel(models.TextChoices):
    FORM = "form", _("public form")
    MAIL = "mail", _("mail")
    PHONE = "phone", _("phone")
    LETTER = "letter", _("letter")


class RequestState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("Waiting for confirmation")  # gone after 7 days
    RECEIVED = "received", _("Who is it?")
    IDENTIFIED = "identified", _("To do")
    READY = "ready", _("Ready to send")
    ANSWERED = "answered", _("Answered")
    REFUSED = "refused", _("Refused")


class IdentityProof(models.TextChoices):
    MAIL_ON_FILE = "mail_on_file", _("confirmed from the mail address on file")
    CALLED_BACK = "called_back", _("called back on the number on file")
    SEEN = "seen", _("seen in person")


class Request(models.Model):
    """One request. The clock runs from ``received_at``; an unconfirmed form is no request yet."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True, null=True, editable=False)  # given at receipt
    kind = models.CharField(_("kind"), max_length=14, choices=RequestKind.choices, default=RequestKind.ACCESS)
    channel = models.CharField(_("received by"), max_length=8, choices=Channel.choices)
    state = models.CharField(max_length=12, choices=RequestState.choices)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(_("name"), max_length=160)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone number"), max_length=40, blank=True)
    message = models.TextField(_("message"), blank=True)
    language = models.CharField(max_length=2, default="nl")
    received_at = models.DateTimeField(_("received"))
    due_on = models.DateField(null=True, editable=False)  # promised: 28 days
    law_due_on = models.DateField(null=True, editable=False)  # the law's month
    identity = models.CharField(_("identity"), max_length=14, choices=IdentityProof.choices, blank=True)
    identified_at = models.DateTimeField(null=True, editable=False)
    identified_by = models.UUIDField(null=True, editable=False)
    answer = models.TextField(_("answer"), blank=True)
    closed_at = models.DateTimeField(null=True, editable=False)
    confirm_digest = models.CharField(max_length=64, blank=True, editable=False)
    forget_on = models.DateField(null=True, editable=False)  # unconfirmed: the day on which it goes

    personal: ClassVar = Personal(
        subject="person",
        categories={
            "person": Category.REQUEST,
            "name": Category.NAME,
            "email": Category.EMAIL,
            "phone": Category.PHONE,
            "message": Category.REQUEST,
            "kind": Category.REQUEST,
            "channel": Category.REQUEST,
            "state": Category.REQUEST,
            "received_at": Category.REQUEST,
            "due_on": Category.REQUEST,
            "identity": Category.REQUEST,
            "identified_at": Category.REQUEST,
            "identified_by": Category.ACCOUNT,
            "answer": Category.REQUEST,
            "closed_at": Category.REQUEST,
            "confirm_digest": Category.REQUEST,
        },
        impersonal=["id", "number", "language", "law_due_on", "forget_on"],
        purposes=[Purpose.RIGHTS],
        keep=after("closed_at", years(3), why="keep.request_dossier"),
        withhold={
            "identified_by": "it concerns the member of the team who checked",
            "confirm_digest": "it only proves that a link was ours",
        },
    )

    class Meta:
        ordering: ClassVar = ["due_on", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class PackageState(models.TextChoices):
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    COLLECTED = "collected", _("Collected")
    EXPIRED = "expired", _("Expired")
    FAILED = "failed", _("Failed")


class Package(models.Model):
    """The answer to an access request: one sealed ZIP and its one-time link."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(Request, null=True, on_delete=models.CASCADE, related_name="packages")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=PackageState.choices, default=PackageState.MAKING)
    language = models.CharField(max_length=2, default="nl")
    file = models.OneToOneField(StoredFile, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    link_digest = models.CharField(max_length=64, blank=True)
    link_until = models.DateTimeField(null=True)
    collected_at = models.DateTimeField(null=True)
    gone_on = models.DateField(null=True)  # when the file is destroyed

    personal: ClassVar = Personal(
        subject="person",
        categories={
            "request": Category.REQUEST,
            "person": Category.REQUEST,
            "made_at": Category.REQUEST,
            "collected_at": Category.REQUEST,
            "file": Category.FILE,
            "link_digest": Category.REQUEST,
        },
        impersonal=["id", "state", "language", "asked_at", "rows", "link_until", "gone_on"],
        purposes=[Purpose.RIGHTS],
        keep=after("asked_at", days(30), why="keep.package"),
        withhold={"link_digest": "it only proves that a link was ours", "file": "a package does not hold itself"},
    )

    def __str__(self) -> str:
        return str(self.id)
