"""The outbox and the one row of mail settings."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, NoPersonalData, Personal, Purpose, after, days, years
from gestand.core.files.models import StoredFile
from gestand.core.ids import new_id


class MailState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be sent")
    HELD = "held", _("Held back")  # no settings yet, a demo, or no agreement: ``failure`` says which
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    IN_DOUBT = "in_doubt", _("In doubt")  # handed over, but the answer never came: a person decides
    FAILED = "failed", _("Not sent")
    CANCELLED = "cancelled", _("Cancelled")


#: States in which nothing will happen any more by itself.
CLOSED_STATES = (MailState.SENT, MailState.FAILED, MailState.CANCELLED)


class OutgoingMail(models.Model):
    """One mail to one address. ``message_id`` is fixed here, so that a second attempt is the same message."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    to = models.EmailField(_("to"), blank=True)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("text with layout"), blank=True)
    language = models.CharField(max_length=2, default="nl")
    purpose = models.CharField(_("purpose"), max_length=40, choices=Purpose.choices)
    person_id = models.UUIDField(_("person"), null=True)
    account_id = models.UUIDField(_("account"), null=True)
    message_id = models.CharField(_("message number"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(_("written"))
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    closed_at = models.DateTimeField(null=True)  # sent, failed for good or cancelled
    emptied_at = models.DateTimeField(null=True)  # contents gone; the line in the log remains
    answer_code = models.CharField(max_length=16, blank=True)  # "250", "550 5.1.1"; never the server's words
    failure = models.CharField(max_length=500, blank=True)
    tells_how_to_stop = models.BooleanField(null=True)  # noted when it leaves; empty: for a purpose without a choice

    personal: ClassVar = Personal(
        subject=["person_id:person", "account_id:account"],
        categories={
            "to": Category.EMAIL,
            "subject": Category.CORRESPONDENCE,
            "text": Category.CORRESPONDENCE,
            "html": Category.CORRESPONDENCE,
            "person_id": Category.RELATION,
            "account_id": Category.ACCOUNT,
            "message_id": Category.CORRESPONDENCE,
            "purpose": Category.CORRESPONDENCE,
            "state": Category.CORRESPONDENCE,
            "queued_at": Category.CORRESPONDENCE,
            "sent_at": Category.CORRESPONDENCE,
        },
        impersonal=[
            "id", "language", "attempts", "sending_at", "closed_at", "emptied_at", "answer_code", "failure",
            "tells_how_to_stop",
        ],
        purposes=list(Purpose),
        keep=after("closed_at", years(1), why="keep.mail_log"),
        keep_fields=dict.fromkeys(
            ("to", "subject", "text", "html"), after("closed_at", days(90), why="keep.outbox")
        ),
        forgotten_by="core.prune_outbox",
        recipients=["mail_provider", "addressee"],
        stays_here=_("it is our outbox and its log, which another office must not send once more"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("mail from us")
        verbose_name_plural = _("mails from us")
        ordering: ClassVar = ["-queued_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "queued_at"], name="mail_by_state"),
            models.Index(fields=["-queued_at", "-id"], name="mail_by_moment"),
            models.Index(fields=["person_id"], name="mail_by_person"),
            models.Index(fields=["account_id"], name="mail_by_account"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class MailAttachment(models.Model):
    """A stored file that goes along with a mail."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mail = models.ForeignKey(OutgoingMail, verbose_name=_("mail"), on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("file name"), max_length=200)

    personal: ClassVar = Personal(
        subject=["mail__person_id:person", "mail__account_id:account"],
        categories={"mail": Category.CORRESPONDENCE, "file": Category.FILE, "name": Category.FILE},
        impersonal=["id"],
        purposes=list(Purpose),
        keep=after("mail__closed_at", years(1), why="keep.mail_log"),
        forgotten_by="core.prune_outbox",
        recipients=["mail_provider", "addressee"],
        files=["file"],
        stays_here=_("it is our outbox and its log, which another office must not send once more"),
    )

    class Meta:
        verbose_name = _("file with a mail from us")
        verbose_name_plural = _("files with mails from us")

    def __str__(self) -> str:
        return str(self.id)


class MailSecurity(models.TextChoices):
    """There is no third choice: what is sent unsealed can be read on the way."""

    STARTTLS = "starttls", _("STARTTLS (port 587)")
    TLS = "tls", _("TLS from the first byte (port 465)")


class MailLogin(models.TextChoices):
    PASSWORD = "password", _("Name and password")
    OAUTH_REFRESH = "oauth_refresh", _("OAuth 2, renewed by itself")
    OAUTH_TOKEN = "oauth_token", _("OAuth 2, an access token")


class MailHost(models.TextChoices):
    PROVIDER = "provider", _("A mail provider")
    OWN = "own", _("A mail server of our own")


class DomainState(models.TextChoices):
    """What the internet knew about the sender's mail domain when it was last asked."""

    RECEIVES = "receives", _("It can receive mail")
    SILENT = "silent", _("It exists, but nobody can mail to it")
    UNKNOWN = "unknown", _("It does not exist")
    NO_ANSWER = "no_answer", _("Nobody answered; try again later")


class MailSettings(models.Model):
    """How mail leaves; the only row has id 1. The secret is sealed with a key of the data folder."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    transport = models.CharField(max_length=20, default="smtp")
    host = models.CharField(_("outgoing mail server"), max_length=253)
    port = models.PositiveIntegerField(_("port"), default=587)
    security = models.CharField(_("encryption"), max_length=10, choices=MailSecurity.choices, default="starttls")
    login = models.CharField(_("signing in"), max_length=16, choices=MailLogin.choices, default="password")
    username = models.CharField(_("user name"), max_length=254)
    sealed_secret = models.BinaryField(null=True)
    token_url = models.URLField(_("token address"), blank=True, max_length=300)
    oauth_client_id = models.CharField(_("application (client) id"), max_length=200, blank=True)
    oauth_scope = models.CharField(_("scope"), max_length=300, blank=True)
    token_expires_at = models.DateTimeField(null=True)
    sender_address = models.EmailField(_("sender address"))
    sender_name = models.CharField(_("sender name"), max_length=120)
    host_kind = models.CharField(_("who runs this mail server"), max_length=10, choices=MailHost.choices)
    saved_at = models.DateTimeField()
    last_sent_at = models.DateTimeField(null=True)
    last_tls = models.CharField(max_length=10, blank=True)  # what the last connection spoke: "TLSv1.3"
    domain_checked_at = models.DateTimeField(null=True)
    domain_state = models.CharField(max_length=12, choices=DomainState.choices, blank=True)
    domain_has_spf = models.BooleanField(null=True)

    personal: ClassVar = NoPersonalData(
        "the firm's own mailbox; its secret is sealed and is nobody's data", addresses_of="the firm"
    )

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="one_mail_settings")]

    def __str__(self) -> str:
        return self.host
