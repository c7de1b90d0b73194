"""Which forms were sent, and to which page each led."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gestand.core.declarations import NoPersonalData
from gestand.core.ids import new_id


class SentForm(models.Model):
    """One form that was sent and did something: gone after a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)  # keyed: who sent which page's form with what in it
    led_to = models.CharField(max_length=500, blank=True)  # the page that came of it: a path with ids, never words
    sent_at = models.DateTimeField(db_index=True)

    personal: ClassVar = NoPersonalData(
        "a keyed fingerprint of a form that was sent and the address, made of ids, to which it led; gone after a day"
    )

    def __str__(self) -> str:
        return str(self.id)
