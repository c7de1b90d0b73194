"""Requests of data subjects, from receipt to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, after, keep_for, years
from gestand.core.ids import new_id
from gestand.people.models import Client, Person

if TYPE_CHECKING:
    from gestand.core.actors import Actor


class RequestKind(models.TextChoices):
    ACCESS = "access", _("Access: what do you have about me?")
    RECTIFICATION = "rectification", _("Correction")
    ERASURE = "erasure", _("Erasure")
    RESTRICTION = "restriction", _("Restriction")
    PORTABILITY = "portability", _("Take data along")
    WITHDRAWAL = "withdrawal", _("Withdraw consent")
    OBJECTION = "objection", _("Objection")


LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]


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
    SENDING = "sending", _("Answer in the outbox")  # written; the clock goes on until its mail has left
    ANSWERED = "answered", _("Answered")
    REFUSED = "refused", _("Refused")
    PASSED_ON = "passed_on", _("Passed on")  # to the client whose data it is; the person was told
    WITHDRAWN = "withdrawn", _("Withdrawn")  # by whoever asked
    JOINED = "joined", _("Joined with another")


class ExtensionGround(models.TextChoices):
    """Why an answer may take two further months (GDPR 12(3)); nothing else is a reason."""

    COMPLEX = "complex", _("the request is complex")
    NUMBER = "number", _("there are many requests")


class RefusalGround(models.TextChoices):
    """Why a request is not followed (GDPR 12(4)); the words go along in the letter."""

    UNKNOWN = "unknown", _("we cannot find out who asks (articles 11(2) and 12(2))")
    EXCESSIVE = "excessive", _("it is plainly unfounded, or the same again and again (article 12(5))")
    LEGAL_DUTY = "legal_duty", _("a law obliges us to keep it (article 17(3)(b))")
    CLAIMS = "claims", _("we need it for a legal claim (article 17(3)(e))")
    OTHERS = "others", _("it would harm the rights of others (articles 15(4) and 20(4))")
    OVERRIDING = "overriding", _("our reasons weigh more (article 21(1))")
    NO_GROUND = "no_ground", _("what the article asks for is not the case here")


class IdentityProof(models.TextChoices):
    MAIL_ON_FILE = "mail_on_file", _("confirmed from the mail address on file")
    CALLED_BACK = "called_back", _("called back on the number on file")
    SEEN = "seen", _("seen in person")
    ID_COPY = "id_copy", _("by a blackened copy of an identity document")


class AnswerChannel(models.TextChoices):
    MAIL = "mail", _("by mail")
    LETTER = "letter", _("by letter")
    IN_PERSON = "in_person", _("handed over in person")


#: A request for which no answer has been written.
UNWRITTEN_STATES = (RequestState.RECEIVED, RequestState.IDENTIFIED, RequestState.READY)
#: A request that is not answered; its clock runs.
OPEN_STATES = (*UNWRITTEN_STATES, RequestState.SENDING)
#: A request that got an answer.
CLOSED_STATES = (RequestState.ANSWERED, RequestState.REFUSED, RequestState.PASSED_ON)
#: A request that needs no answer of its own.
DROPPED_STATES = (RequestState.WITHDRAWN, RequestState.JOINED)


class RequestQuerySet(models.QuerySet["Request"]):
    def visible_to(self, actor: Actor) -> Self:
        """Requests are the owner's: they cut across clients, so a stand-in sees none."""
        return self if actor.is_owner else self.none()

    def running(self) -> Self:
        """Received and not yet answered: the clock runs."""
        return self.filter(state__in=OPEN_STATES)

    def closed(self) -> Self:
        return self.filter(state__in=CLOSED_STATES)

    def over(self) -> Self:
        """Answered, or in need of no answer: the clock has stopped."""
        return self.filter(state__in=(*CLOSED_STATES, *DROPPED_STATES))

    def unconfirmed(self) -> Self:
        """Forms whose sender has not confirmed the address: no requests yet."""
        return self.filter(state=RequestState.UNCONFIRMED)


class Request(models.Model):
    """One request. The clock runs from ``received_at``; an unconfirmed form is no request yet."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(_("number"), unique=True, null=True, editable=False)  # given at receipt
    kind = models.CharField(_("kind"), max_length=14, choices=RequestKind.choices, default=RequestKind.ACCESS)
    channel = models.CharField(_("received by"), max_length=8, choices=Channel.choices)
    state = models.CharField(_("step"), max_length=12, choices=RequestState.choices)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=160)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone number"), max_length=40, blank=True)
    message = models.TextField(_("message"), blank=True)
    language = models.CharField(_("language"), max_length=2, default="nl", choices=LANGUAGES)
    received_at = models.DateTimeField(_("received"))
    due_on = models.DateField(_("answer promised by"), null=True, editable=False)  # promised: 28 days
    law_due_on = models.DateField(_("answer due by law"), null=True, editable=False)  # the law's month
    identity = models.CharField(_("identity"), max_length=14, choices=IdentityProof.choices, blank=True)
    identified_at = models.DateTimeField(_("identity checked on"), null=True, editable=False)
    identified_by = models.UUIDField(_("identity checked by"), null=True, editable=False)
    statement_version = models.CharField(
        _("privacy statement in force"), max_length=20, blank=True, editable=False
    )  # when it was received
    answer = models.TextField(_("answer"), blank=True)  # as it was sent
    answer_channel = models.CharField(_("answered"), max_length=10, choices=AnswerChannel.choices, blank=True)
    answer_mail_id = models.UUIDField(null=True, editable=False)  # the mail that brings the answer
    outcome = models.CharField(max_length=12, default=RequestState.ANSWERED, editable=False)  # the state once it left
    extended_at = models.DateTimeField(_("extension told on"), null=True, editable=False)
    extension_ground = models.CharField(_("why extended"), max_length=8, choices=ExtensionGround.choices, blank=True)
    extension_reasons = models.TextField(_("reasons for the extension"), blank=True)
    refusal_ground = models.CharField(_("why refused"), max_length=10, choices=RefusalGround.choices, blank=True)
    refusal_reasons = models.TextField(_("reasons for the refusal"), blank=True)
    joined_to = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.SET_NULL,
        related_name="joined",
        verbose_name=_("joined with"),
        editable=False,
    )
    passed_to = models.ForeignKey(
        Client, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("passed on to"), editable=False
    )
    closed_at = models.DateTimeField(_("answered on"), null=True, editable=False)  # a mail: when it left
    confirm_digest = models.CharField(_("fingerprint of the link"), max_length=64, blank=True, editable=False)
    confirm_mail_id = models.UUIDField(null=True, editable=False)  # the mail that asks for confirmation
    forget_on = models.DateField(null=True, editable=False)  # unconfirmed: the day on which it goes

    objects = RequestQuerySet.as_manager()

    personal: ClassVar = Personal(
        subject="person",
        categories={
            "number": Category.REQUEST,
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
            "statement_version": Category.REQUEST,
            "identity": Category.REQUEST,
            "identified_at": Category.REQUEST,
            "identified_by": Category.ACCOUNT,
            "answer": Category.REQUEST,
            "answer_channel": Category.REQUEST,
            "extended_at": Category.REQUEST,
            "extension_ground": Category.REQUEST,
            "extension_reasons": Category.REQUEST,
            "refusal_ground": Category.REQUEST,
            "refusal_reasons": Category.REQUEST,
            "joined_to": Category.REQUEST,
            "passed_to": Category.RELATION,
            "closed_at": Category.REQUEST,
            "confirm_digest": Category.REQUEST,
        },
        impersonal=["id", "language", "law_due_on", "confirm_mail_id", "answer_mail_id", "outcome", "forget_on"],
        purposes=[Purpose.RIGHTS],
        keep=after("closed_at", years(3), why="keep.request_dossier"),
        erase=keep_for("keep.request_dossier"),  # that one asked and was answered, must be provable
        withhold={
            "identified_by": _("it concerns the member of the team who checked"),
            "confirm_digest": _("it only proves that a link was ours"),
        },
    )

    class Meta:
        verbose_name = _("privacy request")
        verbose_name_plural = _("privacy requests")
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on", "id"], name="request_by_state"),
            models.Index(fields=["-closed_at"], name="request_by_close", condition=models.Q(closed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
