"""Tables of an import: the file that was staged, and each of its rows until it is forgotten."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, NoPersonalData, Personal, Purpose, after, days
from gestand.core.files.models import StoredFile
from gestand.core.ids import new_id
from gestand.people.importers import FileFormat
from gestand.people.models.clients import Client, ClientKind, Person


class BatchState(models.TextChoices):
    COLUMNS = "columns", _("Waits for its columns")
    READING = "reading", _("Being read")
    PREVIEW = "preview", _("Waits for your yes")
    WRITING = "writing", _("Being written")
    DONE = "done", _("Done")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    FAILED = "failed", _("Could not be read")


class ImportBatch(models.Model):
    """One file, from its upload to the day on which it is forgotten."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")  # gone once written
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=10, choices=FileFormat.choices)
    layout = models.JSONField(default=dict)
    header = models.JSONField(default=list)
    signature = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.READING)
    counts = models.JSONField(default=dict)
    failure = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=2, default="nl")
    job = models.UUIDField(null=True)
    made_by = models.UUIDField(null=True)
    made_by_kind = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    forget_on = models.DateField(_("gone on"))

    personal: ClassVar = NoPersonalData(
        "it says which kind of file was read, when and by whom; the people in it are in the import rows, and the file "
        "itself is declared as data outside tables"
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [models.Index(fields=["forget_on"], name="import_by_forget_day")]

    def __str__(self) -> str:
        return f"{self.format} {self.id}"


class RowState(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    DOUBTFUL = "doubtful", _("Doubtful")
    SAME = "same", _("Already known")
    JOINED = "joined", _("Joined")
    REFUSED = "refused", _("Refused")


class RowDecision(models.TextChoices):
    NONE = "", _("Not decided")
    TAKE = "take", _("Take along")
    NEW = "new", _("Somebody new")
    SAME = "same", _("The same person")
    SKIP = "skip", _("Leave out")


class RowOutcome(models.TextChoices):
    NONE = "", _("Waiting")
    WRITTEN = "written", _("Written")
    SKIPPED = "skipped", _("Left out")
    UNDONE = "undone", _("Undone")
    KEPT = "kept", _("Left as it is")


class ImportRow(models.Model):
    """One contact of the file. ``person`` and ``client``: whom it was found to be, or what was made of it.

    ``differences``: [field, old, new]. ``traces``: what the import did, so that it can be undone exactly.
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    group = models.PositiveIntegerField()  # number of the first row of the same client
    kind = models.CharField(max_length=10, choices=ClientKind.choices)
    name = models.CharField(_("name"), max_length=200, blank=True)
    client_name = models.CharField(_("client"), max_length=160, blank=True)
    state = models.CharField(max_length=10, choices=RowState.choices)
    decision = models.CharField(max_length=6, choices=RowDecision.choices, blank=True, default="")
    outcome = models.CharField(max_length=8, choices=RowOutcome.choices, blank=True, default="")
    parsed = models.JSONField(_("what the file says"), default=dict)
    differences = models.JSONField(_("what would change"), default=list)
    candidates = models.JSONField(_("who it may be"), default=list)  # [kind, id, why]
    problems = models.JSONField(_("remarks"), default=list)  # [code, value]
    cells = models.JSONField(_("row of the file"), default=list)  # of a refused row, as they stood in the file
    traces = models.JSONField(_("what the import did"), default=dict)
    joined_into = models.PositiveIntegerField(null=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("person"))
    client = models.ForeignKey(Client, null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("client"))

    personal: ClassVar = Personal(
        subject=["person", "client"],
        categories={
            "name": Category.NAME,
            "client_name": Category.NAME,
            "parsed": Category.FREE_TEXT,
            "differences": Category.FREE_TEXT,
            "cells": Category.FREE_TEXT,
            "problems": Category.FREE_TEXT,
            "traces": Category.FREE_TEXT,
            "candidates": Category.RELATION,
            "person": Category.RELATION,
            "client": Category.RELATION,
        },
        impersonal=["id", "batch", "number", "group", "kind", "state", "decision", "outcome", "joined_into"],
        purposes=[Purpose.CONTACT],
        keep=after("batch__forget_on", days(0), why="keep.import"),
        forgotten_by="people.import.forget",
        forgotten_from_all="rows of one file, which goes as a whole with others in it; what was taken from it is kept",
    )

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "number"], name="one_import_row_each")]
        indexes: ClassVar = [
            models.Index(fields=["batch", "state", "number"], name="import_row_by_state"),
            models.Index(fields=["batch", "group", "number"], name="import_row_by_group"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


class ColumnMemory(models.Model):
    """Which columns a person chose for files with these headers (a digest: no name can be read from it)."""

    signature = models.CharField(max_length=64, primary_key=True)
    columns = models.JSONField(default=list)
    used_at = models.DateTimeField()

    personal: ClassVar = NoPersonalData("it holds a digest of column names and the fields chosen for them")

    class Meta:
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")

    def __str__(self) -> str:
        return self.signature[:8]
