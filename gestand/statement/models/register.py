"""Snapshots of the register of processing: one for each change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import NoPersonalData
from gestand.core.ids import new_id


class RegisterSnapshot(models.Model):
    """The register as it was from ``made_at`` until the next one. ``digest`` is the SHA-256 of its canonical JSON."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(_("number"), unique=True, editable=False)
    made_at = models.DateTimeField(_("made on"), editable=False)
    digest = models.CharField(_("fingerprint"), max_length=64, editable=False)
    contents = models.JSONField()

    personal: ClassVar = NoPersonalData(
        "it describes the processing: tables, purposes, terms, companies, the firm's own identity, and clients by id",
        addresses_of="the firm and companies",
    )

    class Meta:
        verbose_name = _("snapshot of the register")
        verbose_name_plural = _("snapshots of the register")
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return str(self.number)
