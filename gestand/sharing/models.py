"""Who receives data, the agreements with them, and the agreements in which the firm itself is the processor."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, NoPersonalData, Personal, Purpose, after, days, keep_for, years
from gestand.core.egress import RecipientKind, Safeguard
from gestand.core.files.models import StoredFile
from gestand.core.ids import new_id
from gestand.core.one_time_link import OneTimeLink
from gestand.people.models import Client

if TYPE_CHECKING:
    from gestand.core.actors import Actor

LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]


class RecipientQuerySet(models.QuerySet["RegisteredRecipient"]):
    def visible_to(self, actor: Actor) -> Self:
        return self if actor.is_owner else self.none()

    def current(self) -> Self:
        return self.filter(archived_at__isnull=True)


class RegisteredRecipient(models.Model):
    """A line of the register of recipients. ``key`` is its name in code and in the audit log, and does not change.

    A line with the key of a recipient that the program itself knows (the mail provider) adds to what the program says;
    ``server`` is then the machine to which it belongs: another machine is another company.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(_("key"), max_length=40, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=160, blank=True)
    kind = models.CharField(_("role"), max_length=16, choices=RecipientKind.choices)
    what = models.CharField(_("what it receives, and what for"), max_length=300, blank=True)
    purposes = models.JSONField(_("purposes"), default=list, blank=True)
    categories = models.JSONField(_("kinds of data"), default=list, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    safeguard = models.CharField(_("safeguard"), max_length=16, choices=Safeguard.choices, blank=True)
    safeguard_note = models.CharField(_("where the safeguard can be found"), max_length=300, blank=True)
    contact = models.CharField(_("contact for privacy"), max_length=200, blank=True)
    website = models.URLField(_("website"), blank=True, max_length=300)
    server = models.CharField(max_length=253, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    objects = RecipientQuerySet.as_manager()

    personal: ClassVar = NoPersonalData(
        "a company or an authority, with the mailbox of a department there; the form asks for nobody's name",
        addresses_of="companies",
    )

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        ordering: ClassVar = ["name", "key"]

    def __str__(self) -> str:
        return self.name or self.key


class ProcessorAgreement(models.Model):
    """An agreement with a processor (GDPR 28(3)); ``until_on`` is its last day, if it has one.

    ``clauses`` holds what was found in it: a letter of 28(3) with the page, as in {"a": "3", "c": "5-6"}.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.ForeignKey(
        RegisteredRecipient, verbose_name=_("recipient"), on_delete=models.PROTECT, related_name="agreements"
    )
    signed_on = models.DateField(_("signed on"))
    from_on = models.DateField(_("valid from"))
    until_on = models.DateField(_("valid until"), null=True, blank=True)
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    reference = models.CharField(_("its number, or where it is"), max_length=200, blank=True)
    clauses = models.JSONField(_("what it says"), default=dict, blank=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    personal: ClassVar = NoPersonalData(
        "a contract between two companies; whose signature is below it stands in its own file, as in any contract",
        addresses_of="companies",
    )

    class Meta:
        verbose_name = _("agreement with a processor")
        verbose_name_plural = _("agreements with processors")
        ordering: ClassVar = ["-from_on", "-signed_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on")),
                name="processor_agreement_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def holds_on(self, on: date) -> bool:
        """Whether it is signed and in force on this day."""
        return max(self.signed_on, self.from_on) <= on and (self.until_on is None or on <= self.until_on)


class AgreementText(models.Model):
    """One version of the standard agreement towards business clients; the highest number is the one in use.

    ``articles`` is a list of {"key", "clauses", "nl": {"title", "text"}, "en": {"title", "text"}}.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(_("version"), unique=True, editable=False)
    articles = models.JSONField()
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    shipped = models.PositiveSmallIntegerField(null=True, editable=False)  # the program's own text of that number
    made_at = models.DateTimeField(_("made on"), editable=False)

    personal: ClassVar = NoPersonalData("the words of a contract, before any name is filled in")

    class Meta:
        verbose_name = _("standard agreement")
        verbose_name_plural = _("standard agreements")
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return str(self.number)


class ClientAgreementState(models.TextChoices):
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready to send")
    SENT = "sent", _("Sent")
    SIGNED = "signed", _("Signed")
    ENDED = "ended", _("Ended")
    DROPPED = "dropped", _("Withdrawn")  # sent, and never signed
    FAILED = "failed", _("Could not be made")


class Signature(models.TextChoices):
    FILE = "file", _("the signed paper is here")
    RECORDED = "recorded", _("seen, and written down")


class SentBy(models.TextChoices):
    MAIL = "mail", _("by mail from here")
    OTHERWISE = "otherwise", _("handed over or sent otherwise")


class EndChoice(models.TextChoices):
    """What the client chooses at the end (GDPR 28(3)(g))."""

    RETURNED = "returned", _("everything goes back to the client, and is then deleted here")
    DELETED = "deleted", _("everything is deleted")


#: An agreement that is neither over nor withdrawn.
OPEN_STATES = (
    ClientAgreementState.MAKING,
    ClientAgreementState.READY,
    ClientAgreementState.SENT,
    ClientAgreementState.SIGNED,
)


class ClientAgreementQuerySet(models.QuerySet["ClientAgreement"]):
    def visible_to(self, actor: Actor) -> Self:
        """Contracts are the owner's, as invoices and requests are."""
        return self if actor.is_owner else self.none()

    def in_force(self) -> Self:
        return self.filter(state=ClientAgreementState.SIGNED)


class ClientAgreement(models.Model):
    """An agreement with a business client, in which the firm is the processor (GDPR 28(3))."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(_("number"), unique=True, editable=False)
    client = models.ForeignKey(
        Client, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("client"), db_index=False
    )
    party_name = models.CharField(_("name of the client in it"), max_length=160)
    text = models.ForeignKey(
        AgreementText, on_delete=models.PROTECT, related_name="+", verbose_name=_("version of the text")
    )
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="nl")
    state = models.CharField(_("state"), max_length=8, choices=ClientAgreementState.choices)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    made_at = models.DateTimeField(_("made on"), editable=False)
    job_id = models.UUIDField(null=True, editable=False)
    sent_at = models.DateTimeField(_("sent on"), null=True, editable=False)
    sent_by = models.CharField(_("sent"), max_length=10, choices=SentBy.choices, blank=True)
    mail_id = models.UUIDField(null=True, editable=False)
    signed_on = models.DateField(_("signed on"), null=True)
    signed_by = models.CharField(_("signed by"), max_length=160, blank=True)
    signature = models.CharField(_("signature"), max_length=10, choices=Signature.choices, blank=True)
    signed_file = models.ForeignKey(
        StoredFile, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("signed file")
    )
    ended_on = models.DateField(_("ended on"), null=True)
    end_choice = models.CharField(_("what becomes of the data"), max_length=10, choices=EndChoice.choices, blank=True)

    objects = ClientAgreementQuerySet.as_manager()

    personal: ClassVar = Personal(
        subject="client",
        categories={
            "number": Category.RELATION,
            "client": Category.RELATION,
            "party_name": Category.NAME,
            "text": Category.RELATION,
            "state": Category.RELATION,
            "file": Category.FILE,
            "made_at": Category.RELATION,
            "sent_at": Category.CORRESPONDENCE,
            "sent_by": Category.CORRESPONDENCE,
            "signed_on": Category.RELATION,
            "signed_by": Category.NAME,
            "signature": Category.RELATION,
            "signed_file": Category.FILE,
            "ended_on": Category.RELATION,
            "end_choice": Category.RELATION,
        },
        impersonal=["id", "language", "job_id", "mail_id"],
        purposes=[Purpose.MAINTENANCE],
        keep=after("ended_on", years(5), why="keep.agreement"),
        erase=keep_for("keep.agreement"),
        recipients=["mail_provider", "addressee"],
        files=["file", "signed_file"],
    )

    class Meta:
        verbose_name = _("processing agreement")
        verbose_name_plural = _("processing agreements")
        ordering: ClassVar = ["-number"]
        indexes: ClassVar = [
            models.Index(fields=["client", "-number"], name="agreement_by_client"),
            models.Index(fields=["state", "-number"], name="agreement_by_state"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class HandBackState(models.TextChoices):
    CHOSEN = "chosen", _("The client has chosen")
    MAKING = "making", _("Being packed")
    READY = "ready", _("Packed, to be handed over")
    RECEIVED = "received", _("Received by the client")
    DONE = "done", _("Gone from here")
    FAILED = "failed", _("Could not be packed")


class HandBackQuerySet(models.QuerySet["HandBack"]):
    def visible_to(self, actor: Actor) -> Self:
        return self if actor.is_owner else self.none()

    def running(self) -> Self:
        return self.filter(done_on__isnull=True)


class HandBack(models.Model):
    """What becomes of what was held for a client as its processor: returned or deleted, as it chose (GDPR 28(3)(g)).

    ``digest`` stands for exactly the rows that were packed; ``counts`` are rows by table that went.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("client"))
    party_name = models.CharField(_("name of the client in it"), max_length=160)
    agreement = models.ForeignKey(
        ClientAgreement, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("processing agreement")
    )
    choice = models.CharField(_("what becomes of the data"), max_length=10, choices=EndChoice.choices)
    state = models.CharField(_("state"), max_length=8, choices=HandBackState.choices, default=HandBackState.CHOSEN)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="nl")
    chosen_on = models.DateField(_("chosen on"))
    packed_at = models.DateTimeField(_("packed on"), null=True)
    digest = models.CharField(max_length=64, blank=True)
    fetched_at = models.DateTimeField(_("fetched on"), null=True)
    received_on = models.DateField(_("received on"), null=True)
    received_by = models.CharField(_("who received it"), max_length=160, blank=True)
    counts = models.JSONField(_("what went"), default=dict)
    files = models.PositiveIntegerField(_("files"), default=0)
    done_at = models.DateTimeField(_("deleted on"), null=True)
    done_on = models.DateField(_("deleted on"), null=True)
    said_by = models.UUIDField(_("said by"), null=True)
    entry_id = models.UUIDField(null=True)  # of the erasure journal
    certificate = models.ForeignKey(
        StoredFile, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("confirmation of deletion")
    )
    job_id = models.UUIDField(null=True)
    sent_at = models.DateTimeField(_("sent on"), null=True)
    mail_id = models.UUIDField(null=True)

    objects = HandBackQuerySet.as_manager()

    personal: ClassVar = Personal(
        subject="client",
        categories={
            "client": Category.RELATION,
            "party_name": Category.NAME,
            "agreement": Category.RELATION,
            "choice": Category.RELATION,
            "state": Category.RELATION,
            "chosen_on": Category.RELATION,
            "packed_at": Category.RELATION,
            "fetched_at": Category.RELATION,
            "received_on": Category.RELATION,
            "received_by": Category.NAME,
            "counts": Category.RELATION,
            "files": Category.RELATION,
            "done_at": Category.RELATION,
            "done_on": Category.RELATION,
            "said_by": Category.ACCOUNT,
            "certificate": Category.FILE,
            "sent_at": Category.CORRESPONDENCE,
        },
        impersonal=["id", "language", "digest", "entry_id", "job_id", "mail_id"],
        purposes=[Purpose.MAINTENANCE],
        keep=after("done_on", years(5), why="keep.agreement"),
        erase=keep_for("keep.agreement"),
        recipients=["mail_provider", "addressee"],
        files=["certificate"],
        withhold={"said_by": _("it concerns the member of the team who did it")},
    )

    class Meta:
        verbose_name = _("return or deletion of a client's own data")
        verbose_name_plural = _("returns and deletions of clients' own data")
        ordering: ClassVar = ["-chosen_on", "-id"]

    def __str__(self) -> str:
        return str(self.id)


class HeldPackage(OneTimeLink):
    """The package in which a client's own data goes back; it goes when that is done, and with the client."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hand_back = models.ForeignKey(HandBack, on_delete=models.CASCADE, related_name="packages")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+", verbose_name=_("client"))
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    packed_at = models.DateTimeField(_("packed on"))
    link_mail_id = models.UUIDField(null=True, editable=False)

    personal: ClassVar = Personal(
        subject="client",
        categories={
            "client": Category.RELATION,
            "file": Category.FILE,
            "packed_at": Category.RELATION,
            "link_digest": Category.RELATION,
            "collected_at": Category.RELATION,
        },
        impersonal=["id", "hand_back", "link_until", "claimed_at", "link_mail_id"],
        purposes=[Purpose.MAINTENANCE],
        keep=after("packed_at", days(30), why="keep.package"),
        recipients=["mail_provider", "addressee"],
        withhold={
            "file": _("it is the client's own copy of what was held for it"),
            "link_digest": _("it only proves that a link was ours"),
        },
    )

    class Meta:
        verbose_name = _("package that goes back to a client")
        verbose_name_plural = _("packages that go back to clients")
        indexes: ClassVar = [models.Index(fields=["link_digest"], name="held_package_by_link")]

    def __str__(self) -> str:
        return str(self.id)
