"""The firm's own profile: one row, shown on statement, mails, packages and letters."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import QuerySet

from gestand.core.declarations import NoPersonalData
from gestand.core.questions import Question

ONLY_ROW = 1


class Firm(models.Model):
    """Facts of clause ``identity`` and ``officer``; the only row has id 1."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY_ROW)
    name = models.CharField(max_length=120)
    street = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, default="NL")
    phone = models.CharField(max_length=20, blank=True)  # E.164
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    kvk_number = models.CharField(max_length=8, blank=True)
    vat_id = models.CharField(max_length=14, blank=True)
    officer_name = models.CharField(max_length=120, blank=True)
    officer_email = models.EmailField(blank=True)
    officer_is_registered = models.BooleanField(default=False)  # a registered data-protection officer (GDPR 37)
    accent = models.CharField(max_length=7, default="#1f5f66")
    public_url = models.URLField(blank=True)  # where clients reach this Gestand, for links in mails
    set_up_at = models.DateTimeField(null=True)

    personal: ClassVar = NoPersonalData(
        "the firm's own identity, which the firm publishes itself", addresses_of="the firm"
    )

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=ONLY_ROW), name="one_firm")]

    def __str__(self) -> str:
        return self.name


def current_firm() -> Firm | None:
    """The firm, or None while the home is empty."""
    return next(iter(_only_row()), None)


@Question
def _only_row() -> QuerySet[Firm, Firm]:
    return Firm.objects.filter(id=ONLY_ROW)
