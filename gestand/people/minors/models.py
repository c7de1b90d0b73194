"""What a parent is asked, and what the parent said (GDPR 8 for what is offered online, UAVG 5 elsewhere)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, after, keep_for, years
from gestand.core.ids import new_id
from gestand.people.models.clients import Person


class ParentalConsentQuerySet(models.QuerySet["ParentalConsent"]):
    def waiting(self) -> Self:
        """Asked, and not answered yet."""
        return self.filter(confirmed_at__isnull=True)

    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)


class ParentalConsent(models.Model):
    """One question to one parent. Until the yes, what the child filled in stands here sealed, and its key is in the
    parent's mail alone; after it, this is the proof of who said yes, when, and to which words.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("filled in"), max_length=40, editable=False)  # the form: "rights.request"
    parent_address = models.EmailField(_("mail address of the parent"))
    person = models.ForeignKey(  # the parent, when the address is on file with one person alone
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("the parent")
    )
    language = models.CharField(max_length=2, default="nl")
    asked_at = models.DateTimeField(_("asked on"), editable=False)
    question_mail_id = models.UUIDField(null=True, editable=False)  # emptied when it has left: it holds the key
    question_digest = models.CharField(_("fingerprint of the link"), max_length=64, blank=True, editable=False)
    sealed_entry = models.TextField(_("what was filled in, sealed"), blank=True, editable=False)
    forget_on = models.DateField(null=True, editable=False)  # without an answer: the day on which it goes
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, editable=False)
    wording = models.TextField(_("the words that were agreed to"), blank=True, editable=False)
    wording_version = models.CharField(_("version of the words"), max_length=20, blank=True, editable=False)
    statement_version = models.CharField(_("privacy statement in force"), max_length=20, blank=True, editable=False)
    kept_id = models.UUIDField(null=True, editable=False)  # what was kept after the yes, in the table of ``kind``
    delete_digest = models.CharField(_("fingerprint of the link to delete"), max_length=64, blank=True, editable=False)

    objects = ParentalConsentQuerySet.as_manager()

    personal: ClassVar = Personal(
        subject="person",
        categories={
            "parent_address": Category.EMAIL,
            "person": Category.RELATION,
            "kind": Category.CONSENT,
            "asked_at": Category.CONSENT,
            "confirmed_at": Category.CONSENT,
            "wording": Category.CONSENT,
            "wording_version": Category.CONSENT,
            "statement_version": Category.CONSENT,
            "sealed_entry": Category.REQUEST,
            "question_digest": Category.CONSENT,
            "delete_digest": Category.CONSENT,
        },
        impersonal=["id", "language", "question_mail_id", "forget_on", "kept_id"],
        purposes=[Purpose.RIGHTS],
        keep=after("confirmed_at", years(5), why="keep.consent_proof"),
        erase=keep_for("keep.consent_proof"),  # that a parent agreed must be provable while the child's words stand
        withhold={
            "sealed_entry": _("it is what the child filled in, and we cannot read it"),
            "question_digest": _("it only proves that a link was ours"),
            "delete_digest": _("it only proves that a link was ours"),
        },
    )

    class Meta:
        verbose_name = _("consent of a parent")
        verbose_name_plural = _("consents of parents")
        ordering: ClassVar = ["-asked_at", "-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["question_digest"], name="parent_by_question", condition=~models.Q(question_digest="")
            ),
            models.Index(fields=["delete_digest"], name="parent_by_delete", condition=~models.Q(delete_digest="")),
        ]

    def __str__(self) -> str:
        return str(self.id)
