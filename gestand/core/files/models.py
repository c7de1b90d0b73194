"""One row for each sealed file on disk."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gestand.core.declarations import NoPersonalData
from gestand.core.ids import new_id


class StoredFile(models.Model):
    """The row knows size, type and digest; what the file is about is said by the model that points to it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)  # as a person would call it; never used as a path
    media_type = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField()
    is_passing = models.BooleanField(default=False)  # here for days at most; no backup holds it

    personal: ClassVar = NoPersonalData(
        "a file belongs to the row that points to it; that row's declaration (files=...) covers it, and it goes with it"
    )

    def __str__(self) -> str:
        return str(self.id)
