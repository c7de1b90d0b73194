"""The packages that answer requests for access, with their one-time links."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Personal, Purpose, after, days
from gestand.core.files.models import StoredFile
from gestand.core.ids import new_id
from gestand.core.one_time_link import OneTimeLink
from gestand.people.models import Person
from gestand.rights.models.requests import Request


class PackageState(models.TextChoices):
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    COLLECTED = "collected", _("Collected")
    EXPIRED = "expired", _("Expired")
    FAILED = "failed", _("Failed")


class PackageForm(models.TextChoices):
    ACCESS = "access", _("Everything we hold (access)")
    PORTABLE = "portable", _("To take along (portability)")


class Package(OneTimeLink):
    """The answer to a request for access or portability: one sealed ZIP and its one-time link."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(
        Request, null=True, on_delete=models.CASCADE, related_name="packages", verbose_name=_("request")
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    form = models.CharField(_("kind"), max_length=8, choices=PackageForm.choices, default=PackageForm.ACCESS)
    state = models.CharField(_("state"), max_length=10, choices=PackageState.choices, default=PackageState.MAKING)
    language = models.CharField(max_length=2, default="nl")
    file = models.OneToOneField(
        StoredFile, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("file")
    )
    asked_at = models.DateTimeField(_("asked on"))
    made_at = models.DateTimeField(_("made on"), null=True)
    rows = models.PositiveIntegerField(default=0)
    gone_on = models.DateField(null=True)  # when the file is destroyed at the latest
    job_id = models.UUIDField(null=True)
    contents = models.JSONField(_("contents"), default=dict)  # counts for each table, no personal data

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
        impersonal=[
            "id", "form", "state", "language", "asked_at", "rows", "link_until", "claimed_at", "gone_on", "job_id",
            "contents",
        ],
        purposes=[Purpose.RIGHTS],
        keep=after("asked_at", days(30), why="keep.package"),
        forgotten_by="rights.sweep_packages",
        forgotten_from_all="a copy made for the person, of what is kept elsewhere; the request itself is kept",
        withhold={
            "link_digest": _("it only proves that a link was ours"),
            "file": _("a package does not hold itself"),
        },
    )  # fmt: skip

    class Meta:
        verbose_name = _("access package")
        verbose_name_plural = _("access packages")
        ordering: ClassVar = ["-asked_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["link_digest"], name="package_by_link")]

    def __str__(self) -> str:
        return str(self.id)
