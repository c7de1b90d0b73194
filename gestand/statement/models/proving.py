"""Answers of proofs, their days, broken promises, what a person attested, and the packs for an inspector."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, NoPersonalData, Personal, Purpose, while_there_is_work, years
from gestand.core.files.models import StoredFile
from gestand.core.ids import new_id
from gestand.core.proofs import ProofState
from gestand.team.models import Account

if TYPE_CHECKING:
    from datetime import date

    from gestand.core.actors import Actor

SENTENCE_LENGTH = 1000


class ProofResult(models.Model):
    """One answer of one proof. Sentences are kept so that either language can be shown (``core.jobs.sentences``).

    ``newest`` marks the one answer by which the proof stands; ``valid_until`` is when it goes out of date.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=ProofState.choices)
    said = models.CharField(max_length=SENTENCE_LENGTH, blank=True)
    todo = models.CharField(max_length=SENTENCE_LENGTH, blank=True)
    button_label = models.CharField(max_length=120, blank=True)
    button_url = models.CharField(max_length=80, blank=True)  # a view name
    counts = models.JSONField(default=dict)
    checked_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    duration_ms = models.PositiveIntegerField(default=0)
    reference = models.CharField(max_length=20, blank=True)  # of the log line, when the check itself failed
    newest = models.BooleanField(default=True)

    personal: ClassVar = NoPersonalData("what a check saw: numbers, names of checks and the program's own sentences")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=models.Q(newest=True), name="one_newest_answer")
        ]
        indexes: ClassVar = [
            models.Index(fields=["key", "-checked_at"], name="answer_by_proof"),
            models.Index(fields=["checked_at"], name="answer_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class ProofDay(models.Model):
    """One day of one proof, for the picture of one cell a day: the worst answer, and how many there were."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=80)
    on = models.DateField()
    worst = models.CharField(max_length=10, choices=ProofState.choices)
    runs = models.PositiveIntegerField(default=1)
    broken_runs = models.PositiveIntegerField(default=0)

    personal: ClassVar = NoPersonalData("states and counts of checks by day")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "on"], name="one_day_of_a_proof")]
        indexes: ClassVar = [models.Index(fields=["on"], name="proof_by_day")]

    def __str__(self) -> str:
        return f"{self.key} {self.on} {self.worst}"


class BrokenPromise(models.Model):
    """From the first answer "broken" to the first answer that is good again. The owner is mailed once for each."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=80)
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    mended_at = models.DateTimeField(null=True)

    personal: ClassVar = NoPersonalData("since when a check found a promise broken")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=models.Q(mended_at=None), name="broken_once_at_a_time")
        ]
        indexes: ClassVar = [models.Index(fields=["-since"], name="broken_by_moment")]

    def __str__(self) -> str:
        return f"{self.key} {self.since:%Y-%m-%d}"


class AttestationQuerySet(models.QuerySet["Attestation"]):
    def visible_to(self, actor: Actor) -> Self:
        return self if actor.is_owner else self.none()

    def standing(self, *, on: date) -> Self:
        """Not withdrawn, and its term is not over."""
        return self.filter(withdrawn_at=None, valid_until__gte=on)


class Attestation(models.Model):
    """What a person saw with their own eyes about a clause that no program can look at, with a term."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clause = models.CharField(_("clause"), max_length=40)
    seen = models.TextField(_("what was seen"))
    seen_on = models.DateField(_("seen on"))
    valid_until = models.DateField(_("holds until"))
    file = models.OneToOneField(
        StoredFile, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("photo or document")
    )
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="attestations", verbose_name=_("attested by")
    )
    attested_at = models.DateTimeField(_("written down on"))
    withdrawn_at = models.DateTimeField(null=True)

    objects = AttestationQuerySet.as_manager()

    personal: ClassVar = Personal(
        subject="account",
        categories={
            "account": Category.ACCOUNT,
            "seen": Category.FREE_TEXT,
            "seen_on": Category.ACCOUNT,
            "file": Category.FILE,
            "attested_at": Category.ACCOUNT,
        },
        impersonal=["id", "clause", "valid_until", "withdrawn_at"],
        purposes=[Purpose.SECURITY],
        keep=while_there_is_work(then=years(2), clock="account__left_on"),
        files=["file"],
    )

    class Meta:
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        ordering: ClassVar = ["-seen_on", "-id"]
        indexes: ClassVar = [models.Index(fields=["clause", "valid_until"], name="attested_by_clause")]

    def __str__(self) -> str:
        return f"{self.clause} {self.seen_on}"


class PackState(models.TextChoices):
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    COLLECTED = "collected", _("Downloaded")
    EXPIRED = "expired", _("Expired")


class InspectorPack(models.Model):
    """One pack for an inspector: made by a job, sealed, downloaded once by the owner, then destroyed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField(max_length=10, choices=PackState.choices, default=PackState.MAKING)
    language = models.CharField(max_length=2, default="nl")
    file = models.OneToOneField(StoredFile, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)  # a download runs; a claim that died is free again after a while
    collected_at = models.DateTimeField(null=True)
    gone_on = models.DateField(null=True)  # when the file is destroyed at the latest
    job_id = models.UUIDField(null=True)

    personal: ClassVar = NoPersonalData("what the firm shows an inspector, without names of clients or persons")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-asked_at"], name="pack_by_moment")]

    def __str__(self) -> str:
        return str(self.id)
