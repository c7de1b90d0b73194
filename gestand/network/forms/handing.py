"""The form of a hand-over that went another way than by the book made here."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gestand.network.models import HandedHow
from gestand.people.forms.asking import AskingForm
from gestand.ui.forms import ChoiceChips, DateInput


class HandOverForm(AskingForm):
    how = forms.ChoiceField(
        label=_("How"),
        choices=[(how.value, how.label) for how in (HandedHow.OTHERWISE, HandedHow.DECLINED)],
        widget=ChoiceChips,
        initial=HandedHow.OTHERWISE.value,
    )
    handed_on = forms.DateField(label=_("When"), widget=DateInput)
    note = forms.CharField(
        label=_("To whom, or why not"),
        max_length=200,
        required=False,
        help_text=_("Asked when the client does not want it."),
    )
