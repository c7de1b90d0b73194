"""Imports: a file that was dropped at a client, and what each thing in it would change, until it is forgotten."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, Hat, HeldFor, Personal, Purpose, after, days
from gestand.core.files.models import StoredFile
from gestand.core.ids import new_id
from gestand.network.models.base import OfClient
from gestand.network.models.sites import Site
from gestand.network.models.things import ThingKind
from gestand.people.models import Client

FORGET_JOB = "network.import.forget"


class ImportState(models.TextChoices):
    COLUMNS = "columns", _("Waits for its columns")
    READING = "reading", _("Being read")
    PREVIEW = "preview", _("Waits for your yes")
    WRITING = "writing", _("Being written")
    DONE = "done", _("Done")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    FAILED = "failed", _("Could not be read")


class NetworkImport(models.Model):
    """One file at one client, from its upload to the day on which it is forgotten.

    ``site``: where it was made; ``new_site`` is made at the yes when there is none. ``targets``: the ranges at which a
    scan looked, as sort keys; ``is_whole``: it ran to its end, so that what is missing in it may be called gone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, verbose_name=_("client"), on_delete=models.CASCADE, related_name="+")
    site = models.ForeignKey(
        Site, verbose_name=_("site"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    new_site = models.CharField(_("new site"), max_length=80, blank=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")  # gone once written
    file_name = models.CharField(_("file"), max_length=200)
    format = models.CharField(max_length=20)
    layout = models.JSONField(default=dict)
    header = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.READING)
    counts = models.JSONField(default=dict)
    remarks = models.JSONField(_("remarks"), default=list)  # [code, value]
    left_out = models.JSONField(_("columns without a field"), default=list)  # [name, cells, example, kept in notes]
    targets = models.JSONField(_("where the scan looked"), default=list)  # [first, last]
    looked_on = models.DateField(_("day of the file"))
    is_whole = models.BooleanField(default=False)
    failure = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=2, default="nl")
    job = models.UUIDField(null=True)
    made_by = models.UUIDField(_("by"), null=True)
    made_by_kind = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    forget_on = models.DateField(_("gone on"))

    objects = OfClient.as_manager()

    personal: ClassVar = Personal(
        subject=["client"],
        hat=Hat.PROCESSOR_FOR_BUSINESS,
        held_for=HeldFor("client", told=["file_name"]),
        categories={
            "client": Category.RELATION,
            "site": Category.NETWORK,
            "new_site": Category.NETWORK,
            "file": Category.FILE,
            "file_name": Category.FREE_TEXT,
            "header": Category.FREE_TEXT,
            "remarks": Category.FREE_TEXT,
            "left_out": Category.FREE_TEXT,
            "targets": Category.IP,
            "failure": Category.FREE_TEXT,
            "made_by": Category.ACCOUNT,
        },
        impersonal=[
            "id",
            "format",
            "layout",
            "state",
            "counts",
            "looked_on",
            "is_whole",
            "language",
            "job",
            "made_by_kind",
            "created_at",
            "confirmed_at",
            "undone_at",
            "forget_on",
        ],
        purposes=[Purpose.MAINTENANCE],
        keep=after("forget_on", days(0), why="keep.import"),
        forgotten_by=FORGET_JOB,
        forgotten_from_all="a file that was read; what was taken over from it stands in the documentation",
        files=["file"],
        stays_here=_("what was taken over from it goes along as documentation"),
    )

    class Meta:
        verbose_name = _("import of network files")
        verbose_name_plural = _("imports of network files")
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["forget_on"], name="network_import_by_end"),
            models.Index(fields=["client", "-created_at"], name="network_import_of_client"),
        ]

    def __str__(self) -> str:
        return self.file_name


class LineState(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    DOUBTFUL = "doubtful", _("Doubtful")
    GONE = "gone", _("Not seen")
    SAME = "same", _("Unchanged")
    REFUSED = "refused", _("Cannot be read")


class LineOutcome(models.TextChoices):
    NONE = "", _("Waiting")
    WRITTEN = "written", _("Taken over")
    SKIPPED = "skipped", _("Left out")
    UNDONE = "undone", _("Taken back")
    KEPT = "kept", _("Left as it is")


class ImportLine(models.Model):
    """One thing of the file, or one of the documentation that the file misses.

    ``thing_id``: what it was found to be, or what was made of it. ``choice``: a person's answer: the id of the device
    that it is, "new", or "gone" for what was not seen. ``differences``: [field, before, after].
    ``traces``: what the import did, so that it can be undone exactly.
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(NetworkImport, on_delete=models.CASCADE, related_name="lines")
    rank = models.PositiveSmallIntegerField(default=0)  # sites, networks, domains, devices, what was not seen
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=12, choices=ThingKind.choices)
    state = models.CharField(max_length=10, choices=LineState.choices)
    title = models.CharField(_("name"), max_length=160, blank=True)
    ticked = models.BooleanField(default=False)
    choice = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=8, choices=LineOutcome.choices, blank=True, default="")
    matched_by = models.CharField(max_length=10, blank=True)
    thing_id = models.UUIDField(_("thing"), null=True)
    found = models.JSONField(_("what the file says"), default=dict)
    differences = models.JSONField(_("what would change"), default=list)
    candidates = models.JSONField(_("what it may be"), default=list)  # [id, why]
    problems = models.JSONField(_("remarks"), default=list)  # [code, value]
    traces = models.JSONField(_("what the import did"), default=dict)

    personal: ClassVar = Personal(
        subject=["batch__client"],
        hat=Hat.PROCESSOR_FOR_BUSINESS,
        held_for=HeldFor("batch__client"),
        categories={
            "title": Category.NETWORK,
            "thing_id": Category.NETWORK,
            "found": Category.FREE_TEXT,
            "differences": Category.FREE_TEXT,
            "candidates": Category.NETWORK,
            "problems": Category.FREE_TEXT,
            "traces": Category.FREE_TEXT,
        },
        impersonal=["id", "batch", "rank", "number", "what", "state", "ticked", "choice", "outcome", "matched_by"],
        purposes=[Purpose.MAINTENANCE],
        keep=after("batch__forget_on", days(0), why="keep.import"),
        forgotten_by=FORGET_JOB,
        forgotten_from_all="a file that was read; what was taken over from it stands in the documentation",
        stays_here=_("what was taken over from it goes along as documentation"),
    )

    class Meta:
        verbose_name = _("line of an import of network files")
        verbose_name_plural = _("lines of imports of network files")
        ordering: ClassVar = ["rank", "number", "id"]
        indexes: ClassVar = [
            models.Index(fields=["batch", "rank", "number"], name="network_line_in_order"),
            models.Index(fields=["batch", "state", "rank", "number"], name="network_line_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.number}"
