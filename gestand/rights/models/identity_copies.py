"""The last rung of the ladder: a copy of an identity document, blackened by the visitor and destroyed at the check."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, after, years
from gestand.core.files.models import StoredFile
from gestand.core.ids import new_id
from gestand.people.models import Person
from gestand.rights.models.requests import Request


class CopyState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    SENT = "sent", _("Waits to be checked")
    AGREES = "agrees", _("Checked: it is this person")
    DIFFERS = "differs", _("Checked: it is somebody else")
    READABLE = "readable", _("Something could be read: destroyed and asked anew")
    EXPIRED = "expired", _("Not sent or not checked in time")
    WITHDRAWN = "withdrawn", _("Not needed after all")


#: A copy may still come, or lies here.
LIVE_STATES = (CopyState.ASKED, CopyState.SENT)


class Hidden(models.TextChoices):
    """What nobody may be able to read in a copy (UAVG 46; GDPR 5(1)(c))."""

    PHOTO = "photo", _("the photo")
    MRZ = "mrz", _("the lines for machines (with < signs)")
    NUMBER = "number", _("the document number")
    BSN = "bsn", _("the citizen service number (also as a square code)")


class BirthDate(models.TextChoices):
    AGREES = "agrees", _("agrees")
    DIFFERS = "differs", _("differs")
    UNKNOWN = "unknown", _("we do not have it: not compared")


class IdentityCopy(models.Model):
    """Asked for with a written doubt; sent once; destroyed at the check. What stays is who checked what and when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(
        Request, on_delete=models.CASCADE, related_name="identity_copies", verbose_name=_("request")
    )
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("who the asker says to be")
    )
    state = models.CharField(_("step"), max_length=10, choices=CopyState.choices, default=CopyState.ASKED)
    doubt = models.TextField(_("what makes us doubt"))
    no_call = models.TextField(_("why calling back did not do"))
    no_visit = models.TextField(_("why a visit did not do"))
    asked_at = models.DateTimeField(_("asked on"))
    asked_by = models.UUIDField(_("asked by"), null=True, editable=False)
    mail_id = models.UUIDField(null=True, editable=False)
    link_digest = models.CharField(_("fingerprint of the link"), max_length=64, blank=True, editable=False)
    link_until = models.DateTimeField(null=True)
    file = models.OneToOneField(
        StoredFile, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("file")
    )
    sealed_as = models.UUIDField(null=True, editable=False)  # to look on the disk whether it is really gone
    sent_at = models.DateTimeField(_("sent on"), null=True)
    check_until = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(_("checked on"), null=True)
    checked_by = models.UUIDField(_("checked by"), null=True, editable=False)
    readable = models.CharField(_("what could be read"), max_length=40, blank=True)  # of Hidden, with commas between
    name_agrees = models.BooleanField(_("name agrees"), null=True)
    birth_date = models.CharField(_("date of birth"), max_length=8, choices=BirthDate.choices, blank=True)
    destroyed_at = models.DateTimeField(_("copy destroyed on"), null=True)

    personal: ClassVar = Personal(
        subject="person",
        categories={
            "request": Category.REQUEST,
            "person": Category.REQUEST,
            "state": Category.REQUEST,
            "doubt": Category.REQUEST,
            "no_call": Category.REQUEST,
            "no_visit": Category.REQUEST,
            "asked_at": Category.REQUEST,
            "asked_by": Category.ACCOUNT,
            "link_digest": Category.REQUEST,
            "file": Category.FILE,
            "sent_at": Category.REQUEST,
            "checked_at": Category.REQUEST,
            "checked_by": Category.ACCOUNT,
            "readable": Category.REQUEST,
            "name_agrees": Category.REQUEST,
            "birth_date": Category.REQUEST,
            "destroyed_at": Category.REQUEST,
        },
        impersonal=["id", "mail_id", "link_until", "sealed_as", "check_until"],
        purposes=[Purpose.RIGHTS],
        keep=after("request__closed_at", years(3), why="keep.request_dossier"),
        withhold={
            "asked_by": _("it concerns the member of the team who asked"),
            "checked_by": _("it concerns the member of the team who checked"),
            "link_digest": _("it only proves that a link was ours"),
            "file": _("until it is checked it may be somebody else's; at the check it is destroyed"),
        },
    )

    class Meta:
        verbose_name = _("copy of an identity document")
        verbose_name_plural = _("copies of identity documents")
        ordering: ClassVar = ["-asked_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["link_digest"], name="identity_copy_by_link")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request"], condition=models.Q(state__in=("asked", "sent")), name="one_live_copy_a_request"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("asked", "sent")) | models.Q(file__isnull=True),
                name="no_copy_after_its_check",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES
