"""Consents and objections as a history of events, each with its proof (GDPR 7(1), 21)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, while_client, years
from gestand.core.ids import new_id
from gestand.people.models.clients import Person


class ConsentVerb(models.TextChoices):
    GIVEN = "given", _("Consent given")
    WITHDRAWN = "withdrawn", _("Consent withdrawn")
    OBJECTED = "objected", _("Objection made")
    LIFTED = "lifted", _("Objection lifted")


class ConsentEvent(models.Model):
    """Never changed: the newest event for a purpose is what holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="consent_events"
    )
    purpose = models.CharField(_("purpose"), max_length=40, choices=Purpose.choices)
    verb = models.CharField(_("what"), max_length=10, choices=ConsentVerb.choices)
    wording = models.TextField(_("the words that were shown or said"))
    wording_version = models.CharField(_("version of the words"), max_length=20)
    statement_version = models.CharField(_("privacy statement in force"), max_length=20, blank=True, editable=False)
    source = models.CharField(_("how"), max_length=160)  # "by phone", "signed form of 3 March", "website"
    at = models.DateTimeField(_("when"))
    recorded_at = models.DateTimeField(_("written down"), editable=False)
    recorded_by = models.UUIDField(_("written down by"), null=True, editable=False)

    personal: ClassVar = Personal(
        subject="person",
        categories={
            "person": Category.RELATION,
            "purpose": Category.CONSENT,
            "verb": Category.CONSENT,
            "wording": Category.CONSENT,
            "wording_version": Category.CONSENT,
            "statement_version": Category.CONSENT,
            "source": Category.CONSENT,
            "at": Category.CONSENT,
            "recorded_at": Category.CONSENT,
            "recorded_by": Category.ACCOUNT,
        },
        impersonal=["id"],
        purposes=[Purpose.MAILING, Purpose.CHANGES],
        keep=while_client(then=years(3), clock="person__relation_ended_on"),
        withhold={"recorded_by": _("it concerns the member of the team who wrote it down")},
    )

    class Meta:
        verbose_name = _("consent or objection")
        verbose_name_plural = _("consents and objections")
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["person", "purpose", "-at"], name="consent_by_person")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.verb}"
