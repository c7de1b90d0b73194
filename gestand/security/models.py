"""Where backups go, and what became of each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import NoPersonalData
from gestand.core.ids import new_id


class RunKind(models.TextChoices):
    BACKUP = "backup", _("Backup")
    KEYS = "keys", _("Copy of the keys")
    DRILL = "drill", _("Drill")


class RunState(models.TextChoices):
    RUNNING = "running", _("At work")
    DONE = "done", _("Done")
    PARTLY = "partly", _("Done, with a remark")  # made here, and a copy elsewhere failed
    FAILED = "failed", _("Failed")


class BackupSettings(models.Model):
    """One row. Empty places: the data folder's own ``backups/`` alone."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    folder = models.CharField(_("folder for backups"), max_length=500, blank=True)
    keys_folder = models.CharField(_("folder for copies of the keys"), max_length=500, blank=True)
    store_url = models.CharField(_("address of the store"), max_length=300, blank=True)
    store_bucket = models.CharField(_("bucket"), max_length=100, blank=True)
    store_region = models.CharField(_("region"), max_length=60, blank=True)
    store_prefix = models.CharField(_("folder in the bucket"), max_length=200, blank=True)
    store_key_id = models.CharField(_("key id"), max_length=200, blank=True)
    sealed_secret = models.BinaryField(null=True, editable=False)
    is_own_store = models.BooleanField(_("the store is our own machine"), default=False)
    saved_at = models.DateTimeField(editable=False)

    personal: ClassVar = NoPersonalData("folders of this machine, and the address and sealed key of a store")

    class Meta:
        verbose_name = _("backup settings")
        verbose_name_plural = _("backup settings")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="security_one_row_of_backup_settings")
        ]

    def __str__(self) -> str:
        return str(_("backup settings"))

    @property
    def has_store(self) -> bool:
        return bool(self.store_url and self.store_bucket)


class BackupRun(models.Model):
    """One backup, copy of the keys or drill, and what became of it. ``evidence`` holds numbers and codes alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=RunKind.choices)
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.RUNNING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=80, blank=True)  # of the file
    size_bytes = models.PositiveBigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    in_folder = models.BooleanField(null=True)  # copied to the folder: None when there is none
    in_store = models.BooleanField(null=True)
    code = models.CharField(max_length=40, blank=True)  # of the refusal
    failure = models.CharField(max_length=500, blank=True)
    evidence = models.JSONField(default=dict, blank=True)

    personal: ClassVar = NoPersonalData("names of backup files, sizes, counts and moments")

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        ordering: ClassVar = ["-started_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["kind", "state", "-ended_at"], name="backup_run_by_kind")]

    def __str__(self) -> str:
        return self.name or str(self.id)
