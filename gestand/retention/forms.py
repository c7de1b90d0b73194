"""What the owner says about terms, holds and what goes."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from gestand.retention.models import TermUnit
from gestand.ui.forms import DateInput

REASON = _("An inspector reads this: why is this right?")

#: Days from which every term can be reckoned, forwards and backwards.
_EARLIEST, _LATEST = MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2999, 12, 31))


class TermForm(forms.Form):
    """Another length for one term."""

    value = forms.IntegerField(
        label=_("How long"), min_value=1, max_value=11_000, widget=forms.NumberInput(attrs={"class": "short"})
    )
    unit = forms.ChoiceField(label=_("Counted in"), choices=TermUnit.choices)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=REASON, widget=forms.Textarea(attrs={"rows": 3})
    )


class BackForm(forms.Form):
    """The table's own length again."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=REASON, widget=forms.Textarea(attrs={"rows": 2})
    )


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it may not go yet"),
        max_length=300,
        help_text=_("Such as: a claim about the delivery of March. It stands in the plan of an erasure."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    until_on = forms.DateField(
        label=_("Until and including"),
        widget=DateInput(),
        validators=[_EARLIEST, _LATEST],
        help_text=_("You are asked again in the month before that day."),
    )


class DayForm(forms.Form):
    """Which day is asked about."""

    at = forms.DateField(label=_("What goes until"), widget=DateInput(), validators=[_EARLIEST, _LATEST])


def shown_departures(chosen: list[str]) -> dict[UUID, str]:
    """What was ticked: each departure with the digest that was shown. What is no such thing is left out."""
    found: dict[UUID, str] = {}
    for each in chosen:
        written, _colon, digest = each.partition(":")
        try:
            found[UUID(written)] = digest
        except ValueError:
            continue
    return found
