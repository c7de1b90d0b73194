"""The statement through time: an owner's own words, versions, their frozen files, and who was told of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, NoPersonalData, Personal, Purpose, while_client, years
from gestand.core.files.models import StoredFile
from gestand.core.ids import new_id
from gestand.people.models import Client, Person

if TYPE_CHECKING:
    from gestand.core.actors import Actor

ONLY_ROW = 1


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PLANNED = "planned", _("Planned")
    PUBLISHED = "published", _("Published")


class FileFormat(models.TextChoices):
    HTML = "html", _("Web page")
    PDF = "pdf", "PDF"
    JSON = "json", "JSON"


class ClauseWording(models.Model):
    """An owner's own words for one clause in one language; without a row the program's words hold."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clause = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    source = models.TextField()
    changed_at = models.DateTimeField()

    personal: ClassVar = NoPersonalData("the firm's own public words about itself", addresses_of="the firm")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["clause", "language"], name="one_wording_a_clause")]

    def __str__(self) -> str:
        return f"{self.clause} {self.language}"


class StatementVersionQuerySet(models.QuerySet["StatementVersion"]):
    def published(self) -> Self:
        """What was ever in force, the newest first."""
        return self.filter(state=VersionState.PUBLISHED).order_by("-number")

    def without_content(self) -> Self:
        return self.defer("content")


class StatementVersion(models.Model):
    """The statement as it stood: texts and facts of a moment, in both languages. What is published never changes.

    ``number`` is given at publication and is its public name: /privacy/v/3. ``digest`` is the SHA-256 of the content in
    canonical form (RFC 8785).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(null=True, unique=True)
    state = models.CharField(max_length=10, choices=VersionState.choices, default=VersionState.DRAFT)
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()  # the moment of its texts and facts
    summary_nl = models.TextField(blank=True)  # what changes, in the owner's words
    summary_en = models.TextField(blank=True)
    takes_effect_on = models.DateField(null=True)
    tells_clients = models.BooleanField(default=False)
    not_told_because = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)

    objects = StatementVersionQuerySet.as_manager()

    personal: ClassVar = NoPersonalData(
        "what the firm publishes about itself, for everybody to read", addresses_of="the firm"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state__in=["draft", "planned"]), name="one_draft_and_one_plan"
            ),
            models.CheckConstraint(
                condition=models.Q(state="published", number__isnull=False, published_at__isnull=False)
                | models.Q(state__in=["draft", "planned"], number__isnull=True, published_at__isnull=True),
                name="published_has_a_number",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="planned") | models.Q(takes_effect_on__isnull=False),
                name="planned_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or self.state

    @property
    def reference(self) -> str:
        """What a consent or request keeps of it: "v3"; "" before publication."""
        return f"v{self.number}" if self.number else ""

    def summary(self, language: str) -> str:
        return self.summary_en if language == "en" else self.summary_nl


class StatementFile(models.Model):
    """A published version as a file, sealed; its digest stands in the stored file's row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(StatementVersion, on_delete=models.PROTECT, related_name="files")
    language = models.CharField(max_length=2)
    format = models.CharField(max_length=4, choices=FileFormat.choices)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    personal: ClassVar = NoPersonalData("what the firm publishes about itself, for everybody to read")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "language", "format"], name="one_file_of_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.language} {self.format}"


class TellingWay(models.TextChoices):
    MAIL = "mail", _("by mail")
    LETTER = "letter", _("by letter")
    PHONE = "phone", _("by phone")
    IN_PERSON = "in_person", _("in person")


class ToldClientQuerySet(models.QuerySet["ToldClient"]):
    def visible_to(self, actor: Actor) -> Self:
        return self if actor.is_owner else self.none()

    def waiting(self) -> Self:
        return self.filter(told_at__isnull=True)


class ToldClient(models.Model):
    """A client who must hear of a change before it takes effect (GDPR 13(3)), and how that went."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(StatementVersion, on_delete=models.CASCADE, related_name="told_clients")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+", verbose_name=_("client"))
    person = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("to whom")
    )
    way = models.CharField(_("how"), max_length=10, choices=TellingWay.choices, blank=True)
    told_at = models.DateTimeField(_("told"), null=True)
    mail_id = models.UUIDField(null=True)

    objects = ToldClientQuerySet.as_manager()

    personal: ClassVar = Personal(
        subject=["person", "client"],
        categories={
            "client": Category.RELATION,
            "person": Category.RELATION,
            "way": Category.CORRESPONDENCE,
            "told_at": Category.CORRESPONDENCE,
        },
        impersonal=["id", "version", "mail_id"],
        purposes=[Purpose.RIGHTS],
        keep=while_client(then=years(3), clock="client__ended_on"),
    )

    class Meta:
        verbose_name = _("news of a changed statement")
        verbose_name_plural = _("news of changed statements")
        indexes: ClassVar = [models.Index(fields=["version", "told_at"], name="told_by_version")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.client_id}"


class StatementSettings(models.Model):
    """The owner's choices about the public page; the only row has id 1."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY_ROW)
    seals_are_public = models.BooleanField(default=True)

    personal: ClassVar = NoPersonalData("choices about a page")

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=ONLY_ROW), name="one_statement_settings")]

    def __str__(self) -> str:
        return "statement settings"

    @classmethod
    def now(cls) -> StatementSettings:
        """The row, or the defaults."""
        return cls.objects.filter(id=ONLY_ROW).first() or cls()
