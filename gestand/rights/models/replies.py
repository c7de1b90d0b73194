"""The firm's own texts for letters about requests, in place of the standard ones."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import NoPersonalData
from gestand.core.ids import new_id
from gestand.rights.models.dossier import Occasion
from gestand.rights.models.requests import LANGUAGES, RequestKind


class OwnReply(models.Model):
    """One version of an own text; the highest number is the one in use. An empty text is the standard one again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    occasion = models.CharField(_("what for"), max_length=10, choices=Occasion.choices)
    kind = models.CharField(_("kind"), max_length=14, choices=RequestKind.choices)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    number = models.PositiveIntegerField(_("version"), editable=False)
    text = models.TextField(_("text"), blank=True)
    made_at = models.DateTimeField(_("made on"), editable=False)

    personal: ClassVar = NoPersonalData("the words of a letter, before any name is filled in")

    class Meta:
        verbose_name = _("own text of a letter")
        verbose_name_plural = _("own texts of letters")
        ordering: ClassVar = ["occasion", "kind", "language", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["occasion", "kind", "language", "number"], name="own_reply_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.kind} {self.language} {self.number}"
